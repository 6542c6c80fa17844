/**
 * A route behind the authentication, and the user service that it trusts. Prints `{"port": N, "jwt": "...", "apiKey": "..."}` and answers until
 * it is ended.
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { createMemoryApiKeyStore } from '#engine/adapters/memory-stores.ts';
import { SystemClock } from '#engine/adapters/system-clock.ts';
import { createUndiciTransport } from '#engine/adapters/undici-transport.ts';
import { newApiKey } from '#engine/api/auth/api-key.ts';
import { requirePrincipal } from '#engine/api/auth/authentication.ts';
import type { AuthenticatedEnv } from '#engine/api/auth/authentication.ts';
import { callerOf, createPlatformAuthentication } from '#engine/api/auth/platform-authentication.ts';
import { listenUserService } from '#mock-dhan/platform/listen-user-service.ts';
import { TEST_USERS } from '#mock-dhan/platform/platform-users.ts';
import { createUserService } from '#mock-dhan/platform/user-service.ts';

const clock = new SystemClock();
const users = await listenUserService(await createUserService({ users: Object.values(TEST_USERS), clock }));
const { key, record } = newApiKey({ userId: 3, perSecondMax: 1e9, perMinuteMax: 1e9 });
const authentication = createPlatformAuthentication({
  jwksUrl: users.jwksUrl,
  http: createUndiciTransport(),
  clock,
  realTime: clock,
  apiKeys: createMemoryApiKeyStore([record]),
});
const app = new Hono<AuthenticatedEnv>()
  .use(requirePrincipal(authentication))
  .get('/who', (c) => c.json({ caller: callerOf(c) }));
const server = createAdaptorServer({ fetch: app.fetch }) as Server;
server.listen(0, '127.0.0.1', () => {
  void login().then((jwt) => {
    console.log(JSON.stringify({ port: (server.address() as AddressInfo).port, jwt, apiKey: key }));
  });
});

async function login(): Promise<string> {
  const { email, password } = TEST_USERS.trader;
  const body = JSON.stringify({ email, password });
  const answer = await fetch(`${users.url}/v1/auth/login`, { method: 'POST', body });
  return ((await answer.json()) as { access_token: string }).access_token;
}
