import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ConfigError } from '#engine/errors.ts';
import type { PlatformContainers, VerifiedPlatform } from '#engine/verify/stocksblitz/platform-places.ts';

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
const DEFAULTS: Omit<VerifiedPlatform, 'containers'> = {
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
 * PLATFORM_TICKER_URL, PLATFORM_REDIS_URL, PLATFORM_BARS_URL, PLATFORM_EMAIL, PLATFORM_PASSWORD and PLATFORM_API_KEY. Containers are judged where PLATFORM_BACKEND_CONTAINER,
 * PLATFORM_USER_SERVICE_CONTAINER or PLATFORM_TICKER_CONTAINER names them, and from inside the backend's its PLATFORM_BACKEND_JWKS_URL.
 * Errors: ConfigError for a file that is no such ready file, and for a name that no container can have.
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
    containers: containersIn(environment),
  };
}

/** As the original's compose file has it. Source: seed-requirements A10 item 82. */
const JWKS_URL = 'http://host.docker.internal:8001/v1/auth/.well-known/jwks.json';

function containersIn(environment: Readonly<Record<string, string | undefined>>): PlatformContainers {
  const named = (variable: string): string | undefined => {
    const name = environment[variable];
    if (name === undefined || name === '' || CONTAINER_NAME.test(name)) return name || undefined;
    throw new ConfigError(
      `${variable}: expected a container's name or id, such as tv-backend, was "${name}".`,
    );
  };
  return {
    backend: named('PLATFORM_BACKEND_CONTAINER'),
    userService: named('PLATFORM_USER_SERVICE_CONTAINER'),
    ticker: named('PLATFORM_TICKER_CONTAINER'),
    jwksUrl: environment['PLATFORM_BACKEND_JWKS_URL'] || JWKS_URL,
  };
}

const CONTAINER_NAME = /^[A-Za-z0-9][\w.-]*$/;

function placesIn(file: string): Omit<VerifiedPlatform, 'containers'> {
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
