import { createMemoryApiKeyStore } from '#engine/adapters/memory-stores.ts';
import { openSqliteApiKeyStore } from '#engine/adapters/sqlite-api-keys.ts';
import { SystemClock } from '#engine/adapters/system-clock.ts';
import { createUndiciTransport } from '#engine/adapters/undici-transport.ts';
import { createApiKeyVerifier, newApiKey } from '#engine/api/auth/api-key.ts';
import type { AuthenticationOptions } from '#engine/api/auth/authentication.ts';
import { JwksCache } from '#engine/api/auth/jwks-cache.ts';
import { createJwtVerifier } from '#engine/api/auth/jwt-verifier.ts';
import type { JwtVerifier } from '#engine/api/auth/jwt-verifier.ts';
import { refused } from '#engine/api/auth/principal.ts';
import { MS_PER_DAY } from '#engine/market/ist-time.ts';
import type { ApiKeyRecord, ApiKeyStore, LogSink } from '#engine/ports.ts';
import { TEST_USERS } from '#mock-dhan/platform/platform-users.ts';
import type { PlatformFaults } from './platform-faults.ts';
import type { StartedParts } from './started-parts.ts';

/** Nobody listens there: what a service name that only other networks know comes to. */
const NOWHERE = 'http://127.0.0.1:1/v1/auth/.well-known/jwks.json';

/** The original's first fault: its indicators knew API keys alone. */
const DEAF_TO_JWT: JwtVerifier = { verify: async () => refused('Only API keys are accepted') };

/** Trusts the user service, the keys of the file, and one API key of its test user. Tokens are dated by the machine's clock. */
export function createPlatformAuthentication(parts: {
  readonly jwksUrl: string;
  /** SQLite file of more keys, and of all calls. */
  readonly file: string | undefined;
  readonly log: LogSink;
  readonly faults: PlatformFaults;
  readonly started: StartedParts;
}): { readonly authentication: AuthenticationOptions; readonly apiKey: string } {
  const { jwksUrl, log, faults, started } = parts;
  const clock = new SystemClock();
  const http = createUndiciTransport();
  started.defer(() => http.close());
  const url = faults.strikes('jwks-unreachable') ? NOWHERE : jwksUrl;
  const { key, record } = newApiKey({
    userId: TEST_USERS.trader.userId,
    ...(faults.strikes('api-key-expired') ? { expiresAtMs: clock.nowMs() - MS_PER_DAY } : {}),
  });
  return {
    apiKey: key,
    authentication: {
      jwt: faults.strikes('jwt-only-401')
        ? DEAF_TO_JWT
        : createJwtVerifier({ keys: new JwksCache({ url, http, clock, log }), clock }),
      apiKeys: createApiKeyVerifier({ store: keyStore(record, parts), clock }),
      log,
    },
  };
}

/** The key of the test user is of this run alone and never in the file; its calls are noted there too. Errors: StoreError naming the file. */
function keyStore(
  testKey: ApiKeyRecord,
  { file, started }: { readonly file: string | undefined; readonly started: StartedParts },
): ApiKeyStore {
  const memory = createMemoryApiKeyStore([testKey]);
  if (file === undefined) return memory;
  const stored = openSqliteApiKeyStore(file);
  started.defer(() => stored[Symbol.dispose]());
  return {
    find: async (keyId) => (await memory.find(keyId)) ?? stored.find(keyId),
    used: (keyId, atMs) => stored.used(keyId, atMs),
    note: (usage) => stored.note(usage),
  };
}
