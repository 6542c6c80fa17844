import { expect, test } from 'vitest';
import { ChainGreeks } from '#engine/analytics/chain-greeks.ts';
import type { ServedGreeks } from '#engine/analytics/chain-greeks.ts';
import type { ExpiryChain } from '#engine/market/option-chain.ts';
import { dhanGreeks } from '#engine/pricing/dhan-greeks.ts';
import { niftyChain } from '../api/fake-engine.ts';

const SPOT = 23_050;
const COLUMNS = ['impliedVolatility', 'delta', 'gamma', 'theta', 'vega'] as const;

function copied({ columns }: ServedGreeks): Record<(typeof COLUMNS)[number], number[]> {
  const { impliedVolatility, delta, gamma, theta, vega } = columns;
  return Object.fromEntries(
    Object.entries({ impliedVolatility, delta, gamma, theta, vega }).map(([name, column]) => [
      name,
      [...column],
    ]),
  ) as Record<(typeof COLUMNS)[number], number[]>;
}

/** What somebody who asks for the first time gets. */
function fresh(chain: ExpiryChain, spot = SPOT): ReturnType<typeof copied> {
  return copied(new ChainGreeks().of(chain, spot));
}

function expectFresh(greeks: ServedGreeks, chain: ExpiryChain, spot: number): void {
  const [kept, expected] = [copied(greeks), fresh(chain, spot)];
  for (const column of COLUMNS)
    for (const [leg, value] of kept[column].entries())
      expect(value, `${column} ${leg}`).toBeCloseTo(expected[column][leg]!, 9);
}

test('each leg has the greeks that Dhan publishes for its price at the second of the last change', () => {
  const chain = niftyChain([22_950, 23_000, 23_050]);
  chain.updatedAtMs += 700;
  const greeks = new ChainGreeks().of(chain, SPOT).columns;
  for (const leg of chain.ltp.keys()) {
    const expected = dhanGreeks({
      ltp: 100,
      spot: SPOT,
      strike: chain.strikes[leg >> 1]!,
      optionType: leg % 2 === 0 ? 'CE' : 'PE',
      expiry: chain.expiry,
      nowMs: chain.updatedAtMs - 700,
      clock: 'dhan',
    });
    for (const column of COLUMNS) expect(greeks[column][leg]).toBeCloseTo(expected[column], 9);
  }
  expect(greeks.delta[4]).toBeGreaterThan(0.5);
});

test('without a change nothing is worked out again', () => {
  const chain = niftyChain([23_000, 23_050]);
  const keeper = new ChainGreeks();
  const { revision } = keeper.of(chain, SPOT);
  expect(keeper.of(chain, SPOT).revision).toBe(revision);
  chain.version += 1;
  expect(keeper.of(chain, SPOT).revision).toBe(revision + 1);
});

test('after any change every leg is that of a fresh look', () => {
  const chain = niftyChain([22_950, 23_000, 23_050]);
  const keeper = new ChainGreeks();
  keeper.of(chain, SPOT);
  for (const ltp of [120, 0, 60, 300]) {
    chain.ltp[3] = ltp;
    chain.version += 1;
    expectFresh(keeper.of(chain, SPOT), chain, SPOT);
  }
});

test.each([
  { what: 'the spot', move: () => SPOT + 5 },
  {
    what: 'another second',
    move: (chain: ExpiryChain) => {
      chain.updatedAtMs += 1000;
      chain.version += 1;
      return SPOT;
    },
  },
])('after $what moved every leg is that of a fresh look', ({ move }) => {
  const chain = niftyChain([22_950, 23_000, 23_050]);
  const keeper = new ChainGreeks();
  const before = copied(keeper.of(chain, SPOT));
  const spot = move(chain);
  const after = keeper.of(chain, spot);
  expectFresh(after, chain, spot);
  expect(copied(after)).not.toEqual(before);
});

test.each([
  { why: 'that was never traded', ltp: 0, spot: SPOT },
  { why: 'below its intrinsic value', ltp: 40, spot: SPOT },
  { why: 'of an unknown spot', ltp: 100, spot: 0 },
  { why: 'whose price is no number', ltp: Number.NaN, spot: SPOT },
])('a leg $why has zeros, never NaN', ({ ltp, spot }) => {
  const chain = niftyChain([23_000]);
  chain.ltp[0] = ltp;
  const greeks = new ChainGreeks().of(chain, spot).columns;
  for (const column of COLUMNS) expect(greeks[column][0]).toBe(0);
});
