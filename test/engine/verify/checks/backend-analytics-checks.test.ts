import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import type { Check } from '#engine/verify/check.ts';
import {
  backendAnalytics,
  backendAnalyticsInterest,
  backendAnalyticsPrices,
} from '#engine/verify/checks/backend-analytics-checks.ts';
import type { HttpAnswer } from '#engine/verify/http-answer.ts';
import type { BackendTarget } from '#engine/verify/targets.ts';
import { analyticsBody, analyticsEntry } from '../fake-analytics.ts';
import { CLOSED_MS, answer, envelope, healthyBackend, judge, marketAt } from '../fake-targets.ts';

const ALL = [backendAnalytics, backendAnalyticsInterest, backendAnalyticsPrices];

/** A sound chain beside that answer of options/analytics. */
function backend(
  analytics: HttpAnswer,
  { chain = envelope(), ...overrides }: Partial<BackendTarget> & { readonly chain?: object } = {},
): BackendTarget {
  const live = { expiry: '2026-02-10', answer: answer(200, chain) };
  return healthyBackend({
    analysed: async () => ({ before: live, analytics, surface: answer(404, {}), after: live }),
    ...overrides,
  });
}

const changed = (change: object): BackendTarget => backend(answer(200, analyticsBody(change)));

test.each(ALL.map((check) => [check.id, check] as const))(
  '%s: figures that follow from the chain pass',
  async (_id, check) => {
    expect(await judge(check, changed({}))).toMatchObject({ status: 'pass' });
    expect(
      await judge(check, backend(answer(200, analyticsBody()), { market: marketAt(CLOSED_MS) })),
    ).toMatchObject({ status: 'pass' });
  },
);

const WRONG: readonly (readonly [Check<BackendTarget>, string, object, string])[] = [
  [backendAnalytics, 'a null without a word', { pcr_oi: null }, 'pcr_oi without a number or a reason'],
  [backendAnalytics, 'a text for a figure', { max_pain_oi: 'NaN' }, 'max_pain_oi without a number'],
  [
    backendAnalytics,
    'a null inside a figure',
    { atm_straddle: { strike: 23_000, call: null } },
    'atm_straddle.call without',
  ],
  [backendAnalytics, 'an empty reason', { forward: null, reasons: { forward: ' ' } }, 'forward without'],
  [backendAnalytics, 'a volatility as a fraction', { atm_iv: 0.12 }, 'atm_iv 0.12 %'],
  [backendAnalytics, 'a volatility of nobody', { skew_25_delta: { put_iv: 1300 } }, 'put_iv 1300 %'],
  [backendAnalytics, 'a basis the wrong way round', { basis: -0.4 }, 'basis -0.4 beside a forward of'],
  [
    backendAnalytics,
    'puts less calls',
    { skew_25_delta: { call_iv: 11, put_iv: 13, risk_reversal: 2 } },
    'risk_reversal 2 of 11 and 13 %',
  ],
  [
    backendAnalytics,
    'a butterfly without its middle',
    { skew_25_delta: { call_iv: 11, put_iv: 13, butterfly: 12 } },
    'butterfly 12 of 11 and 13 % around 12 %',
  ],
  [backendAnalytics, 'another expiry', { expiry: '2026-02-11' }, 'NIFTY: no entry of 2026-02-10'],
  [backendAnalyticsInterest, 'calls over puts', { pcr_oi: 1.04 }, 'pcr_oi 1.04, the legs make 1.0000'],
  [backendAnalyticsInterest, 'a ratio that is kept back', { pcr_volume: null }, 'pcr_volume null, the legs'],
  [
    backendAnalyticsInterest,
    'max pain far off',
    { max_pain_oi: 23_300 },
    'max_pain_oi 23300, the legs make 23000',
  ],
  [backendAnalyticsInterest, 'no strike of the ladder', { max_pain_volume: 23_010 }, 'max_pain_volume 23010'],
  [backendAnalyticsInterest, 'max pain kept back', { max_pain_oi: null }, 'max_pain_oi null'],
  [backendAnalyticsPrices, 'a straddle of two calls', straddle({ put: 170 }), 'put of the straddle 170'],
  [
    backendAnalyticsPrices,
    'a straddle of one leg',
    straddle({ price: 151 }),
    'straddle 151 of 151 and 151.2',
  ],
  [backendAnalyticsPrices, 'a straddle elsewhere', straddle({ strike: 23_100 }), 'straddle at 23100'],
  [
    backendAnalyticsPrices,
    'break-evens around the price',
    straddle({ break_even_low: 22_700 }),
    'break-evens 22700',
  ],
  [
    backendAnalyticsPrices,
    'a move as a fraction',
    straddle({ implied_move_percent: 0.0131 }),
    'a move of 0.0131 %',
  ],
  [
    backendAnalyticsPrices,
    'a straddle kept back',
    { atm_straddle: null, reasons: { atm_straddle: 'no price' } },
    'no straddle, though both legs of 23000',
  ],
  [
    backendAnalyticsPrices,
    'a forward of another market',
    { forward: 23_030 },
    'forward 23030, the quotes leave room',
  ],
];

function straddle(change: object): object {
  const { atm_straddle: sound } = analyticsEntry() as { readonly atm_straddle: object };
  return { atm_straddle: { ...sound, ...change } };
}

test.each(WRONG.map(([check, what, change, words]) => [check.id, what, { check, change, words }] as const))(
  '%s: %s fails',
  async (_id, _what, { check, change, words }) => {
    const judgement = await judge(check, changed(change));
    expect(judgement).toMatchObject({ status: 'fail', observed: expect.stringContaining(words) as string });
    expect(judgement.remedy).toContain('options/live');
  },
);

test('a price that options/live has and the analytics do not is red, and one far from it', async () => {
  const priced = envelope() as { data: Record<string, unknown> };
  const chain = { ...priced, data: { ...priced.data, underlying_ltp: 23_000 } };
  const told = (spot: number | null) => {
    const body = analyticsBody({ basis: undefined }) as { data: object };
    return backend(answer(200, { ...body, data: { ...body.data, underlying_ltp: spot } }), { chain });
  };
  expect(await judge(backendAnalytics, told(null))).toMatchObject({
    status: 'fail',
    observed: expect.stringContaining('NIFTY: underlying_ltp null, options/live has 23000') as string,
  });
  expect((await judge(backendAnalytics, told(23_200))).observed).toContain('underlying_ltp 23200');
});

test('a null with its reason is a figure that cannot be told', async () => {
  const reasons = { atm_iv: 'no strike beside the forward has a price' };
  const told = changed({
    atm_iv: null,
    skew_25_delta: { call_iv: 11, put_iv: 13, butterfly: null },
    reasons,
  });
  expect(await judge(backendAnalytics, told)).toMatchObject({ status: 'pass' });
});

test('volatilities of the last day, and a forward of a closed market, are not judged', async () => {
  const lastDay = { market: marketAt(istToEpochMs('2026-02-10', '14:00')) };
  const odd = answer(200, analyticsBody({ atm_iv: 700, skew_25_delta: { call_iv: 11, put_iv: 13 } }));
  expect(await judge(backendAnalytics, backend(odd, lastDay))).toMatchObject({ status: 'pass' });
  const far = answer(200, analyticsBody({ forward: 23_030, basis: 30 }));
  expect(await judge(backendAnalyticsPrices, backend(far, { market: marketAt(CLOSED_MS) }))).toMatchObject({
    status: 'pass',
  });
});

test('a price beyond the ladder has no straddle, and quotes that contradict each other have no forward', async () => {
  const untold = { atm_straddle: null, reasons: { atm_straddle: 'no strike' } };
  const far = analyticsBody(untold) as { data: { underlying_ltp: number } };
  far.data.underlying_ltp = 24_100;
  expect(await judge(backendAnalyticsPrices, backend(answer(200, far)))).toMatchObject({ status: 'pass' });
  const equal = backend(answer(200, analyticsBody({ atm_straddle: undefined, forward: 22_000 })), {
    chain: envelope(41, { ltp: 100, bid: 98, ask: 102 }),
  });
  expect(await judge(backendAnalyticsPrices, equal)).toMatchObject({ status: 'pass' });
});

test('between two looks the chain moves: what follows from either passes', async () => {
  const live = (leg: object) => ({ expiry: '2026-02-10', answer: answer(200, envelope(41, leg)) });
  const between = straddle({
    call: 160,
    put: 160,
    price: 320,
    implied_move_percent: 1.3913,
    break_even_low: 22_680,
    break_even_high: 23_320,
  });
  const moved = (after: object) =>
    healthyBackend({
      analysed: async () => ({
        before: live({}),
        analytics: answer(200, analyticsBody(between)),
        surface: answer(404, {}),
        after: live(after),
      }),
    });
  expect(await judge(backendAnalyticsPrices, moved({ ltp: 171 }))).toMatchObject({ status: 'pass' });
  expect(await judge(backendAnalyticsPrices, moved({}))).toMatchObject({ status: 'fail' });
});

test('a chain without holders has neither ratio nor pain', async () => {
  const empty = { chain: envelope(41, { oi: 0, volume: 0 }) };
  const nulls = { pcr_oi: null, pcr_volume: null, max_pain_oi: null, max_pain_volume: null };
  const honest = backend(answer(200, analyticsBody(nulls)), empty);
  expect(await judge(backendAnalyticsInterest, honest)).toMatchObject({ status: 'pass' });
  const invented = backend(answer(200, analyticsBody({ ...nulls, pcr_oi: 0.8 })), empty);
  expect(await judge(backendAnalyticsInterest, invented)).toMatchObject({ status: 'fail' });
  const silent = backend(answer(200, analyticsBody()), {
    chain: { strikes: { '23000': { CE: { ltp: 100 }, PE: { ltp: 100 } } } },
  });
  expect(await judge(backendAnalyticsInterest, silent)).toMatchObject({ status: 'skip' });
});

test.each([
  ['404', answer(404, { detail: 'Not Found' })],
  ['501', answer(501, { detail: 'not here' })],
  ['401', answer(401, { detail: 'who are you' })],
  ['a page', answer(200, '<!doctype html><p>app</p>')],
  ['another shape', answer(200, { ratios: [] })],
])('a backend that answers %s has no analytics: it is skipped with the answer', async (_what, absent) => {
  const judgement = await judge(backendAnalytics, backend(absent));
  expect(judgement.status).toBe('skip');
  expect(judgement.observed).toContain('this backend has no options/analytics: NIFTY: ');
  expect(judgement.observed).toContain(`HTTP ${absent.status}`);
});

test.each([
  ['fails', answer(500, 'Internal Server Error')],
  ['writes NaN', answer(200, '{"data": {"expiries": [{"pcr_oi": NaN}]}}')],
  ['is empty', answer(200, '')],
  ['lists nothing', answer(200, { data: { expiries: [] } })],
])('a route that is there and %s is red', async (_what, broken) => {
  expect(await judge(backendAnalytics, backend(broken))).toMatchObject({ status: 'fail' });
});

test('a route that answers for one underlying and not for another is red', async () => {
  const live = { expiry: '2026-02-10', answer: answer(200, envelope()) };
  const some = healthyBackend({
    underlyings: async () => ['NIFTY', 'BANKNIFTY'],
    analysed: async (underlying) => ({
      before: live,
      analytics: underlying === 'NIFTY' ? answer(200, analyticsBody()) : answer(404, { detail: 'none' }),
      surface: answer(404, {}),
      after: live,
    }),
  });
  const judgement = await judge(backendAnalytics, some);
  expect(judgement).toMatchObject({ status: 'fail' });
  expect(judgement.observed).toContain('BANKNIFTY: HTTP 404');
});
