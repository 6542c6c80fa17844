import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { backendSurface } from '#engine/verify/checks/backend-surface-check.ts';
import type { HttpAnswer } from '#engine/verify/http-answer.ts';
import type { BackendTarget } from '#engine/verify/targets.ts';
import { surfaceBody } from '../fake-analytics.ts';
import { answer, envelope, healthyBackend, judge, marketAt } from '../fake-targets.ts';

function backend(surface: HttpAnswer, overrides: Partial<BackendTarget> = {}): BackendTarget {
  const live = { expiry: '2026-02-10', answer: answer(200, envelope()) };
  return healthyBackend({
    analysed: async () => ({ before: live, analytics: answer(404, {}), surface, after: live }),
    ...overrides,
  });
}

type Change = NonNullable<Parameters<typeof surfaceBody>[0]>;

const changed = (change: Change, overrides: Partial<BackendTarget> = {}): BackendTarget =>
  backend(answer(200, surfaceBody(change)), overrides);

test('a smile and a term structure that agree pass, and say how many points they are', async () => {
  expect(await judge(backendSurface, backend(answer(200, surfaceBody())))).toMatchObject({
    status: 'pass',
    observed: '82 points: NIFTY 2 expiries',
  });
});

test.each<{ what: string; change: Change; words: string }>([
  {
    what: 'volatilities as fractions',
    change: ({ expiries }) => {
      for (const { smile } of expiries) for (const point of smile) point['iv'] = Number(point['iv']) / 100;
    },
    words: 'iv 0.13 %',
  },
  {
    what: 'points without a volatility',
    change: ({ expiries }) => {
      for (const point of expiries[0]!.smile) point['iv'] = null;
    },
    words: 'iv none %',
  },
  {
    what: 'legs in the money',
    change: ({ expiries }) => {
      for (const point of expiries[0]!.smile) point['leg'] = point['leg'] === 'CE' ? 'PE' : 'CE';
    },
    words: 'which is in the money',
  },
  {
    what: 'moneyness of the spot',
    change: ({ expiries }) => {
      for (const point of expiries[0]!.smile) point['moneyness_percent'] = 0;
    },
    words: 'is 0 % from a forward',
  },
  {
    what: 'a volatility at the money that no neighbour has',
    change: ({ expiries, term_structure: terms }) => {
      expiries[0]!['atm_iv'] = terms[0]!['atm_iv'] = 15;
    },
    words: 'atm_iv 15 % between 12 and 12.05 %',
  },
  {
    what: 'a null without a word',
    change: ({ expiries, term_structure: terms }) => {
      expiries[0]!['atm_iv'] = terms[0]!['atm_iv'] = null;
    },
    words: 'atm_iv without a number or a reason',
  },
  {
    what: 'an empty smile over a priced chain',
    change: ({ expiries }) => {
      expiries[0]!.smile = [];
    },
    words: 'NIFTY 2026-02-10: no point of 22500, 22550, 22600 and',
  },
  {
    what: 'strikes in disorder',
    change: ({ expiries }) => {
      expiries[0]!.smile.reverse();
    },
    words: 'do not ascend',
  },
  {
    what: 'expiries in disorder',
    change: ({ expiries, term_structure: terms }) => {
      expiries.reverse();
      terms.reverse();
    },
    words: 'expiries in the order 2026-02-17, 2026-02-10',
  },
  {
    what: 'a term structure of other expiries',
    change: ({ term_structure: terms }) => {
      terms.pop();
    },
    words: 'a term structure of 2026-02-10, smiles of 2026-02-10, 2026-02-17',
  },
  {
    what: 'a term structure of other figures',
    change: ({ term_structure: terms }) => {
      terms[1]!['atm_iv'] = 14;
    },
    words: '2026-02-17: atm_iv 14 beside 12.03',
  },
  {
    what: 'a volatility between expiries that is their mean',
    change: ({ expiries, term_structure: terms }) => {
      expiries[1]!['atm_iv'] = terms[1]!['atm_iv'] = 12.05;
      terms[1]!['forward_iv'] = 11;
    },
    words: 'forward_iv 11, the two expiries make 12.08',
  },
])('$what fail', async ({ change, words }) => {
  const judgement = await judge(backendSurface, changed(change));
  expect(judgement).toMatchObject({ status: 'fail', observed: expect.stringContaining(words) as string });
  expect(judgement.remedy).toContain('options/surface');
});

test('a few odd points, and the smile of the last day, are no failure', async () => {
  const one: Change = ({ expiries }) => {
    expiries[0]!.smile[20]!['leg'] = 'CE';
  };
  expect(await judge(backendSurface, changed(one))).toMatchObject({ status: 'pass' });
  const wild: Change = ({ expiries }) => {
    for (const point of expiries[0]!.smile) point['iv'] = 900;
  };
  const lastDay = { market: marketAt(istToEpochMs('2026-02-10', '14:00')) };
  expect(await judge(backendSurface, changed(wild, lastDay))).toMatchObject({ status: 'pass' });
  expect(await judge(backendSurface, changed(wild))).toMatchObject({ status: 'fail' });
});

test('no forward and no volatility, told with their reasons, pass', async () => {
  const untold: Change = ({ expiries, term_structure: terms }) => {
    for (const entry of [...expiries, ...terms])
      Object.assign(entry, { forward: null, atm_iv: null, forward_iv: null });
    for (const entry of expiries)
      Object.assign(entry, { smile: [], reasons: { forward: 'no pair of quotes', atm_iv: 'no forward' } });
  };
  const unpriced = { expiry: '2026-02-10', answer: answer(200, envelope(41, { ltp: 0, bid: 0, ask: 0 })) };
  const surface = answer(200, surfaceBody(untold));
  const target = healthyBackend({
    analysed: async () => ({ before: unpriced, analytics: answer(404, {}), surface, after: unpriced }),
  });
  expect(await judge(backendSurface, target)).toMatchObject({ status: 'pass' });
});

test('a backend without the route is skipped with its answer, one that fails is red', async () => {
  expect(await judge(backendSurface, backend(answer(404, { detail: 'Not Found' })))).toMatchObject({
    status: 'skip',
    observed: 'this backend has no options/surface: NIFTY: HTTP 404, {"detail":"Not Found"}',
  });
  expect(await judge(backendSurface, backend(answer(502, '')))).toMatchObject({ status: 'fail' });
});
