import { expect, test } from 'vitest';
import type { PlannedFault } from '#engine/faults/planned-fault.ts';
import { createControlApp } from '#mock-dhan/control/app.ts';
import type { MockExchange } from '#mock-dhan/exchange.ts';
import { sinkInto } from '#test/support/sink-log.ts';
import { SMALL_EXPIRY, createSmallExchange } from '#test/support/small-world.ts';

async function chainOf({ app, accounts }: MockExchange) {
  const { clientId, accessToken } = accounts.credentialsOf()!;
  const answer = await app.request('/v2/optionchain', {
    method: 'POST',
    headers: { 'client-id': clientId, 'access-token': accessToken, 'content-type': 'application/json' },
    body: JSON.stringify({ UnderlyingScrip: 13, UnderlyingSeg: 'IDX_I', Expiry: SMALL_EXPIRY }),
  });
  return { status: answer.status, headers: answer.headers, body: await answer.text() };
}

const CHAIN: PlannedFault = {
  id: 'chain',
  kind: 'answer',
  routes: ['POST /v2/optionchain'],
  body: 'as-is',
  probability: 1,
};

const TRUTH = await chainOf(createSmallExchange().exchange);

test('an answer keeps its body under another status', async () => {
  const { exchange } = createSmallExchange({ faults: [{ ...CHAIN, status: 500 }] });
  expect(await chainOf(exchange)).toMatchObject({ status: 500, body: TRUTH.body });
  expect(exchange.counters().requests).toEqual({ 'POST /v2/optionchain': { 500: 1 } });
});

test('a truncated body is the first half of the true one, with 200 and the headers of the exchange', async () => {
  const { exchange } = createSmallExchange({ faults: [{ ...CHAIN, body: 'truncated' }] });
  const { status, body, headers } = await chainOf(exchange);
  expect([status, body]).toEqual([200, TRUTH.body.slice(0, TRUTH.body.length >> 1)]);
  expect(headers.get('x-simulated')).toBe('1');
  expect(headers.get('date')).toBe(TRUTH.headers.get('date'));
});

test('a gateway answers with a page, and nothing of the call is counted against the client', async () => {
  const { exchange } = createSmallExchange({ faults: [{ ...CHAIN, body: 'html', times: 1 }] });
  expect(await chainOf(exchange)).toMatchObject({
    status: 502,
    body: expect.stringContaining('<title>Bad Gateway</title>'),
  });
  expect(await chainOf(exchange)).toMatchObject({ status: 200, body: TRUTH.body });
});

test('an empty answer is 200 with nothing, and other routes keep theirs', async () => {
  const { exchange } = createSmallExchange({ faults: [{ ...CHAIN, body: 'empty' }] });
  expect(await chainOf(exchange)).toMatchObject({ status: 200, body: '' });
  expect((await exchange.app.request('/healthz')).status).toBe(200);
});

test('sessions are ended at the moment planned with the reason planned', () => {
  const { exchange, clock } = createSmallExchange({
    faults: [{ id: 'rollover', kind: 'disconnect', feed: 'live', reason: 807, from: '09:20:05' }],
  });
  const { clientId, accessToken } = exchange.accounts.credentialsOf()!;
  exchange.feed.connect(
    { clientId, token: accessToken },
    sinkInto(() => undefined),
  );
  clock.advanceTo(clock.nowMs() + 4_999);
  expect(exchange.connections()).toHaveLength(1);
  clock.advanceTo(clock.nowMs() + 1);
  expect(exchange.connections()).toEqual([]);
  expect(exchange.faults.states()[0]).toMatchObject({ strikes: 1, firstAtMs: clock.nowMs() });
});

test('nobody connected is nobody struck; a closed exchange strikes no more', () => {
  const plan = [{ id: 'rollover', kind: 'disconnect', feed: 'live', reason: 807, from: '09:20:05' }] as const;
  const { exchange, clock } = createSmallExchange({ faults: plan });
  clock.advanceTo(clock.nowMs() + 10_000);
  expect(exchange.faults.states()[0]?.strikes).toBe(0);
  const other = createSmallExchange({ faults: plan });
  other.exchange.close();
  expect(other.clock.nextTimerAtMs()).toBeUndefined();
});

test('the control API tells each fault with its strikes', async () => {
  const { exchange } = createSmallExchange({
    faults: [
      { ...CHAIN, status: 500 },
      { id: 'mute', kind: 'mute' },
    ],
  });
  await chainOf(exchange);
  const control = createControlApp(exchange, { token: 'secret' });
  const answer = await control.request('/faults', { headers: { authorization: 'Bearer secret' } });
  expect(await answer.json()).toMatchObject({
    faults: [
      { id: 'chain', kind: 'answer', strikes: 1, firstAt: '2026-02-04T09:20:00.000+05:30' },
      { id: 'mute', kind: 'mute', strikes: 0, firstAt: null },
    ],
  });
});
