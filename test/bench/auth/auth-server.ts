/**
 * A route behind the authentication, and the user service that it trusts. Prints `{"port": N, "jwt": "...", "apiKey": "..."}` and answers until
 * it is ended.
 */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { createMemoryApiKeyStore } from '#engine/adapters/memory-stores.ts';
import { SystemClock } from '#engine/adapters/system-clock.ts';
import { createUndiciTransport } from '#engine/adapters/undici-transport.ts';
import { createApiKeyVerifier, newApiKey } from '#engine/api/auth/api-key.ts';
import { callerOf, requirePrincipal } from '#engine/api/auth/authentication.ts';
import type { AuthenticatedEnv } from '#engine/api/auth/authentication.ts';
import { JwksCache } from '#engine/api/auth/jwks-cache.ts';
import { createJwtVerifier } from '#engine/api/auth/jwt-verifier.ts';
import { listenUserService } from '#mock-dhan/platform/listen-user-service.ts';
import { TEST_USERS } from '#mock-dhan/platform/platform-users.ts';
import { createUserService } from '#mock-dhan/platform/user-service.ts';

const clock = new SystemClock();
const users = await listenUserService(await createUserService({ users: Object.values(TEST_USERS), clock }));
const { key, record } = newApiKey({ userId: 3, perSecondMax: 1e9, perMinuteMax: 1e9 });
const keys = new JwksCache({ url: users.jwksUrl, http: createUndiciTransport(), clock });
const authentication = {
  jwt: createJwtVerifier({ keys, clock }),
  apiKeys: createApiKeyVerifier({ store: createMemoryApiKeyStore([record]), clock }),
};
const app = new Hono<AuthenticatedEnv>()
  .use(requirePrincipal(authentication))
  .get('/who', (c) => c.json({ caller: callerOf(c) }));
const server = createAdaptorServer({ fetch: app.fetch }) as Server;
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
console.log(JSON.stringify({ port, jwt: await login(), apiKey: key }));

async function login(): Promise<string> {
  const { email, password } = TEST_USERS.trader;
  const body = JSON.stringify({ email, password });
  const answer = await fetch(`${users.url}/v1/auth/login`, { method: 'POST', body });
  return ((await answer.json()) as { access_token: string }).access_token;
}
