import { expect, test } from 'vitest';
import { painter } from '#cli/reporters/paint.ts';
import { spokenWatch, watchTargets } from '#cli/verify/watch.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import type { VerificationReport } from '#engine/verify/check.ts';
import { UsageHistory } from '#engine/verify/declared/usage.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { reportOf, resultOf } from '#test/cli/verify/sample-runs.ts';
import { driveUntilSettled } from '#test/support/drive-clock.ts';

const HEALTHY = reportOf({ 'backend.reachable': 'pass', 'backend.moves': 'pass', 'backend.legs': 'pass' });
const MUTE = reportOf({ 'backend.reachable': 'pass', 'backend.moves': 'fail', 'backend.legs': 'pass' });
const GONE = withWaiting(reportOf({ 'backend.reachable': 'skip' }), ['backend.moves', 'backend.legs']);

/** Looks once a minute from 09:10 on; the n-th look sees the n-th report, then the last again and again. */
async function watched(reports: readonly VerificationReport[], forMs: number) {
  const clock = new VirtualClock(istToEpochMs('2026-02-04', '09:10:00'));
  const lines: string[] = [];
  const files: VerificationReport[] = [];
  let looks = 0;
  const result = await driveUntilSettled(
    clock,
    watchTargets({
      clock,
      everyMs: 60_000,
      forMs,
      failOn: 'fail',
      paint: painter(false),
      look: async () => reports[Math.min(looks++, reports.length - 1)]!,
      onReport: async (report) => void files.push(report),
      print: (line) => lines.push(line),
    }),
  );
  return { result, lines, files };
}

function withWaiting(report: VerificationReport, ids: readonly string[]): VerificationReport {
  const waiting = ids.map((id) => resultOf(id, 'skip', { attempts: 0, remedy: '' }));
  return { ...report, checks: [...report.checks, ...waiting] };
}

test('only what turned is printed, with since when it had been otherwise', async () => {
  const { result, lines, files } = await watched([HEALTHY, HEALTHY, MUTE, MUTE, HEALTHY], 300_000);
  expect(lines).toEqual([
    '09:10:00 IST  0 failed, 3 passed, 0 warned, 0 skipped; changes follow',
    '09:12:00 IST  FAIL  backend.moves  was ok since 09:10:00; backend.moves observed',
    '              mend  mend backend.moves',
    '09:14:00 IST  ok    backend.moves  was FAILED since 09:12:00; backend.moves observed',
  ]);
  expect(files.length).toBe(6);
  expect(result).toMatchObject({ looks: 6, exitCode: 1, atMs: istToEpochMs('2026-02-04', '09:12:00') });
  expect(spokenWatch(result)).toBe(
    'watched 6 looks: the worst at 09:12:00 IST, 1 failed, 0 warned: backend.moves',
  );
});

test('memory and processor are told after every look, with their peak and their slope', async () => {
  const clock = new VirtualClock(istToEpochMs('2026-02-04', '09:10:00'));
  const usage = new UsageHistory();
  const lines: string[] = [];
  let mib = 300;
  const look = async (): Promise<VerificationReport> => {
    const memoryBytes = (mib += 2) * 1024 * 1024;
    usage.of('backend.process').add({ atMs: clock.nowMs(), memoryBytes, cpuPercent: 14, identity: '7' });
    return HEALTHY;
  };
  const paint = painter(false);
  const print = (line: string): void => void lines.push(line);
  await driveUntilSettled(
    clock,
    watchTargets({ clock, everyMs: 60_000, forMs: 120_000, failOn: 'fail', paint, usage, look, print }),
  );
  expect(lines).toEqual([
    '09:10:00 IST  0 failed, 3 passed, 0 warned, 0 skipped; changes follow',
    '09:10:00 IST  use   backend.process  memory 302 MiB (max 302), cpu 14 % (max 14)',
    '09:11:00 IST  use   backend.process  memory 304 MiB (max 304, +120 MiB/h), cpu 14 % (max 14)',
    '09:12:00 IST  use   backend.process  memory 306 MiB (max 306, +120 MiB/h), cpu 14 % (max 14)',
  ]);
});

test('what is wrong from the first look on is told, and what hangs on it is counted', async () => {
  const { lines, result } = await watched([MUTE, GONE], 60_000);
  expect(lines.slice(0, 2)).toEqual([
    '09:10:00 IST  FAIL  backend.moves  backend.moves observed',
    '              mend  mend backend.moves',
  ]);
  expect(lines.slice(3)).toEqual([
    '09:11:00 IST  skip  backend.reachable  was ok since 09:10:00; backend.reachable observed',
    '09:11:00 IST  skip  2 that depend on them',
  ]);
  expect(result.exitCode).toBe(1);
});

test('a target that was gone for one look makes the verdict inconclusive; all well makes it 0', async () => {
  expect((await watched([HEALTHY, GONE, HEALTHY], 180_000)).result.exitCode).toBe(3);
  const { result } = await watched([HEALTHY], 180_000);
  expect(result.exitCode).toBe(0);
  expect(spokenWatch(result)).toBe('watched 4 looks: all of them well');
});
