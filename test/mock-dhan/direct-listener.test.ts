/** A data call answered from node's own request is the one the app would have given: the same call with a query goes through the app. */
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { expect, test } from 'vitest';
import { MOUNTS, openedPerTest } from '#test/support/mounted-exchange.ts';
import type { MountedExchange } from '#test/support/mounted-exchange.ts';
import { loginHeaders, NIFTY, NIFTY_CHAIN } from '#test/support/rest-calls.ts';

const opened = openedPerTest();
const listening = MOUNTS.find(({ mount }) => mount === 'listening')!;

/** Longer than every budget of the data routes asks a client to wait. */
const UNTIL_NEXT_CALL_MS = 5000;

const CALLS: readonly {
  readonly call: string;
  readonly path: string;
  readonly body: string;
  readonly headers?: Record<string, string>;
}[] = [
  { call: 'last prices', path: '/marketfeed/ltp', body: '{"IDX_I":[13,25]}' },
  { call: 'quotes of a leg', path: '/marketfeed/quote', body: '{"NSE_FNO":[40000]}' },
  { call: 'a chain', path: '/optionchain', body: JSON.stringify(NIFTY_CHAIN) },
  { call: 'expiries', path: '/optionchain/expirylist', body: JSON.stringify(NIFTY) },
  { call: 'no body', path: '/optionchain', body: '' },
  { call: 'text for a body', path: '/marketfeed/ohlc', body: 'nifty please' },
  { call: 'an unknown instrument', path: '/marketfeed/ltp', body: '{"IDX_I":[999999]}' },
  { call: 'a byte order mark', path: '/marketfeed/ltp', body: '\uFEFF{"IDX_I":[13]}' },
  { call: 'a token nobody has', path: '/marketfeed/ltp', body: '{}', headers: { 'access-token': 'none' } },
  { call: 'a foreign client', path: '/optionchain', body: '{}', headers: { 'client-id': '1' } },
];

test.each(CALLS)('$call: both ways answer alike', async ({ path, body, headers = {} }) => {
  const exchange = await opened(listening.open);
  const sent = { ...loginHeaders(exchange), ...headers };
  const direct = await send(exchange, path, sent, body);
  exchange.clock.advanceTo(exchange.clock.nowMs() + UNTIL_NEXT_CALL_MS);
  const throughApp = await send(exchange, `${path}?`, sent, body);
  expect({ ...direct, headers: namesOf(direct.headers) }).toEqual({
    ...throughApp,
    headers: namesOf(throughApp.headers),
  });
  expect(direct.headers['content-length']).toBe(throughApp.headers['content-length']);
  expect(direct.headers['content-type']).toBe(throughApp.headers['content-type']);
});

test('both ways spend one budget, are counted under one route and written into one journal', async () => {
  const exchange = await opened(listening.open);
  const path = '/optionchain';
  const first = await send(exchange, path, loginHeaders(exchange), JSON.stringify(NIFTY_CHAIN));
  const second = await send(exchange, `${path}?`, loginHeaders(exchange), JSON.stringify(NIFTY_CHAIN));
  expect([first.status, second.status]).toEqual([200, 429]);
  expect(exchange.exchange.counters().requests).toEqual({ 'POST /v2/optionchain': { 200: 1, 429: 1 } });
  const events = exchange.exchange.journal.after(0).map(({ event }) => event);
  expect(events).toMatchObject([
    {
      kind: 'request',
      route: 'POST /v2/optionchain',
      clientId: loginHeaders(exchange)['client-id'],
      status: 200,
    },
    {
      kind: 'request',
      route: 'POST /v2/optionchain',
      clientId: loginHeaders(exchange)['client-id'],
      status: 429,
    },
  ]);
});

test('the Date of a direct answer is the exchange’s', async () => {
  const exchange = await opened(listening.open);
  const { headers } = await send(exchange, '/marketfeed/ltp', loginHeaders(exchange), '{"IDX_I":[13]}');
  expect([headers.date, headers['x-simulated']]).toEqual(['Wed, 04 Feb 2026 03:50:00 GMT', '1']);
});

test('a planned answer fault strikes a call that would have been direct', async () => {
  const faults = [
    {
      id: 'down',
      kind: 'answer',
      routes: ['POST /v2/marketfeed/ltp'],
      status: 503,
      body: 'as-is',
      probability: 1,
    },
  ] as const;
  const exchange = await opened(listening.open, { faults });
  const { status } = await send(exchange, '/marketfeed/ltp', loginHeaders(exchange), '{"IDX_I":[13]}');
  expect(status).toBe(503);
});

function namesOf(headers: IncomingHttpHeaders): string[] {
  return Object.keys(headers).toSorted();
}

/** Node's own client, because fetch drops an empty query. */
function send(
  { restUrl }: MountedExchange,
  path: string,
  headers: Record<string, string>,
  body: string,
): Promise<{
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}> {
  return new Promise((resolve, reject) => {
    const length = String(Buffer.byteLength(body));
    const call = request(`${restUrl}${path}`, {
      method: 'POST',
      headers: { ...headers, 'content-length': length },
    });
    call.once('error', reject);
    call.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () =>
        resolve({
          status: response.statusCode,
          headers: response.headers,
          text: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    call.end(body);
  });
}
