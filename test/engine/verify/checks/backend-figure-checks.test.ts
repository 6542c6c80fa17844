import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { dhanGreeks } from '#engine/pricing/dhan-greeks.ts';
import { backendChainGreeks, backendChainInterest } from '#engine/verify/checks/backend-figure-checks.ts';
import type { BackendTarget } from '#engine/verify/targets.ts';
import { answer, envelope, healthyBackend, judge, marketAt } from '../fake-targets.ts';

type Leg = Record<string, unknown>;
type Change = (leg: Leg, optionType: 'CE' | 'PE', strike: number) => Leg;

const NOW_MS = istToEpochMs('2026-02-04', '09:45');
const SPOT = 23_012;

/** A healthy chain with sound greeks, changed leg by leg. */
function backend(change: Change = (leg) => leg, overrides: Partial<BackendTarget> = {}): BackendTarget {
  const body = structuredClone(envelope()) as { data: { strikes: Record<string, Record<string, Leg>> } };
  for (const [key, legs] of Object.entries(body.data.strikes))
    for (const optionType of ['CE', 'PE'] as const)
      if (legs[optionType])
        legs[optionType] = change(sound(legs[optionType], Number(key), optionType), optionType, Number(key));
  return healthyBackend({
    liveChain: async () => ({ expiry: '2026-02-10', answer: answer(200, body) }),
    ...overrides,
  });
}

function sound(leg: Leg, strike: number, optionType: 'CE' | 'PE'): Leg {
  const intrinsic = Math.max(0, optionType === 'CE' ? SPOT - strike : strike - SPOT);
  const contract = { spot: SPOT, strike, optionType, expiry: '2026-02-10', nowMs: NOW_MS };
  const { impliedVolatility, ...greeks } = dhanGreeks({ ...contract, ltp: intrinsic + 150, clock: 'dhan' });
  return { ...leg, iv: impliedVolatility, greeks };
}

test('sound greeks pass, and say how many legs they are', async () => {
  const { status, observed, measurements } = await judge(backendChainGreeks, backend());
  expect({ status, observed }).toEqual({ status: 'pass', observed: '42 legs of 1 chains' });
  expect(measurements).toMatchObject([{ name: 'greeks that hold NIFTY 2026-02-10', value: 1 }]);
});

test.each<{ what: string; change: Change; words: string }>([
  {
    what: "puts with their calls' delta",
    change: (leg, type) =>
      type === 'PE' ? { ...leg, greeks: { ...(leg['greeks'] as Leg), delta: 0.5 } } : leg,
    words: 'PE delta 0.5',
  },
  {
    what: 'greeks of 0 beside a volatility',
    change: (leg) => ({ ...leg, greeks: { delta: 0, gamma: 0, theta: 0, vega: 0 } }),
    words: 'gamma 0, vega 0 at iv',
  },
  { what: 'volatilities beyond bounds', change: (leg) => ({ ...leg, iv: 1200 }), words: 'iv 1200 %' },
  {
    what: 'legs out of the money whose volatility nobody worked out',
    change: (leg) => ({ ...leg, iv: null, greeks: { delta: null, gamma: null, theta: null, vega: null } }),
    words: 'no iv at ',
  },
  {
    what: 'calls that gain by time',
    change: (leg, type) =>
      type === 'CE' ? { ...leg, greeks: { ...(leg['greeks'] as Leg), theta: 8 } } : leg,
    words: 'CE theta 8',
  },
  { what: 'greeks without a volatility', change: (leg) => ({ ...leg, iv: 0 }), words: 'without iv' },
  {
    what: 'deltas in percent',
    change: (leg) => {
      const greeks = leg['greeks'] as Record<string, number>;
      return { ...leg, greeks: { ...greeks, delta: greeks['delta']! * 100 } };
    },
    words: 'CE delta ',
  },
  {
    what: 'calls and puts of different strikes',
    change: (leg, type, strike) =>
      type === 'PE' ? { ...leg, greeks: (sound(leg, strike + 600, 'PE') as { greeks: Leg }).greeks } : leg,
    words: "beside a call's",
  },
])('$what fail with the leg and what to look at', async ({ change, words }) => {
  const { status, observed, remedy } = await judge(backendChainGreeks, backend(change));
  expect(status).toBe('fail');
  expect(observed).toContain(`NIFTY 2026-02-10: `);
  expect(observed).toContain(words);
  expect(remedy).toContain('options/live');
});

test('a leg out of the money that costs next to nothing may have no volatility, and none has one before the first price', async () => {
  const none = { iv: 0, greeks: { delta: 0, gamma: 0, theta: 0, vega: 0 } };
  const cheap = backend((leg) => ({ ...leg, ltp: 0.05, ...none }));
  expect((await judge(backendChainGreeks, cheap)).status).toBe('pass');
  const noPriceYet = envelope(41, none) as { data: object };
  const early = backend(undefined, {
    liveChain: async () => ({
      expiry: '2026-02-10',
      answer: answer(200, { ...noPriceYet, data: { ...noPriceYet.data, underlying_ltp: null } }),
    }),
  });
  expect((await judge(backendChainGreeks, early)).status).toBe('pass');
});

test('a few legs that do not hold are no failure', async () => {
  const one: Change = (leg, _type, strike) => (strike === 23_000 ? { ...leg, iv: 1200 } : leg);
  expect((await judge(backendChainGreeks, backend(one))).status).toBe('pass');
});

test('a body without greeks, and a chain on its last day, are not judged', async () => {
  const without = backend(({ greeks: _greeks, ...leg }) => leg);
  expect((await judge(backendChainGreeks, without)).status).toBe('skip');
  const lastDay = { market: marketAt(istToEpochMs('2026-02-10', '14:00')) };
  expect(
    (
      await judge(
        backendChainGreeks,
        backend((leg) => ({ ...leg, iv: 1200 }), lastDay),
      )
    ).status,
  ).toBe('skip');
});

test('open interest on both sides passes; lost on one, or in other units, it warns', async () => {
  const held = (calls: number, puts: number) =>
    judge(
      backendChainInterest,
      backend((leg, type) => ({ ...leg, oi: type === 'CE' ? calls : puts })),
    );
  expect(await held(1000, 900)).toMatchObject({
    status: 'pass',
    observed: expect.stringContaining('0.90') as string,
  });
  expect(await held(1000, 0)).toMatchObject({ status: 'warn' });
  expect(await held(0, 1000)).toMatchObject({ status: 'warn' });
  expect(await held(65, 6500)).toMatchObject({ status: 'warn' });
  expect(await held(0, 0)).toMatchObject({ status: 'skip' });
});
