import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import type { LegSnapshot, StrikeSnapshot } from '#engine/market/option-chain-snapshot.ts';
import type { Check } from '#engine/verify/check.ts';
import { backendChainTruth } from '#engine/verify/checks/backend-chain-checks.ts';
import { chainTruth } from '#engine/verify/checks/chain-checks.ts';
import type { ExchangeTarget } from '#engine/verify/targets.ts';
import {
  answer,
  CLOSED_MS,
  envelope,
  fullChain,
  healthyBackend,
  healthyExchange,
  judge,
  marketAt,
} from '../fake-targets.ts';

function named<Target>(checks: readonly Check<Target>[], id: string): Check<Target> {
  return checks.find((check) => check.id === id)!;
}

/** An exchange whose NIFTY ladder of 81 strikes is changed strike by strike. */
function withStrikes(
  change: (strike: StrikeSnapshot, index: number) => readonly StrikeSnapshot[],
): ExchangeTarget {
  const chain = fullChain(81);
  const [nifty] = healthyExchange().underlyings;
  return healthyExchange({
    underlyings: [nifty!],
    nearestChain: async () => ({
      kind: 'ok',
      value: { expiry: '2026-02-10', chain: { ...chain, strikes: chain.strikes.flatMap(change) } },
    }),
  });
}

function withLegs(change: (leg: LegSnapshot) => Partial<LegSnapshot>): ExchangeTarget {
  return withStrikes(({ strike, ce, pe }) => [
    { strike, ce: { ...ce!, ...change(ce!) }, pe: { ...pe!, ...change(pe!) } },
  ]);
}

test('sound chains pass all five, of the exchange and of the backend, with figures', async () => {
  for (const check of chainTruth) {
    const judgement = await judge(check, healthyExchange());
    expect([check.id, judgement.status]).toEqual([check.id, 'pass']);
    expect(judgement.measurements?.length).toBeGreaterThan(0);
  }
  for (const check of backendChainTruth)
    expect([check.id, (await judge(check, healthyBackend())).status]).toEqual([check.id, 'pass']);
});

test('a security id on two legs fails and both are named', async () => {
  const target = withStrikes((strike, index) => [
    index === 3 ? { ...strike, ce: { ...strike.ce!, securityId: 2 } } : strike,
  ]);
  const { status, observed } = await judge(named(chainTruth, 'chain.tokens'), target);
  expect([status, observed]).toEqual(['fail', '2: NIFTY 2026-02-10 21000 PE, NIFTY 2026-02-10 21150 CE']);
});

test('the same id in the chains of two underlyings fails', async () => {
  const target = healthyExchange({
    nearestChain: async () => ({ kind: 'ok', value: { expiry: '2026-02-24', chain: fullChain() } }),
  });
  expect((await judge(named(chainTruth, 'chain.tokens'), target)).status).toBe('fail');
});

test('answers without security ids, as before February 2026, are not judged', async () => {
  const target = withLegs(() => ({ securityId: 0 }));
  expect((await judge(named(chainTruth, 'chain.tokens'), target)).status).toBe('skip');
});

test('a hole far from the money is found and is no more than a warning', async () => {
  const check = named(chainTruth, 'chain.grid');
  const target = withStrikes((strike) => (strike.strike === 21_500 ? [] : [strike]));
  expect(check.severity).toBe('warn');
  expect((await judge(check, target)).observed).toBe('NIFTY 2026-02-10: no strike between 21450-21550');
  const nearby = withStrikes((strike) => (strike.strike === 23_050 ? [] : [strike]));
  expect((await judge(check, nearby)).status).toBe('pass');
});

test.each([
  ['every price', { ltp: 0, bid: 0, ask: 0 }, 'fail', 'ltp 100 %, bid 100 %, ask 100 %'],
  ['open interest', { oi: 0 }, 'warn', 'oi 100 %'],
  ['implied volatility', { impliedVolatility: 0 }, 'warn', 'iv 100 %'],
])('zeros for %s near the money', async (_, zeros, status, observed) => {
  const judgement = await judge(
    named(chainTruth, 'chain.values'),
    withLegs(() => zeros),
  );
  expect(judgement).toMatchObject({ status, observed: `NIFTY 2026-02-10: zero or null ${observed}` });
});

test('on the day of the expiry nobody has to hold a position, and prices are judged all the same', async () => {
  const lastDay = marketAt(istToEpochMs('2026-02-10', '15:05:00'));
  const check = named(chainTruth, 'chain.values');
  const closedOut = { ...withLegs(() => ({ oi: 0, impliedVolatility: 0 })), market: lastDay };
  expect((await judge(check, closedOut)).status).toBe('pass');
  const unpriced = { ...withLegs(() => ({ ltp: 0 })), market: lastDay };
  expect((await judge(check, unpriced)).status).toBe('fail');
});

test('some zeros warn, and are measured', async () => {
  const target = withStrikes((strike) => [
    strike.strike === 23_000 || strike.strike === 23_050
      ? { ...strike, ce: { ...strike.ce!, ltp: 0 }, pe: { ...strike.pe!, ltp: 0 } }
      : strike,
  ]);
  const judgement = await judge(named(chainTruth, 'chain.values'), target);
  expect(judgement.status).toBe('warn');
  expect(judgement.measurements).toContainEqual({
    name: 'zero ltp NIFTY 2026-02-10',
    value: 4 / 42,
    unit: 'share',
    limit: { kind: 'max', value: 0.05 },
  });
});

test('while the market is closed nobody has to quote, and no forward is judged', async () => {
  const silent = { ...withLegs(() => ({ bid: 0, ask: 0 })), market: marketAt(CLOSED_MS) };
  expect((await judge(named(chainTruth, 'chain.values'), silent)).status).toBe('pass');
  expect((await judge(named(chainTruth, 'chain.forward'), silent)).status).toBe('skip');
  expect((await judge(named(chainTruth, 'chain.quality'), silent)).status).toBe('skip');
});

test('calls that cost what puts cost at every strike contradict parity', async () => {
  const target = withLegs(({ securityId }) => {
    const strike = Math.floor((securityId - 1) / 2);
    const price = 400 - Math.abs(strike - 40) * 8;
    return { ltp: price, bid: price - 1, ask: price + 1 };
  });
  const judgement = await judge(named(chainTruth, 'chain.quality'), target);
  expect(judgement.status).toBe('fail');
  expect(judgement.observed).toContain('parity');
});

test('options that stand for another price of the underlying drift from the spot', async () => {
  const chain = fullChain(41, { spot: 23_000 });
  const target = withStrikes((strike) => [strike]);
  const drifted: ExchangeTarget = {
    ...target,
    nearestChain: async () => ({
      kind: 'ok',
      value: { expiry: '2026-02-10', chain: { ...chain, spot: 23_300 } },
    }),
  };
  const judgement = await judge(named(chainTruth, 'chain.forward'), drifted);
  expect(judgement.status).toBe('fail');
  expect(judgement.observed).toContain('forward 23000.00, spot 23300');
});

test('a backend whose legs all carry the same token is told so', async () => {
  const target = healthyBackend({
    liveChain: async () => ({ expiry: '2026-02-10', answer: answer(200, envelope(41, { token: 13 })) }),
  });
  expect((await judge(named(backendChainTruth, 'backend.chain.tokens'), target)).status).toBe('fail');
});

test('a column that a body does not have is not held against it', async () => {
  const target = healthyBackend({
    liveChain: async () => ({
      expiry: '2026-02-10',
      answer: answer(200, envelope(41, { oi: undefined, iv: undefined, token: undefined })),
    }),
  });
  expect((await judge(named(backendChainTruth, 'backend.chain.values'), target)).status).toBe('pass');
  expect((await judge(named(backendChainTruth, 'backend.chain.tokens'), target)).status).toBe('skip');
});

test('without a chain nothing is judged', async () => {
  const none = healthyExchange({
    nearestChain: async () => ({ kind: 'refused', failure: 'rejected', reason: 'HTTP 400' }),
  });
  for (const check of chainTruth) expect((await judge(check, none)).status).toBe('skip');
});
