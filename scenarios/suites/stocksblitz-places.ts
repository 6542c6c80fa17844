import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ConfigError } from '#engine/errors.ts';
import type { VerifiedPlatform } from '#engine/verify/stocksblitz/platform-target.ts';
import type { PlatformPlaces, Suite } from '#engine/verify/suite.ts';
import { containerName } from './container-schema.ts';
import { redisUrl } from './redis-schema.ts';
import { sqlUrl } from './sql-schema.ts';
import { urlPasswords } from './variables.ts';

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

/** Ports of the original; the login is the test user of `serve --platform`, who exists nowhere else; keys as the original's compose file has them. Source: seed-requirements A10 items 82, 86. */
const DEFAULTS: VerifiedPlatform = {
  backendUrl: 'http://127.0.0.1:8081',
  userServiceUrl: 'http://127.0.0.1:8001',
  tickerUrl: 'http://127.0.0.1:8080',
  redisUrl: 'redis://127.0.0.1:6381',
  barsUrl: undefined,
  email: 'trader@platform.test',
  password: 'rehearse-before-open',
  apiKey: undefined,
  backendContainer: undefined,
  userServiceContainer: undefined,
  tickerContainer: undefined,
  redisContainer: undefined,
  keysUrl: 'http://host.docker.internal:8001/v1/auth/.well-known/jwks.json',
  containerCommand: 'docker',
};

/**
 * Where the suite `stocksblitz` looks: PLATFORM_BACKEND_URL, PLATFORM_USER_SERVICE_URL, PLATFORM_TICKER_URL, PLATFORM_REDIS_URL, PLATFORM_BARS_URL, PLATFORM_EMAIL,
 * PLATFORM_PASSWORD, PLATFORM_API_KEY, PLATFORM_BACKEND_CONTAINER, PLATFORM_USER_SERVICE_CONTAINER, PLATFORM_TICKER_CONTAINER, PLATFORM_REDIS_CONTAINER and PLATFORM_BACKEND_JWKS_URL
 * have the last word, then come the suite file's targets, then what PLATFORM_READY_FILE names (the ready file of `serve --platform`), then the original's ports. DOCKER is what asks
 * for containers. Errors: ConfigError for a file that is no such ready file, and for a place that is none.
 */
export function stocksblitzPlaces(
  environment: Readonly<Record<string, string | undefined>>,
  targets: PlatformPlaces = {},
): VerifiedPlatform {
  const file = environment['PLATFORM_READY_FILE'];
  const base = file === undefined ? DEFAULTS : placesIn(file);
  const place = (name: keyof VerifiedPlatform, variable: string): string | undefined => {
    const said = environment[variable] ?? targets[name];
    if (said !== undefined) assertPlace(name, said, variable in environment ? variable : 'targets.platform');
    return said ?? base[name];
  };
  const url = (name: 'backendUrl' | 'userServiceUrl' | 'tickerUrl', variable: string): string =>
    place(name, variable)!.replace(/\/+$/, '');
  return {
    backendUrl: url('backendUrl', 'PLATFORM_BACKEND_URL'),
    userServiceUrl: url('userServiceUrl', 'PLATFORM_USER_SERVICE_URL'),
    tickerUrl: url('tickerUrl', 'PLATFORM_TICKER_URL'),
    redisUrl: place('redisUrl', 'PLATFORM_REDIS_URL'),
    barsUrl: place('barsUrl', 'PLATFORM_BARS_URL'),
    email: place('email', 'PLATFORM_EMAIL')!,
    password: place('password', 'PLATFORM_PASSWORD')!,
    apiKey: place('apiKey', 'PLATFORM_API_KEY'),
    backendContainer: place('backendContainer', 'PLATFORM_BACKEND_CONTAINER'),
    userServiceContainer: place('userServiceContainer', 'PLATFORM_USER_SERVICE_CONTAINER'),
    tickerContainer: place('tickerContainer', 'PLATFORM_TICKER_CONTAINER'),
    redisContainer: place('redisContainer', 'PLATFORM_REDIS_CONTAINER'),
    keysUrl: place('keysUrl', 'PLATFORM_BACKEND_JWKS_URL')!,
    containerCommand: environment['DOCKER'] || base.containerCommand,
  };
}

const webUrl = z.url({ protocol: /^https?$/, error: 'expected an address such as http://127.0.0.1:8081' });
const PLACES: Readonly<Partial<Record<keyof VerifiedPlatform, z.ZodType<string>>>> = {
  backendUrl: webUrl,
  userServiceUrl: webUrl,
  tickerUrl: webUrl,
  redisUrl,
  barsUrl: sqlUrl,
  backendContainer: containerName,
  userServiceContainer: containerName,
  tickerContainer: containerName,
  redisContainer: containerName,
  keysUrl: webUrl,
};

/** Never repeats what was said, which may hold a password. */
function assertPlace(name: keyof VerifiedPlatform, said: string, source: string): void {
  const issue = PLACES[name]?.safeParse(said).error?.issues[0];
  if (issue) throw new ConfigError(`${source}, ${name}: ${issue.message}. Correct it.`);
}

/** The second system that a suite asks for, which has usual places; undefined for a suite that does not. `backendUrl`: where its backend is unless told otherwise. */
export function platformOfSuite(
  { builtIn, targets: { platform } }: Pick<Suite, 'builtIn' | 'targets'>,
  environment: Readonly<Record<string, string | undefined>>,
  backendUrl?: string,
): VerifiedPlatform | undefined {
  if (!builtIn.includes('stocksblitz')) return undefined;
  return stocksblitzPlaces(environment, { ...platform, backendUrl: platform?.backendUrl ?? backendUrl });
}

/** What no report may show of it. */
export function platformSecrets({
  password,
  apiKey,
  redisUrl,
  barsUrl,
}: VerifiedPlatform): readonly string[] {
  const urls = [redisUrl, barsUrl].filter((url) => url !== undefined);
  return [password, ...(apiKey === undefined ? [] : [apiKey]), ...urls.flatMap(urlPasswords)];
}

function placesIn(file: string): VerifiedPlatform {
  try {
    const { backendUrl, platform } = readyFile.parse(JSON.parse(readFileSync(file, 'utf8')));
    const { login, redisUrl, ...places } = platform;
    return { ...DEFAULTS, ...places, ...login, backendUrl, redisUrl: redisUrl ?? undefined };
  } catch (cause) {
    throw new ConfigError(
      `PLATFORM_READY_FILE: expected the ready file of preopen serve --platform, was ${file}. ` +
        `Write one: preopen serve --platform --ready-file ${file}`,
      { cause },
    );
  }
}
