import { expect, test } from 'vitest';
import type { LegSnapshot } from '#engine/market/option-chain-snapshot.ts';
import {
  backendSameLegs,
  backendSameLots,
  backendSamePrices,
  backendSameStrikes,
  backendSameVolumes,
} from '#engine/verify/checks/agreement-checks.ts';
import type { ExchangeAndBackend } from '#engine/verify/checks/backend-truth-checks.ts';
import {
  answer,
  CLOSED_MS,
  fullChain,
  healthyBackend,
  healthyExchange,
  judge,
  marketAt,
} from '../fake-targets.ts';

/** The backend's answer: the exchange's chain with each leg as `leg` makes it, and `data` beside it. */
function both(
  leg: (leg: LegSnapshot, strike: number) => object = () => ({}),
  data: object = {},
): ExchangeAndBackend {
  const { spot, strikes } = fullChain();
  const legOf = (own: LegSnapshot | undefined, strike: number): object | undefined => {
    if (!own) return undefined;
    const { securityId, ltp, bid, ask, oi, volume } = own;
    return { token: securityId, ltp, bid, ask, oi, volume, ...leg(own, strike) };
  };
  const members = strikes.map(({ strike, ce, pe }) => [
    `${strike}.0`,
    { CE: legOf(ce, strike), PE: legOf(pe, strike) },
  ]);
  const body = {
    data: { underlying_ltp: spot, lot_size: 65, strikes: Object.fromEntries(members), ...data },
  };
  return {
    exchange: healthyExchange({
      nearestChain: async () => ({ kind: 'ok', value: { expiry: '2026-02-10', chain: fullChain() } }),
    }),
    backend: healthyBackend({
      liveChain: async () => ({ expiry: '2026-02-10', answer: answer(200, body) }),
    }),
  };
}

const CHECKS = [backendSameLegs, backendSameStrikes, backendSamePrices, backendSameVolumes, backendSameLots];

test("the exchange's own chain passes every comparison", async () => {
  for (const check of CHECKS) expect((await judge(check, both())).status, check.id).toBe('pass');
});

test('without a chain in common nothing is judged', async () => {
  const { exchange, backend } = both();
  const other = healthyBackend({ ...backend, underlyings: async () => ['BANKEX'] });
  for (const check of CHECKS)
    expect((await judge(check, { exchange, backend: other })).status, check.id).toBe('skip');
});

test('the id of the next strike is another leg', async () => {
  const judgement = await judge(
    backendSameLegs,
    both(({ securityId }) => ({ token: securityId + 2 })),
  );
  expect(judgement.status).toBe('fail');
  expect(judgement.observed).toContain('42 of 42 differ: NIFTY 2026-02-10 22500 CE is 23, not 21');
});

test('a window that lost the money names what is missing', async () => {
  const { strikes } = fullChain();
  const low = strikes
    .filter(({ strike }) => strike <= 23_050)
    .map(({ strike, ce, pe }) => [strike, { CE: ce, PE: pe }]);
  const judgement = await judge(backendSameStrikes, both(undefined, { strikes: Object.fromEntries(low) }));
  expect(judgement.status).toBe('fail');
  expect(judgement.observed).toContain('at 23000 without 23100, 23150, 23200 and 1 more, has 22000 to 23050');
});

test('paise for rupees, a quote without a spread and a spot that is null are no agreement', async () => {
  const paise = both(({ ltp, bid, ask }) => ({ ltp: ltp * 100, bid: bid * 100, ask: ask * 100 }));
  expect((await judge(backendSamePrices, paise)).observed).toContain('0 % of the legs agree');
  expect(
    (
      await judge(
        backendSamePrices,
        both(({ ltp }) => ({ bid: ltp, ask: ltp })),
      )
    ).status,
  ).toBe('fail');
  const spotless = await judge(backendSamePrices, both(undefined, { underlying_ltp: null }));
  expect(spotless.observed).toBe('NIFTY 2026-02-10: without a price, the exchange at 23000');
  const few = both(({ ltp }, strike) => (strike === 23_000 ? { ltp: ltp * 3, bid: 0, ask: 0 } : {}));
  expect((await judge(backendSamePrices, few)).status).toBe('pass');
});

test('without a market legs need not agree, the underlying must', async () => {
  const closed = (targets: ExchangeAndBackend): ExchangeAndBackend => ({
    ...targets,
    backend: { ...targets.backend, market: marketAt(CLOSED_MS) },
  });
  expect((await judge(backendSamePrices, closed(both(() => ({ ltp: 1, bid: 0, ask: 0 }))))).status).toBe(
    'pass',
  );
  expect((await judge(backendSamePrices, closed(both(undefined, { underlying_ltp: 25_000 })))).status).toBe(
    'fail',
  );
});

test('volumes that stand still and open interest in lots are seen', async () => {
  expect(
    (
      await judge(
        backendSameVolumes,
        both(() => ({ volume: 0 })),
      )
    ).observed,
  ).toContain('volume of 42 of 42 legs');
  expect(
    (
      await judge(
        backendSameVolumes,
        both(({ oi }) => ({ oi: oi / 65 })),
      )
    ).observed,
  ).toContain('oi of 42 of 42');
  expect(backendSameVolumes.severity).toBe('warn');
});

test("yesterday's lot is not the master's", async () => {
  const judgement = await judge(backendSameLots, both(undefined, { lot_size: 75 }));
  expect(judgement).toMatchObject({ status: 'fail', observed: 'NIFTY 2026-02-10 75, not 65' });
});
