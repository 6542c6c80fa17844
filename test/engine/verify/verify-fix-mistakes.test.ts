/** What verify_fix.sh and verify_fix.bat got wrong, each as a claim. Source: seed-requirements B9, feature-anchors 0.8. */
import { expect, test } from 'vitest';
import { credentialFacts } from '#engine/verify/credential-facts.ts';
import { checksFor } from '#engine/verify/plan.ts';
import { runChecks } from '#engine/verify/run-checks.ts';
import type { BackendTarget } from '#engine/verify/targets.ts';
import { exitCodeOf } from '#engine/verify/verdict.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import {
  answer,
  envelope,
  healthyBackend,
  healthyCredentials,
  healthyExchange,
  OPEN_MS,
} from './fake-targets.ts';

async function verifyBackend(backend: BackendTarget) {
  const report = await runChecks(
    checksFor({ backend: { url: backend.url } }),
    { backend },
    new VirtualClock(OPEN_MS),
  );
  const failed = report.checks.filter(({ status }) => status === 'fail').map(({ id }) => id);
  return { failed, report, exitCode: exitCodeOf(report, { failOn: 'fail' }) };
}

function withChain(status: number, body: unknown): BackendTarget {
  return healthyBackend({ liveChain: async () => ({ expiry: '2026-02-10', answer: answer(status, body) }) });
}

test('missing credentials fail the run instead of being printed', async () => {
  const resolution = {
    kind: 'refused',
    causes: ['No usable DhanHQ credentials'],
    remedy: '',
    notes: [],
  } as const;
  const credentials = healthyCredentials({ facts: async () => credentialFacts(resolution) });
  const NONE = { 'depth-20': '', 'depth-200': '', 'order-updates': '' };
  const plan = { exchange: { restUrl: '', feedUrl: '', masterUrl: '', socketUrls: NONE, underlyings: [] } };
  const targets = { credentials, exchange: healthyExchange() };
  const report = await runChecks(checksFor(plan), targets, new VirtualClock(OPEN_MS));
  const present = report.checks.find(({ id }) => id === 'credentials.present');
  expect(present?.status).toBe('fail');
  expect(exitCodeOf(report, { failOn: 'fail' })).toBe(1);
});

test.each([500, 422, 404, 403])('options/live %i exits 1', async (status) => {
  const { failed, exitCode } = await verifyBackend(withChain(status, { detail: 'no' }));
  expect(failed).toContain('backend.chain');
  expect(exitCode).toBe(1);
});

test('a 200 with an empty chain exits 1', async () => {
  const { failed, exitCode } = await verifyBackend(withChain(200, envelope(0)));
  expect(failed).toContain('backend.chain');
  expect(exitCode).toBe(1);
});

test('the cache statistics are judged, not only the number of subscriptions', async () => {
  const backend = healthyBackend({
    health: async () => answer(200, { status: 'healthy', subscriptions: 6 }),
    cacheStatistics: async () =>
      answer(200, { total_underlyings: 0, total_expiries: 0, total_strikes: 0, total_tokens: 0 }),
  });
  expect((await verifyBackend(backend)).failed).toContain('backend.cache');
});

test('a health body without the key "subscriptions" is fine', async () => {
  const backend = healthyBackend({ health: async () => answer(200, { status: 'ok' }) });
  expect((await verifyBackend(backend)).exitCode).toBe(0);
});

test('one failure does not end the run: everything that can be judged is judged', async () => {
  const backend = healthyBackend({
    health: async () => answer(500, 'Internal server error'),
    preflight: async () => ({ status: 405, allowOrigin: '' }),
  });
  const { failed, report } = await verifyBackend(backend);
  expect(failed).toEqual(['backend.health', 'backend.cors']);
  expect(report.checks.find(({ id }) => id === 'backend.legs-follow')?.status).toBe('pass');
});

test('the expiry is the one the backend lists, so a passing year does not rot the check', async () => {
  const { report } = await verifyBackend(healthyBackend());
  const chain = report.checks.find(({ id }) => id === 'backend.chain');
  expect(chain?.observed).toContain('2026-02-10');
  expect(JSON.stringify(checksFor({ backend: { url: '' } }))).not.toContain('2026-02-11');
});
