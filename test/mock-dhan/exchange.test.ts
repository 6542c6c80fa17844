import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { istTimeOfDay, istToEpochMs } from '#engine/market/ist-time.ts';
import type { Scenario } from '#engine/scenario.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { decodePacket } from '#engine/wire/feed-packets.ts';
import { encodeSubscribe } from '#engine/wire/feed-requests.ts';
import { createExchange } from '#mock-dhan/exchange.ts';
import type { MockExchange } from '#mock-dhan/exchange.ts';
import { createWorld } from '#mock-dhan/world/world.ts';
import { SMALL_DATE, smallScenario } from '#test/support/small-world.ts';
import { sinkInto } from '#test/support/sink-log.ts';

const NIFTY = {
  symbol: 'NIFTY',
  spot: 23_150,
  previousClose: 23_100,
  expiries: ['2026-02-10', '2026-02-17'],
  strikeCount: 10,
  impliedVolatility: 13,
};

function exchangeOf(world: Scenario['world'], seed: number): MockExchange {
  const scenario = { ...smallScenario(), world };
  return createExchange({
    scenario,
    world: createWorld({ scenario, session: undefined, seed, isRaw: false }),
    clock: new VirtualClock(istToEpochMs(SMALL_DATE, '09:14:00')),
    seed,
    wallNowMs: 0,
  });
}

/** Subscribes to everything listed and hands on each message with the time it came. */
function listen(exchange: MockExchange, onMessage: (bytes: Uint8Array, atMs: number) => void): void {
  const login = exchange.accounts.credentialsOf();
  const session = exchange.feed.connect(
    { token: login?.accessToken, clientId: login?.clientId },
    sinkInto(
      (bytes) => onMessage(bytes, exchange.clock.nowMs()),
      () => session?.heardFromClient(),
    ),
  );
  for (const message of encodeSubscribe('full', exchange.world.universe.instruments))
    session?.receive(message);
}

test('a scripted tick reaches a subscriber at its own time, and REST tells the same price', async () => {
  const ticks = [{ at: '09:16:01', underlying: 'NIFTY', ltp: 23_152.75 }];
  const exchange = exchangeOf({ prices: { kind: 'scripted', ticks }, underlyings: [NIFTY] }, 1);
  const seen: string[] = [];
  listen(exchange, (bytes, atMs) => {
    const packet = decodePacket(bytes);
    if (packet.ok && packet.value.kind === 'full' && packet.value.securityId === 13)
      seen.push(`${istTimeOfDay(atMs)} ${packet.value.ltp}`);
  });
  exchange.clock.advanceTo(istToEpochMs(SMALL_DATE, '09:17:00'));
  expect(seen.at(-1)).toBe('09:16:01 23152.75');
  const { accessToken, clientId } = exchange.accounts.credentialsOf()!;
  const response = await exchange.app.fetch(
    new Request('http://exchange.test/v2/marketfeed/ltp', {
      method: 'POST',
      headers: { 'access-token': accessToken, 'client-id': clientId },
      body: '{"IDX_I":[13]}',
    }),
  );
  expect(await response.text()).toBe('{"data":{"IDX_I":{"13":{"last_price":23152.75}}},"status":"success"}');
});

test('the same seed sends the same bytes at the same times, another seed others', () => {
  const digests = [1, 1, 2].map((seed) => {
    const exchange = exchangeOf(
      {
        prices: { kind: 'synthetic', annualVolatility: 14, driftPerDay: 0, regimes: [] },
        underlyings: [NIFTY],
      },
      seed,
    );
    const hash = createHash('sha256');
    let messages = 0;
    listen(exchange, (bytes, atMs) => {
      messages += 1;
      hash.update(`${atMs}:`).update(bytes);
    });
    exchange.clock.advanceTo(istToEpochMs(SMALL_DATE, '09:16:00'));
    expect(messages).toBeGreaterThan(240);
    return hash.digest('hex');
  });
  expect(digests[1]).toBe(digests[0]);
  expect(digests[2]).not.toBe(digests[0]);
});

test('market events are counted by origin', () => {
  const ticks = [{ at: '09:16:01', underlying: 'NIFTY', ltp: 23_152.75 }];
  const exchange = exchangeOf({ prices: { kind: 'scripted', ticks }, underlyings: [NIFTY] }, 1);
  listen(exchange, () => undefined);
  exchange.clock.advanceTo(istToEpochMs(SMALL_DATE, '09:17:00'));
  expect(exchange.counters().events).toEqual({ recorded: 0, synthetic: 1 });
});

test('a closed exchange has no session and no timer left', () => {
  const exchange = exchangeOf({ prices: { kind: 'scripted', ticks: [] }, underlyings: [NIFTY] }, 1);
  listen(exchange, () => undefined);
  exchange.close();
  expect(exchange.connections()).toEqual([]);
  expect(exchange.clock.nextTimerAtMs()).toBeUndefined();
});
