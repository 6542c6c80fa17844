import { expect, test } from 'vitest';
import { backendExpiries, expiriesCalendar } from '#engine/verify/checks/expiry-checks.ts';
import { answer, healthyBackend, healthyExchange, judge } from '../fake-targets.ts';

test('the expiries of the calendar pass with a count', async () => {
  expect(await judge(expiriesCalendar, healthyExchange())).toMatchObject({
    status: 'pass',
    observed: '4 expiries of 2 underlyings',
  });
  expect((await judge(backendExpiries, healthyBackend())).status).toBe('pass');
});

test('dates on which nothing expires fail, of the exchange and of the backend', async () => {
  const exchange = healthyExchange({ expiries: async () => ({ kind: 'ok', value: ['2026-02-11'] }) });
  const judgement = await judge(expiriesCalendar, exchange);
  expect(judgement).toMatchObject({ status: 'fail' });
  expect(judgement.observed).toContain('NIFTY: 2026-02-11 is a Wednesday');
  const backend = healthyBackend({ expiries: async () => answer(200, { data: ['2026-02-03'] }) });
  expect(await judge(backendExpiries, backend)).toMatchObject({
    status: 'fail',
    observed: 'NIFTY: 2026-02-03 is past',
  });
});

test('a hole in the list warns', async () => {
  const exchange = healthyExchange({
    expiries: async ({ symbol }) => ({
      kind: 'ok',
      value: symbol === 'NIFTY' ? ['2026-02-10', '2026-02-24'] : ['2026-02-24'],
    }),
  });
  expect(await judge(expiriesCalendar, exchange)).toMatchObject({
    status: 'warn',
    observed: 'NIFTY: 2026-02-17 is missing',
  });
});

test('an underlying that is not known, and an empty list, are not judged', async () => {
  const unknown = healthyBackend({ underlyings: async () => ['SOMETHING'] });
  expect((await judge(backendExpiries, unknown)).status).toBe('skip');
  const empty = healthyBackend({ expiries: async () => answer(404, { detail: 'none' }) });
  expect((await judge(backendExpiries, empty)).status).toBe('skip');
});
