import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import {
  backendCounters,
  backendDrift,
  backendFresh,
  backendReconnects,
  backendSockets,
} from '#engine/verify/checks/backend-truth-checks.ts';
import type { BackendMovement, BackendTarget } from '#engine/verify/targets.ts';
import {
  answer,
  CLOSED_MS,
  healthyBackend,
  healthyExchange,
  judge,
  marketAt,
  MOVED,
  sockets,
} from '../fake-targets.ts';

function moving(movement: Partial<BackendMovement>): BackendTarget {
  return healthyBackend({ movement: async () => [{ ...MOVED, ...movement }] });
}

function withCounters(counters: object): BackendTarget {
  return healthyBackend({ cacheStatistics: async () => answer(200, { data: counters }) });
}

function reconnecting(before: number, after: number, apartMs = 10_000): BackendTarget {
  const health = (count: number) => answer(200, { websocket_status: sockets(1, count, 'closed with 1006') });
  return healthyBackend({
    healthTwice: async () => ({ before: health(before), after: health(after), apartMs }),
  });
}

test.each([backendFresh, backendCounters, backendReconnects, backendSockets])(
  '$id passes on a healthy backend, with figures',
  async (check) => {
    const judgement = await judge(check, healthyBackend());
    expect(judgement.status).toBe('pass');
    expect(judgement.measurements?.length).toBeGreaterThan(0);
  },
);

test("arrival age here and the backend's own word stand side by side, each named", async () => {
  const { observed, expected } = await judge(backendFresh, healthyBackend());
  expect(observed).toBe("NIFTY price 0 ms, legs 500 ms here; by the backend's clock 0 s, 0 s");
  expect(expected).toContain('arrival age here');
});

test.each([
  ['the price', { priceAgeMs: 15_000 }],
  ['its legs', { legsAgeMs: 15_000 }],
  ["the price in the backend's words", { statedPriceAgeMs: 240_000 }],
  ["its legs in the backend's words", { statedLegsAgeMs: 240_000 }],
])('%s too old fails in an open market alone', async (_, stale) => {
  const target = moving(stale);
  expect((await judge(backendFresh, target)).status).toBe('fail');
  expect((await judge(backendFresh, { ...target, market: marketAt(CLOSED_MS) })).status).toBe('skip');
  const justOpened = { ...target, market: marketAt(istToEpochMs('2026-02-04', '09:15:00')) };
  expect((await judge(backendFresh, justOpened)).status).toBe('skip');
});

test('a backend that does not tell its times is judged by arrival alone', async () => {
  const target = moving({ statedPriceAgeMs: undefined, statedLegsAgeMs: undefined });
  const { status, observed } = await judge(backendFresh, target);
  expect([status, observed]).toEqual([
    'pass',
    "NIFTY price 0 ms, legs 500 ms here; by the backend's clock not told, not told",
  ]);
});

const COUNTERS = { total_underlyings: 1, total_expiries: 2, total_strikes: 82, total_tokens: 164 };

test.each([
  [{ total_underlyings: 6 }, '6 underlyings counted, 1 listed'],
  [{ total_expiries: 12 }, '12 expiries counted, 2 listed'],
  [{ total_strikes: 40, total_tokens: 80 }, '40 strikes counted, 41 in the nearest chains alone'],
  [{ total_tokens: 81 }, '81 tokens counted, 82 legs in the nearest chains alone'],
  [{ total_tokens: 328 }, '328 tokens on 82 strikes, more than a call and a put each'],
])('counters %o contradict what is served', async (change, observed) => {
  const judgement = await judge(backendCounters, withCounters({ ...COUNTERS, ...change }));
  expect(judgement.status).toBe('fail');
  expect(judgement.observed).toContain(observed);
  expect(backendCounters.severity).toBe('warn');
});

test('reconnects that grow while it is watched are a storm, many since the start a warning', async () => {
  expect(await judge(backendReconnects, reconnecting(3, 6))).toMatchObject({
    status: 'fail',
    observed: '3 reconnects in 10 s (ws_1: closed with 1006)',
  });
  expect((await judge(backendReconnects, reconnecting(11, 11))).status).toBe('warn');
  expect((await judge(backendReconnects, reconnecting(0, 1))).status).toBe('pass');
  expect((await judge(backendReconnects, reconnecting(0, 2, 60_000))).status).toBe('pass');
});

test('a backend that tells nothing of its sockets is unknown, not failed', async () => {
  const silent = answer(200, { status: 'healthy' });
  const target = healthyBackend({
    health: async () => silent,
    healthTwice: async () => ({ before: silent, after: silent, apartMs: 1 }),
  });
  for (const check of [backendReconnects, backendSockets]) {
    const { status, observed } = await judge(check, target);
    expect([status, observed.startsWith('unknown:')]).toEqual(['skip', true]);
  }
});

test.each([
  [0, '0 of 5 connected, 88 instruments (ws_1: code 807)'],
  [6, '6 of 5 connected, 88 instruments (ws_1: code 807)'],
])('%i sockets are wrong', async (connected, observed) => {
  const health = async () => answer(200, { websocket_status: sockets(connected, 0, 'code 807') });
  expect(await judge(backendSockets, healthyBackend({ health }))).toMatchObject({ status: 'fail', observed });
});

test('a price near the feed passes, one of another index fails', async () => {
  const sound = { exchange: healthyExchange(), backend: healthyBackend() };
  expect(await judge(backendDrift, sound)).toMatchObject({
    status: 'pass',
    observed: 'NIFTY 23001, exchange 23000',
  });
  const swapped = {
    ...sound,
    backend: healthyBackend({ pricesNow: async () => new Map([['NIFTY', 60_000]]) }),
  };
  expect(await judge(backendDrift, swapped)).toMatchObject({
    status: 'fail',
    observed: 'NIFTY 60000, exchange 23000',
  });
});

test('without a feed socket the chain stands for the exchange, with more room', async () => {
  const exchange = healthyExchange({ feedPricesNow: () => new Map() });
  const at = (price: number) => ({
    exchange,
    backend: healthyBackend({ pricesNow: async () => new Map([['NIFTY', price]]) }),
  });
  expect((await judge(backendDrift, at(23_100))).status).toBe('pass');
  expect((await judge(backendDrift, at(23_300))).status).toBe('fail');
});

test('a closed market, and no price on one side, are not judged', async () => {
  const closed = { exchange: healthyExchange({ market: marketAt(CLOSED_MS) }), backend: healthyBackend() };
  expect((await judge(backendDrift, closed)).status).toBe('skip');
  const none = { exchange: healthyExchange(), backend: healthyBackend({ pricesNow: async () => new Map() }) };
  expect((await judge(backendDrift, none)).status).toBe('skip');
});
