import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { createAuthMatrixProbe } from '#engine/adapters/probes/auth-matrix-probe.ts';
import { createUndiciTransport } from '#engine/adapters/undici-transport.ts';
import { ProbeUnreachable } from '#engine/verify/check.ts';
import type { Judgement } from '#engine/verify/check.ts';
import { judgeAuthMatrix } from '#engine/verify/declared/auth-matrix-check.ts';
import { authMatrixDeclaration } from '#scenarios/suites/auth-matrix-schema.ts';
import { API_KEY, serveGuarded } from '#test/support/guarded-server.ts';
import type { GuardedServer } from '#test/support/guarded-server.ts';

const probe = createAuthMatrixProbe(createUndiciTransport(), () => performance.now());

async function judged(server: GuardedServer, written: object): Promise<Judgement> {
  const credentials = {
    expired: await server.token({ exp: 1000 }),
    jwt: await server.token(),
    apiKey: API_KEY,
  };
  return judgeAuthMatrix(authMatrixDeclaration.parse({ base: server.url, credentials, ...written }), probe);
}

test('endpoints that ask everybody who they are pass, each cell measured', async () => {
  await using server = await serveGuarded();
  const judgement = await judged(server, { endpoints: ['/positions', 'HEAD /funds'] });
  expect(judgement).toMatchObject({ status: 'pass', observed: '10 answers as expected from 2 endpoints' });
  expect(judgement.measurements?.map(({ name }) => name)).toEqual(
    ['GET /positions', 'HEAD /funds'].flatMap((endpoint) =>
      ['none', 'bad', 'expired', 'jwt', 'apiKey'].map((credential) => `${endpoint} ${credential}`),
    ),
  );
  expect(judgement.evidence).toBe(
    [
      'endpoint        none  bad  expired  jwt  apiKey',
      'GET /positions  401   401  401      200  200',
      'HEAD /funds     401   401  401      200  200',
    ].join('\n'),
  );
});

test('an endpoint that forgot to ask is named cell by cell, and no credential is shown', async () => {
  await using server = await serveGuarded({ open: ['/funds'] });
  const judgement = await judged(server, { endpoints: ['/positions', '/funds'] });
  expect(judgement).toMatchObject({
    status: 'fail',
    observed:
      'GET /funds with no credential: HTTP 200 instead of 401 or 403, GET /funds with a bad credential: HTTP 200 instead of 401 or 403, ' +
      'GET /funds with an expired token: HTTP 200 instead of 401 or 403',
    remedy: `Put the endpoint behind the authentication: curl -i -X GET "${server.url}/funds"`,
  });
  expect(judgement.evidence).toContain('200 WRONG, expected 401 or 403');
  expect(JSON.stringify(judgement)).not.toMatch(/eyJ|api-key-of/);
});

test('a backend that takes expired tokens fails in that column alone', async () => {
  await using server = await serveGuarded({ takesExpired: true });
  const judgement = await judged(server, { endpoints: ['/funds'] });
  expect(judgement.observed).toBe('GET /funds with an expired token: HTTP 200 instead of 401 or 403');
});

test('a good credential that is answered with nothing, or refused, is wrong', async () => {
  await using server = await serveGuarded({ empty: ['/funds'] });
  const empty = await judged(server, { endpoints: ['/funds'] });
  expect(empty.observed).toContain('GET /funds with the token: HTTP 200 with an empty body instead of 2xx');
  const refused = await judged(server, { endpoints: ['/positions'], credentials: { apiKey: 'another' } });
  expect(refused.observed).toBe('GET /positions with the API key: HTTP 401 instead of 2xx');
});

test('a public endpoint is expected to be one', async () => {
  await using server = await serveGuarded({ open: ['/health'] });
  const expectations = { none: 'allowed', bad: 'allowed', expired: [200, 401] };
  const judgement = await judged(server, { endpoints: [{ endpoint: '/health', expect: expectations }] });
  expect(judgement).toMatchObject({ status: 'pass' });
});

/** Takes orders: 401 without a token, 422 for what is no order, 201 otherwise; remembers what it was sent. */
async function serveOrders(): Promise<AsyncDisposable & { readonly url: string; readonly sent: string[] }> {
  const sent: string[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request);
    sent.push(`${request.headers['content-type'] ?? 'no type'}: ${body}`);
    const isWelcome = request.headers.authorization === 'Bearer good';
    const status = isWelcome ? (body.includes('"quantity"') ? 201 : 422) : 401;
    response.writeHead(status).end('{}');
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

test('a POST brings its body, or that of its cell, so that a good token is let through to 2xx or a stated 422', async () => {
  await using server = await serveOrders();
  const endpoint = { endpoint: 'POST /orders', json: { quantity: 75 } };
  const asked = (...endpoints: readonly object[]): Promise<Judgement> =>
    judgeAuthMatrix(
      authMatrixDeclaration.parse({
        base: server.url,
        methods: ['POST'],
        credentials: { jwt: 'good' },
        endpoints,
      }),
      probe,
    );
  expect(await asked(endpoint)).toMatchObject({ status: 'pass' });
  expect(server.sent.splice(0)).toEqual(Array(3).fill('application/json: {"quantity":75}'));
  const empty = { ...endpoint, cells: { jwt: { body: 'nothing' } } };
  expect(await asked(empty)).toMatchObject({
    status: 'fail',
    observed: 'POST /orders with the token: HTTP 422 instead of 2xx',
    remedy: `See what answers there: curl -i -X POST -H "authorization: ..." -d nothing "${server.url}/orders"`,
  });
  expect(server.sent.splice(0).at(-1)).toBe('no type: nothing');
  expect(await asked({ ...empty, expect: { jwt: 422 } })).toMatchObject({ status: 'pass' });
});

const OPEN_API = {
  openapi: '3.1.0',
  components: { parameters: { id: { name: 'id', in: 'path', required: true, schema: { default: '42' } } } },
  paths: {
    '/health': { get: {} },
    '/orders/{id}': { parameters: [{ $ref: '#/components/parameters/id' }], get: {}, delete: {} },
    '/orders/by/{name}': { get: {} },
    '/live': { get: { parameters: [{ name: 'underlying', in: 'query', required: true, example: 'NIFTY' }] } },
    '/orders': { post: {} },
  },
};

test('the endpoints of an OpenAPI document are asked, with its examples, and nothing that changes anything', async () => {
  await using server = await serveGuarded({ openApi: OPEN_API });
  const openapi = `${server.url}/openapi.json`;
  const judgement = await judged(server, { openapi, without: ['/health'] });
  expect(judgement).toMatchObject({ status: 'fail' });
  expect(judgement.observed).toBe(
    'GET /orders/by/1 with the token: HTTP 404 instead of 2xx, GET /orders/by/1 with the API key: HTTP 404 instead of 2xx',
  );
  expect(judgement.evidence?.split('\n').map((line) => line.split('  ')[0])).toEqual([
    'endpoint',
    'GET /orders/42',
    'GET /orders/by/1',
    'GET /live?underlying=NIFTY',
  ]);
});

test('a document that is not served fails, one that lists nothing too, and a server that is not there is unreachable', async () => {
  const server = await serveGuarded({ openApi: { paths: { '/orders': { post: {} } } } });
  const none = await judged(server, { openapi: `${server.url}/openapi.json` });
  expect(none.observed).toContain('lists nothing for GET, HEAD, OPTIONS');
  const hidden = await judged(server, { openapi: `${server.url}/docs.json` });
  expect(hidden.observed).toContain('the OpenAPI document is not served: HTTP 401');
  await server[Symbol.asyncDispose]();
  await expect(judged(server, { endpoints: ['/funds'] })).rejects.toThrow(ProbeUnreachable);
});

const REFUSED: readonly (readonly [object, string])[] = [
  [{ endpoints: ['POST /orders'] }, 'must be named under methods'],
  [{ endpoints: [] }, 'expected endpoints, or openapi'],
  [{ endpoints: ['/a'], expect: { jwt: 'allowed' } }, 'expected a value under credentials'],
  [
    { endpoints: [{ endpoint: '/a', json: {} }] },
    'a body at an endpoint of POST, PUT, PATCH or DELETE alone',
  ],
  [{ endpoints: [{ endpoint: 'POST /a', body: 'x', json: {} }], methods: ['POST'] }, 'was both'],
  [{ endpoints: [{ endpoint: 'POST /a', cells: { jwt: {} } }], methods: ['POST'] }, 'sent in this cell'],
  [{ endpoints: ['orders'] }, 'expected a path with or without its method'],
];

test.each(REFUSED)('%o is refused', (written, words) => {
  const result = authMatrixDeclaration.safeParse({ base: 'http://127.0.0.1:1', ...written });
  expect(JSON.stringify(result.error?.issues)).toContain(words);
});
