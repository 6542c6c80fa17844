import { expect, test } from 'vitest';
import {
  backendCache,
  backendCors,
  backendHealth,
  backendReachable,
  backendStartup,
} from '#engine/verify/checks/backend-checks.ts';
import type { BackendTarget } from '#engine/verify/targets.ts';
import { answer, healthyBackend, judge } from '../fake-targets.ts';

function withHealth(status: number, body: unknown): BackendTarget {
  return healthyBackend({ health: async () => answer(status, body) });
}

function withCounters(body: unknown, status = 200): BackendTarget {
  return healthyBackend({ cacheStatistics: async () => answer(status, body) });
}

test.each([backendReachable, backendHealth, backendStartup, backendCache, backendCors])(
  '$id passes on a healthy backend',
  async (check) => {
    expect((await judge(check, healthyBackend())).status).toBe('pass');
  },
);

test.each([
  [
    200,
    { status: 'degraded', reasons: ['the live feed is not connected'] },
    'HTTP 200, degraded: the live feed is not connected',
  ],
  [
    503,
    { status: 'unhealthy', reasons: ['the cache holds 0 strikes'] },
    'HTTP 503, unhealthy: the cache holds 0 strikes',
  ],
  [200, {}, 'HTTP 200, {}'],
  [200, '', 'HTTP 200, an empty body'],
  [
    502,
    '<html><body>Bad Gateway</body></html>',
    'HTTP 502, an HTML page, <html><body>Bad Gateway</body></html>',
  ],
])('health %i %j fails and says so', async (status, body, observed) => {
  expect(await judge(backendHealth, withHealth(status, body))).toMatchObject({ status: 'fail', observed });
});

test('a backend that says healthy beneath a 500 is not healthy', async () => {
  expect((await judge(backendHealth, withHealth(500, { status: 'healthy' }))).status).toBe('fail');
});

test('a refused start fails with the whole chain of causes and the remedy of the backend', async () => {
  const startup = {
    state: 'refused',
    causes: ['Cannot start without cache', 'no credentials'],
    remedy: 'Set both.',
  };
  expect(await judge(backendStartup, withHealth(503, { status: 'unhealthy', startup }))).toMatchObject({
    status: 'fail',
    observed: 'refused: Cannot start without cache <- no credentials',
    remedy: 'Set both.',
  });
});

test('a start on closing prices fails, an unreported one is not judged', async () => {
  expect(
    (await judge(backendStartup, withHealth(200, { startup: { state: 'degraded', causes: [] } }))).status,
  ).toBe('fail');
  expect((await judge(backendStartup, withHealth(200, { status: 'healthy' }))).status).toBe('skip');
});

test('an empty cache names its usual cause and the commands', async () => {
  const zero = { total_underlyings: 0, total_expiries: 0, total_strikes: 0, total_tokens: 0 };
  const judgement = await judge(backendCache, withCounters({ status: 'success', data: zero }));
  expect(judgement.status).toBe('fail');
  expect(judgement.observed).toBe(
    'the cache is empty: credentials missing is the usual cause (0 underlyings, 0 expiries, 0 strikes, 0 tokens)',
  );
  expect(judgement.remedy).toContain('export DHAN_ACCESS_TOKEN=');
});

test('an empty cache names the cause that /health knows, and its remedy', async () => {
  const startup = {
    state: 'refused',
    causes: ['option chain failed', 'connect ECONNREFUSED'],
    remedy: 'Wait.',
  };
  const backend: BackendTarget = {
    ...withHealth(503, { status: 'unhealthy', startup }),
    cacheStatistics: async () => answer(200, { total_underlyings: 0, total_expiries: 0 }),
  };
  expect(await judge(backendCache, backend)).toMatchObject({
    status: 'fail',
    observed:
      'the cache is empty: option chain failed <- connect ECONNREFUSED (0 underlyings, 0 expiries, no strikes, no tokens)',
    remedy: 'Wait.',
  });
});

test('one zero counter of four is enough to fail, and so is a missing one', async () => {
  const some = { total_underlyings: 6, total_expiries: 12, total_strikes: 0, total_tokens: 2400 };
  expect((await judge(backendCache, withCounters(some))).status).toBe('fail');
  expect((await judge(backendCache, withCounters({ total_underlyings: 6 }))).status).toBe('fail');
});

test.each([
  [404, { detail: 'Not Found' }],
  [500, 'Internal server error'],
  [200, ''],
])('cache/stats %i %j fails with what came', async (status, body) => {
  const judgement = await judge(backendCache, withCounters(body, status));
  expect(judgement.status).toBe('fail');
  expect(judgement.observed).toContain(`HTTP ${status}`);
});

test.each([
  [204, '', 'no Access-Control-Allow-Origin'],
  [200, 'http://localhost:3000', 'allowed origin http://localhost:3000'],
  [405, '*', 'HTTP 405'],
])('a preflight answered %i with "%s" fails', async (status, allowOrigin, words) => {
  const judgement = await judge(
    backendCors,
    healthyBackend({ preflight: async () => ({ status, allowOrigin }) }),
  );
  expect(judgement.status).toBe('fail');
  expect(judgement.observed).toContain(words);
  expect(judgement.remedy).toContain('http://localhost:5173');
});
