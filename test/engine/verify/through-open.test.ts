import { expect, test } from 'vitest';
import { istTimeOfDay, istToEpochMs } from '#engine/market/ist-time.ts';
import { ProbeUnreachable } from '#engine/verify/check.ts';
import type { CheckStatus } from '#engine/verify/check.ts';
import { marketMoment } from '#engine/verify/market-moment.ts';
import type { BackendTarget } from '#engine/verify/targets.ts';
import { verifyThroughOpen } from '#engine/verify/through-open.ts';
import type { OpeningEvent } from '#engine/verify/through-open.ts';
import { exitCodeOf } from '#engine/verify/verdict.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { reportOf } from '#test/cli/verify/sample-runs.ts';
import { MOVED, answer, envelope, healthyBackend } from '#test/engine/verify/fake-targets.ts';
import { driveUntilSettled } from '#test/support/drive-clock.ts';

interface Day {
  readonly at: string;
  readonly date?: string;
  readonly backend?: Partial<BackendTarget>;
  /** How a look and a glance find things, by the time of day. */
  readonly stands?: (time: string) => CheckStatus;
}

/** A run from `at` on, on virtual time, against a backend that moves as soon as it is watched unless told otherwise. */
async function opened({ at, date = '2026-02-04', backend = {}, stands = () => 'pass' }: Day) {
  const clock = new VirtualClock(istToEpochMs(date, at));
  const events: OpeningEvent[] = [];
  const now = (): string => istTimeOfDay(clock.nowMs());
  const look = async () => reportOf({ 'backend.reachable': stands(now()) });
  const report = await driveUntilSettled(
    clock,
    verifyThroughOpen({
      clock,
      failOn: 'fail',
      look,
      glance: look,
      openBackend: () =>
        healthyBackend({
          market: async (exchange) => marketMoment(exchange, clock.nowMs()),
          movement: async () => [{ ...MOVED, movedAfterMs: 500 }],
          ...backend,
        }),
      answerMs: () => 5_000,
      tell: (event) => events.push(event),
    }),
  );
  const statuses = Object.fromEntries(report.checks.map(({ id, status }) => [id, status]));
  const told = events.map((event) => `${istTimeOfDay(event.atMs)} ${wordOf(event)}`);
  return { report, statuses, told, events, endedAt: now(), exitCode: exitCodeOf(report, { failOn: 'fail' }) };
}

function wordOf(event: OpeningEvent): string {
  switch (event.kind) {
    case 'answer':
      return event.isReady ? 'READY-SO-FAR' : 'NOT READY';
    case 'proven':
      return `${event.result.id} ${event.result.status}`;
    case 'turned':
      return event.isReady ? 'ready again' : 'not ready any more';
    case 'verdict':
      return `verdict ${event.isReady}`;
  }
}

test('at 08:55 it answers at once, lists what is to come, proves it at its moment and ends by 09:16:30', async () => {
  const { told, events, statuses, exitCode } = await opened({ at: '08:55:00' });
  expect(told).toEqual([
    '08:55:00 READY-SO-FAR',
    '09:00:05 open.auction pass',
    '09:08:05 open.matched skip',
    '09:15:00 open.first-tick pass',
    '09:15:00 open.legs-follow pass',
    '09:16:00 open.live pass',
    '09:16:00 verdict true',
  ]);
  const [first] = events;
  expect(first?.kind === 'answer' && first.report.summary.pending).toBe(5);
  expect(statuses).toMatchObject({ 'open.stood': 'pass', 'backend.reachable': 'pass' });
  expect(exitCode).toBe(0);
});

test('a backend that never moves after the open is not ready, and its price is named', async () => {
  const still = { ...MOVED, hasMoved: false, priceTo: MOVED.priceFrom, watchedMs: 60_000 };
  const { report, exitCode } = await opened({ at: '09:14:00', backend: { movement: async () => [still] } });
  expect(exitCode).toBe(1);
  expect(report.checks.find(({ id }) => id === 'open.first-tick')).toMatchObject({
    status: 'fail',
    observed: 'no change in 60 s: NIFTY at 23150.5',
    remedy: expect.stringContaining('restart the backend now'),
  });
});

test('closing prices a minute after the open are not live', async () => {
  const closing = envelope(41, { ltp: 100, bid: 99, ask: 101, source: 'closing' });
  const { statuses, exitCode } = await opened({
    at: '09:10:00',
    backend: { liveChain: async () => ({ expiry: '2026-02-10', answer: answer(200, closing) }) },
  });
  expect(statuses['open.live']).toBe('fail');
  expect(exitCode).toBe(1);
});

test('main questions that nobody answered leave the verdict open, although every check that ran passes', async () => {
  const unreachable = async (): Promise<never> => {
    throw new ProbeUnreachable('no answer', 'start it');
  };
  const { statuses, exitCode, told } = await opened({ at: '09:10:00', backend: { movement: unreachable } });
  expect(statuses).toMatchObject({ 'open.first-tick': 'skip', 'backend.reachable': 'pass' });
  expect(exitCode).toBe(3);
  expect(told.at(-1)).toMatch(/verdict undefined$/);
});

test('a backend that is away for a while is told at once, and its outage is in the report', async () => {
  const { told, report } = await opened({
    at: '08:58:00',
    stands: (time) => (time >= '09:02:00' && time < '09:03:00' ? 'skip' : 'pass'),
  });
  expect(told).toContain('09:02:05 not ready any more');
  expect(told).toContain('09:03:01 ready again');
  expect(report.checks.find(({ id }) => id === 'open.stood')).toMatchObject({
    status: 'warn',
    observed: expect.stringContaining('it was away from 09:02:05 to 09:03:01 IST'),
  });
});

test('a failure at 08:55 is NOT READY, and READY once it is mended in time', async () => {
  const { told, exitCode } = await opened({
    at: '08:55:00',
    stands: (time) => (time < '09:05:00' ? 'fail' : 'pass'),
  });
  expect(told[0]).toBe('08:55:00 NOT READY');
  expect(told).toContain('09:05:05 ready again');
  expect(told).toContain('09:00:05 open.auction fail');
  expect(exitCode).toBe(1);
});

test('a run that begins after the open judges the open day at once; what was missed is not judged', async () => {
  const { statuses, told, exitCode } = await opened({ at: '11:00:00' });
  expect(statuses).toMatchObject({ 'open.auction': 'skip', 'open.matched': 'skip', 'open.live': 'pass' });
  expect(told.at(-1)).toBe('11:00:00 verdict true');
  expect(exitCode).toBe(0);
});

test.each([
  ['a holiday', { at: '08:55:00', date: '2026-01-26' }, 'holiday, Republic Day'],
  ['the evening', { at: '18:00:00' }, 'closed: after the close'],
])('on %s there is nothing to prove, which is no ok', async (_name, day, reason) => {
  const { report, exitCode } = await opened(day);
  expect(report.checks.at(-1)).toMatchObject({ id: 'open.session', status: 'skip' });
  expect(report.checks.at(-1)?.observed).toContain(reason);
  expect(exitCode).toBe(3);
});

test('the latest safe restart follows from what the backend says of its start, or from its chains', async () => {
  const said = answer(200, { status: 'healthy', startup: { state: 'ready', took_ms: 54_000 } });
  const bySaying = await opened({ at: '08:55:00', backend: { health: async () => said } });
  const counters = answer(200, { data: { total_expiries: 12 } });
  const byChains = await opened({ at: '08:55:00', backend: { cacheStatistics: async () => counters } });
  const stood = (run: typeof byChains) => run.report.checks.find(({ id }) => id === 'open.stood')?.observed;
  expect(stood(bySaying)).toContain('cold start 54.0 s (as /health says), latest safe restart 09:13:06 IST');
  expect(stood(byChains)).toContain('cold start 36.0 s (estimated: one option chain per 3 s)');
});
