import { expect, test } from 'vitest';
import type { OptionChainSnapshot } from '#engine/market/option-chain-snapshot.ts';
import {
  chainComplete,
  chainPriced,
  expiriesListed,
  statistics,
} from '#engine/verify/checks/chain-checks.ts';
import type { ExchangeTarget } from '#engine/verify/targets.ts';
import { fullChain, healthyExchange, judge } from '../fake-targets.ts';

function withChain(chain: OptionChainSnapshot): ExchangeTarget {
  return healthyExchange({
    nearestChain: async () => ({ kind: 'ok', value: { expiry: '2026-02-10', chain } }),
  });
}

function withStrikes(change: (chain: OptionChainSnapshot) => OptionChainSnapshot['strikes']): ExchangeTarget {
  return withChain({ ...fullChain(), strikes: change(fullChain()) });
}

function withoutPut(strike: number): ExchangeTarget {
  return withStrikes(({ strikes }) =>
    strikes.map((each) => (each.strike === strike ? { ...each, pe: undefined } : each)),
  );
}

function withoutStrike(strike: number): ExchangeTarget {
  return withStrikes(({ strikes }) => strikes.filter((each) => each.strike !== strike));
}

const UNPRICED = { ...fullChain().strikes[0]!.ce!, ltp: 0, bid: 0, ask: 0 };

/** The first `count` calls from the money upwards have no price. */
function withUnpricedCalls(count: number): ExchangeTarget {
  return withStrikes(({ strikes }) =>
    strikes.map((each, index) => (index >= 20 && index < 20 + count ? { ...each, ce: UNPRICED } : each)),
  );
}

test.each([expiriesListed, chainComplete, chainPriced, statistics])(
  '$id passes on full chains',
  async (check) => {
    expect((await judge(check, healthyExchange())).status).toBe('pass');
  },
);

test('an empty expiry list fails and names its underlying', async () => {
  const target = healthyExchange({
    expiries: async ({ symbol }) => ({ kind: 'ok', value: symbol === 'BANKNIFTY' ? [] : ['2026-02-10'] }),
  });
  expect(await judge(expiriesListed, target)).toMatchObject({
    status: 'fail',
    observed: 'BANKNIFTY: an empty list',
  });
});

test('an expiry in the past fails, one of today does not', async () => {
  const past = healthyExchange({
    expiries: async () => ({ kind: 'ok', value: ['2026-02-03', '2026-02-10'] }),
  });
  expect((await judge(expiriesListed, past)).observed).toContain(
    'NIFTY: 2026-02-03 before today, 2026-02-04',
  );
  const today = healthyExchange({ expiries: async () => ({ kind: 'ok', value: ['2026-02-04'] }) });
  expect((await judge(expiriesListed, today)).status).toBe('pass');
});

test('a refused call fails with the reason', async () => {
  const refused = {
    kind: 'refused',
    failure: 'rate-limit',
    reason: 'HTTP 429 805 Too many requests',
  } as const;
  expect(
    (await judge(expiriesListed, healthyExchange({ expiries: async () => refused }))).observed,
  ).toContain('429 805');
  const chain = await judge(chainComplete, healthyExchange({ nearestChain: async () => refused }));
  expect(chain).toMatchObject({ status: 'fail' });
  expect((await judge(statistics, healthyExchange({ nearestChain: async () => refused }))).status).toBe(
    'fail',
  );
});

test('an exchange that was asked for no underlying passes nothing', async () => {
  const target = healthyExchange({ underlyings: [] });
  for (const check of [expiriesListed, chainComplete, chainPriced, statistics])
    expect((await judge(check, target)).status).toBe('fail');
});

test('an empty chain is incomplete, and counts to zero', async () => {
  const target = withStrikes(() => []);
  expect((await judge(chainComplete, target)).observed).toContain('NIFTY 2026-02-10: 0 strikes');
  expect((await judge(chainPriced, target)).status).toBe('fail');
  expect((await judge(statistics, target)).observed).toContain('0 strikes and 0 tokens');
});

test('a missing put near the money is named; one far out is not', async () => {
  expect((await judge(chainComplete, withoutPut(23_100))).observed).toContain('without 23100 PE');
  expect((await judge(chainComplete, withoutPut(22_000))).status).toBe('pass');
});

test('a hole in the strike grid near the money is named; one far out is not', async () => {
  expect((await judge(chainComplete, withoutStrike(23_100))).observed).toContain(
    'no strike between 23050-23150',
  );
  expect((await judge(chainComplete, withoutStrike(22_100))).status).toBe('pass');
});

test('95 % of the legs near the money must be priced: 40 of 42 do, 39 do not', async () => {
  expect((await judge(chainPriced, withUnpricedCalls(2))).status).toBe('pass');
  const judgement = await judge(chainPriced, withUnpricedCalls(3));
  expect(judgement.status).toBe('fail');
  expect(judgement.observed).toContain('39 of 42 legs within 10 strikes of the money priced');
});

test('unpriced legs far from the money are only reported', async () => {
  const target = withStrikes(({ strikes }) =>
    strikes.map((each, index) => (index < 5 ? { ...each, ce: UNPRICED, pe: UNPRICED } : each)),
  );
  const judgement = await judge(chainPriced, target);
  expect(judgement.status).toBe('pass');
  expect(judgement.observed).toContain('30 of 40 farther out');
});
