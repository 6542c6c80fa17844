import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ConfigError } from '#engine/errors.ts';
import type { VerifiedPlatform } from '#engine/verify/stocksblitz/platform-places.ts';

const readyFile = z.object({
  backendUrl: z.string(),
  platform: z.object({
    userServiceUrl: z.string(),
    tickerUrl: z.string(),
    redisUrl: z.string().nullable(),
    barsUrl: z.string(),
    login: z.object({ email: z.string(), password: z.string() }),
    apiKey: z.string(),
  }),
});

/** Ports of the original; the login is the test user of `serve --platform`, who exists nowhere else. Source: seed-requirements A10 item 86. */
const DEFAULTS: VerifiedPlatform = {
  backendUrl: 'http://127.0.0.1:8081',
  userServiceUrl: 'http://127.0.0.1:8001',
  tickerUrl: 'http://127.0.0.1:8080',
  redisUrl: 'redis://127.0.0.1:6381',
  barsUrl: undefined,
  email: 'trader@platform.test',
  password: 'rehearse-before-open',
  apiKey: undefined,
};

/**
 * Where the suite `stocksblitz` looks: what PLATFORM_READY_FILE names, the ready file of `serve --platform`; over it PLATFORM_BACKEND_URL, PLATFORM_USER_SERVICE_URL,
 * PLATFORM_TICKER_URL, PLATFORM_REDIS_URL, PLATFORM_BARS_URL, PLATFORM_EMAIL, PLATFORM_PASSWORD and PLATFORM_API_KEY. Errors: ConfigError for a file that is no such ready file.
 */
export function stocksblitzPlaces(
  environment: Readonly<Record<string, string | undefined>>,
): VerifiedPlatform {
  const file = environment['PLATFORM_READY_FILE'];
  const base = file === undefined ? DEFAULTS : placesIn(file);
  const without = (url: string): string => url.replace(/\/+$/, '');
  return {
    backendUrl: without(environment['PLATFORM_BACKEND_URL'] ?? base.backendUrl),
    userServiceUrl: without(environment['PLATFORM_USER_SERVICE_URL'] ?? base.userServiceUrl),
    tickerUrl: without(environment['PLATFORM_TICKER_URL'] ?? base.tickerUrl),
    redisUrl: environment['PLATFORM_REDIS_URL'] ?? base.redisUrl,
    barsUrl: environment['PLATFORM_BARS_URL'] ?? base.barsUrl,
    email: environment['PLATFORM_EMAIL'] ?? base.email,
    password: environment['PLATFORM_PASSWORD'] ?? base.password,
    apiKey: environment['PLATFORM_API_KEY'] ?? base.apiKey,
  };
}

function placesIn(file: string): VerifiedPlatform {
  try {
    const { backendUrl, platform } = readyFile.parse(JSON.parse(readFileSync(file, 'utf8')));
    const { login, redisUrl, ...places } = platform;
    return { ...places, ...login, backendUrl, redisUrl: redisUrl ?? DEFAULTS.redisUrl };
  } catch (cause) {
    throw new ConfigError(
      `PLATFORM_READY_FILE: expected the ready file of preopen serve --platform, was ${file}. ` +
        `Write one: preopen serve --platform --ready-file ${file}`,
      { cause },
    );
  }
}
