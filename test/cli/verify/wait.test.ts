import { expect, test } from 'vitest';
import { waitUntilHealthy } from '#cli/verify/wait.ts';
import type { VerificationReport } from '#engine/verify/check.ts';
import { exitCodeOf } from '#engine/verify/verdict.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { reportOf } from '#test/cli/verify/sample-runs.ts';
import { driveUntilSettled } from '#test/support/drive-clock.ts';

const LOOK_MS = 100;

/** Waits on virtual time; the n-th look takes 100 ms and gives the n-th report, then the last again and again. */
async function waited(
  reports: readonly VerificationReport[],
  options: { readonly waitMs: number; readonly failOn?: 'warn' | 'fail'; readonly lookMs?: number },
) {
  const clock = new VirtualClock(0);
  const said: string[] = [];
  let looks = 0;
  const report = await driveUntilSettled(
    clock,
    waitUntilHealthy({
      clock,
      waitMs: options.waitMs,
      failOn: options.failOn ?? 'fail',
      look: async () => {
        const seen = reports[Math.min(looks, reports.length - 1)]!;
        looks += 1;
        await new Promise<void>((resolve) => {
          clock.at(clock.nowMs() + (options.lookMs ?? LOOK_MS), resolve);
        });
        return seen;
      },
      say: (text) => said.push(text),
    }),
  );
  return { report, said, looks, tookMs: clock.nowMs(), waiting: report.checks.at(-1)! };
}

const HEALTHY = reportOf({ 'backend.reachable': 'pass', 'backend.cache': 'pass' });
const EMPTY = reportOf({ 'backend.reachable': 'pass', 'backend.cache': 'fail' });
const WARNED = reportOf({ 'backend.reachable': 'pass', 'backend.cache': 'warn' });
const UNREACHABLE = reportOf({ 'backend.reachable': 'skip' });

test('a backend that answers and is empty is waited for until it is full', async () => {
  const { report, waiting, said } = await waited([UNREACHABLE, EMPTY, EMPTY, HEALTHY], { waitMs: 90_000 });
  expect(exitCodeOf(report, { failOn: 'fail' })).toBe(0);
  expect(waiting).toMatchObject({
    id: 'wait.healthy',
    status: 'pass',
    observed: 'healthy after 2.2 s, 4 looks',
    measurements: [
      { name: 'time to healthy', value: 2150, unit: 'ms', limit: { kind: 'max', value: 90_000 } },
    ],
  });
  expect(said[0]).toContain('backend.reachable: backend.reachable observed');
  expect(said[1]).toContain('backend.cache: backend.cache observed');
});

test('at the deadline the last report stands, with a check that says so', async () => {
  const { report, waiting, tookMs } = await waited([UNREACHABLE, EMPTY], { waitMs: 10_000 });
  expect(report.checks.map(({ id, status }) => `${id} ${status}`)).toEqual([
    'backend.reachable pass',
    'backend.cache fail',
    'wait.healthy fail',
  ]);
  expect(waiting.measurements).toEqual([]);
  expect(report.summary.fail).toBe(2);
  expect(tookMs).toBeLessThanOrEqual(10_000);
});

test('nobody answering until the deadline is inconclusive, not failed', async () => {
  const { report, waiting } = await waited([UNREACHABLE], { waitMs: 5_000 });
  expect(waiting.status).toBe('skip');
  expect(exitCodeOf(report, { failOn: 'fail' })).toBe(3);
});

test('a look that hangs over the deadline is not waited for', async () => {
  const { report, tookMs } = await waited([EMPTY], { waitMs: 60_000, lookMs: 40_000 });
  expect(report.summary.fail).toBe(2);
  expect(tookMs).toBe(60_000);
});

test('warnings are waited out only where they fail the run', async () => {
  expect((await waited([WARNED, HEALTHY], { waitMs: 60_000 })).looks).toBe(1);
  expect((await waited([WARNED, HEALTHY], { waitMs: 60_000, failOn: 'warn' })).looks).toBe(2);
});

test('the pauses between looks double up to five seconds', async () => {
  const { looks } = await waited([EMPTY], { waitMs: 60_000 });
  expect(looks).toBe(16);
});
