import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import {
  backendChain,
  backendChainPriced,
  backendSource,
} from '#engine/verify/checks/backend-chain-checks.ts';
import type { BackendTarget } from '#engine/verify/targets.ts';
import { answer, CLOSED_MS, envelope, healthyBackend, judge, marketAt } from '../fake-targets.ts';

function answering(status: number, body: unknown, overrides: Partial<BackendTarget> = {}): BackendTarget {
  return healthyBackend({
    liveChain: async () => ({ expiry: '2026-02-10', answer: answer(status, body) }),
    ...overrides,
  });
}

test.each([backendChain, backendChainPriced, backendSource])('$id passes on a full chain', async (check) => {
  expect((await judge(check, healthyBackend())).status).toBe('pass');
});

test('both shapes of the body are accepted, and named', async () => {
  expect((await judge(backendChain, healthyBackend())).observed).toBe(
    'NIFTY 2026-02-10 41 strikes (envelope body)',
  );
  const flat = {
    underlying: 'NIFTY',
    expiry: '2026-02-10',
    strikes: { 23000: { CE: { ltp: 234.95 }, PE: { ltp: 234.95 } } },
  };
  expect((await judge(backendChain, answering(200, flat))).observed).toBe(
    'NIFTY 2026-02-10 1 strikes (flat body)',
  );
});

test.each([
  [200, { status: 'success', data: { strikes: {} } }, '200 with an empty chain: 0 strikes'],
  [200, {}, '200 with an empty chain: 0 strikes'],
  [200, '', 'HTTP 200, an empty body'],
  [200, '<html>login</html>', 'HTTP 200, an HTML page'],
  [
    404,
    { detail: 'Option chain not found for NIFTY 2026-02-10' },
    'HTTP 404, {"detail":"Option chain not found',
  ],
  [422, { detail: [{ msg: 'Field required' }] }, 'HTTP 422'],
  [500, { detail: 'Internal server error' }, 'HTTP 500'],
])('options/live %i %j fails', async (status, body, words) => {
  const judgement = await judge(backendChain, answering(status, body));
  expect(judgement.status).toBe('fail');
  expect(judgement.observed).toContain(`NIFTY 2026-02-10: ${words}`);
});

test.each([
  [404, 'export DHAN_CLIENT_ID='],
  [422, 'quote the URL'],
  [500, 'traceback'],
  [403, 'curl -i "http://127.0.0.1:8000/x"'],
])('the remedy for a %i is its own', async (status, words) => {
  expect((await judge(backendChain, answering(status, { detail: 'x' }))).remedy).toContain(words);
});

test('a backend that lists no expiry, or only past ones, fails', async () => {
  const none = healthyBackend({
    liveChain: async () => ({
      expiry: undefined,
      answer: answer(404, { detail: 'No expiries found for NIFTY' }),
    }),
  });
  expect((await judge(backendChain, none)).observed).toContain(
    'NIFTY: no expiry to ask for, available/expiries answers HTTP 404',
  );
  const past = healthyBackend({
    liveChain: async () => ({ expiry: '2026-02-03', answer: answer(200, envelope()) }),
  });
  expect((await judge(backendChain, past)).observed).toContain(
    'the latest expiry it lists is 2026-02-03, before today, 2026-02-04',
  );
});

test('a backend that offers no underlying fails', async () => {
  expect((await judge(backendChain, healthyBackend({ underlyings: async () => [] }))).status).toBe('fail');
});

test('a chain of unpriced legs fails with the count', async () => {
  const judgement = await judge(
    backendChainPriced,
    answering(200, envelope(41, { ltp: 0, bid: 0, ask: null })),
  );
  expect(judgement).toMatchObject({
    status: 'fail',
    observed: 'NIFTY 2026-02-10: 0 of 42 legs within 10 strikes of the money priced',
  });
});

test('a strike without its put, and a hole in the grid, fail', async () => {
  const body = envelope() as { data: { strikes: Record<string, object> } };
  body.data.strikes['23000.0'] = { CE: { ltp: 100 } };
  delete body.data.strikes['23100.0'];
  const judgement = await judge(backendChainPriced, answering(200, body));
  expect(judgement.observed).toContain('without 23000 PE');
  expect(judgement.observed).toContain('no strike between 23050-23150');
});

test('closing prices fail once the market has been open a minute, not before, not when it is closed', async () => {
  const closing = { ...envelope(), source: 'closing' };
  const at = (nowMs: number) => judge(backendSource, answering(200, closing, { market: marketAt(nowMs) }));
  expect((await at(istToEpochMs('2026-02-04', '09:15:59'))).status).toBe('skip');
  expect(await at(istToEpochMs('2026-02-04', '09:17:00'))).toMatchObject({
    status: 'fail',
    observed: 'closing prices on NIFTY 2026-02-10 although NSE is open until 15:30 for 2 min',
  });
  expect((await at(CLOSED_MS)).status).toBe('skip');
});

test('closing prices are recognised on the legs too', async () => {
  const body = envelope(41, { ltp: 100, source: 'CLOSING' });
  expect((await judge(backendSource, answering(200, body))).status).toBe('fail');
});
