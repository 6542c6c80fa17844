import { expect, test } from 'vitest';
import { ProbeUnreachable } from '#engine/verify/check.ts';
import type { Check, CheckStatus, Judgement } from '#engine/verify/check.ts';
import { runChecks } from '#engine/verify/run-checks.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { driveUntilSettled } from '#test/support/drive-clock.ts';

type Facts = { readonly ran: string[] };

function judging(id: string, status: CheckStatus, dependsOn: readonly string[] = []): Check<Facts> {
  return checkOf(id, dependsOn, async () => ({ status, expected: 'a price', observed: 'none' }));
}

function checkOf(id: string, dependsOn: readonly string[], judge: () => Promise<Judgement>): Check<Facts> {
  return {
    id,
    title: `title of ${id}`,
    group: 'data',
    dependsOn,
    run: async (facts) => {
      facts.ran.push(id);
      return judge();
    },
  };
}

test('checks run in the order given and their verdicts are counted', async () => {
  const facts: Facts = { ran: [] };
  const checks = [judging('a', 'pass'), judging('b', 'warn'), judging('c', 'fail'), judging('d', 'skip')];
  const report = await runChecks(checks, facts, new VirtualClock(0));
  expect(facts.ran).toEqual(['a', 'b', 'c', 'd']);
  expect(report.summary).toEqual({ pass: 1, warn: 1, fail: 1, skip: 1, pending: 0 });
  expect(report.isInconclusive).toBe(false);
});

test('what depends on a failed check is skipped and says which, down the whole chain', async () => {
  const facts: Facts = { ran: [] };
  const checks = [
    judging('chain.complete', 'fail'),
    judging('chain.priced', 'pass', ['chain.complete']),
    judging('statistics', 'pass', ['chain.priced']),
  ];
  const report = await runChecks(checks, facts, new VirtualClock(0));
  expect(facts.ran).toEqual(['chain.complete']);
  expect(report.checks.map((check) => check.observed)).toEqual([
    'none',
    'skipped: chain.complete did not pass',
    'skipped: chain.priced did not pass',
  ]);
});

test('a warning lets its dependents run', async () => {
  const facts: Facts = { ran: [] };
  await runChecks([judging('a', 'warn'), judging('b', 'pass', ['a'])], facts, new VirtualClock(0));
  expect(facts.ran).toEqual(['a', 'b']);
});

test('an unreachable target is inconclusive, never a failure, and skips what depends on it', async () => {
  const unreachable = checkOf('exchange.reachable', [], async () => {
    throw new ProbeUnreachable('connection refused (127.0.0.1:9)', 'Start it: preopen serve.');
  });
  const report = await runChecks(
    [unreachable, judging('exchange.login', 'pass', ['exchange.reachable'])],
    { ran: [] },
    new VirtualClock(0),
  );
  expect(report.isInconclusive).toBe(true);
  expect(report.summary).toEqual({ pass: 0, warn: 0, fail: 0, skip: 2, pending: 0 });
  expect(report.checks[0]).toMatchObject({ status: 'skip', remedy: 'Start it: preopen serve.' });
  expect(report.checks[0]?.observed).toContain('connection refused (127.0.0.1:9)');
});

test('any other error is a mistake and rejects', async () => {
  const broken = checkOf('a', [], async () => {
    throw new TypeError('undefined is not a price');
  });
  await expect(runChecks([broken], { ran: [] }, new VirtualClock(0))).rejects.toThrow('not a price');
});

test('a dependency that is not in the run, and an id used twice, are mistakes', async () => {
  const clock = new VirtualClock(0);
  await expect(runChecks([judging('b', 'pass', ['a'])], { ran: [] }, clock)).rejects.toThrow(
    'b depends on a',
  );
  const twice = [judging('a', 'pass'), judging('a', 'pass')];
  await expect(runChecks(twice, { ran: [] }, clock)).rejects.toThrow('two checks are called a');
});

test('how long a check took is counted on the clock', async () => {
  const clock = new VirtualClock(1_000);
  const slow = checkOf('a', [], async () => {
    clock.set(1_250);
    return { status: 'pass', expected: 'x', observed: 'y' };
  });
  const report = await runChecks([slow], { ran: [] }, clock);
  expect(report.checks[0]?.durationMs).toBe(250);
});

test('a token that a check let through does not reach the report', async () => {
  const token = `eyJ${'a'.repeat(20)}.${'b'.repeat(30)}.${'c'.repeat(40)}`;
  const leaking = checkOf('a', [], async () => ({
    status: 'fail',
    expected: `200 for ${token}`,
    observed: `401 to access-token: ${token}`,
    remedy: `export DHAN_ACCESS_TOKEN=${token}`,
  }));
  const report = await runChecks([leaking], { ran: [] }, new VirtualClock(0));
  expect(JSON.stringify(report)).not.toContain('bbbb');
  expect(JSON.stringify(report)).not.toContain('aaaa');
  expect(report.checks[0]?.observed).toBe('401 to access-token: [hidden]');
});

test('checks that wait for nothing run side by side, no more than the limit at once', async () => {
  let underWay = 0;
  let most = 0;
  const clock = new VirtualClock(0);
  const slow = (id: string): Check<Facts> =>
    checkOf(id, [], async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise<void>((resolve) => clock.at(clock.nowMs() + 1000, resolve));
      underWay -= 1;
      return { status: 'pass', expected: '', observed: '' };
    });
  const checks = ['a', 'b', 'c', 'd', 'e'].map(slow);
  const report = await driveUntilSettled(clock, runChecks(checks, { ran: [] }, clock, { concurrencyMax: 2 }));
  expect(most).toBe(2);
  expect(report.checks.map(({ id, startedMs }) => [id, startedMs])).toEqual([
    ['a', 0],
    ['b', 0],
    ['c', 1000],
    ['d', 1000],
    ['e', 2000],
  ]);
});

test('a check is tried again as often as it says, and the last word counts', async () => {
  const clock = new VirtualClock(0);
  const words: CheckStatus[] = ['fail', 'fail', 'pass', 'fail'];
  const flaky: Check<Facts> = {
    ...checkOf('a', [], async () => ({ status: words.shift() ?? 'fail', expected: '', observed: '' })),
    retry: { times: 5, everyMs: 500 },
  };
  const report = await driveUntilSettled(clock, runChecks([flaky], { ran: [] }, clock));
  expect(report.checks[0]).toMatchObject({ status: 'pass', attempts: 3, durationMs: 1000 });
});

test('a check that gives no verdict in time fails and says after how long', async () => {
  const clock = new VirtualClock(0);
  const hanging: Check<Facts> = { ...checkOf('a', [], () => new Promise(() => {})), timeoutMs: 5000 };
  const report = await driveUntilSettled(clock, runChecks([hanging], { ran: [] }, clock));
  expect(report.checks[0]).toMatchObject({ status: 'fail', durationMs: 5000 });
  expect(report.checks[0]?.observed).toContain('5 s');
});

test('a failure of a check that only warns is a warning', async () => {
  const mild: Check<Facts> = { ...judging('a', 'fail'), severity: 'warn' };
  const report = await runChecks([mild, judging('b', 'pass', ['a'])], { ran: [] }, new VirtualClock(0));
  expect(report.summary).toEqual({ pass: 1, warn: 1, fail: 0, skip: 0, pending: 0 });
});

test('results are told as they come and known secrets are masked', async () => {
  const told: string[] = [];
  const leaking = checkOf('a', [], async () => ({
    status: 'fail',
    expected: 'an answer',
    observed: 'refused for hunter2!',
    remedy: 'log in with hunter2!',
  }));
  const report = await runChecks([leaking], { ran: [] }, new VirtualClock(0), {
    secrets: ['hunter2!'],
    onResult: ({ id, observed }) => told.push(`${id} ${observed}`),
  });
  expect(told).toEqual(['a refused for [hidden]']);
  expect(JSON.stringify(report)).not.toContain('hunter2');
});

test.each([
  [[judging('a', 'pass'), judging('a', 'pass')], 'two checks are called a'],
  [[judging('a', 'pass', ['z'])], 'a depends on z'],
  [[judging('a', 'pass', ['b']), judging('b', 'pass', ['a'])], 'a -> b -> a'],
])('impossible dependencies are our own mistake', async (checks, words) => {
  await expect(runChecks(checks, { ran: [] }, new VirtualClock(0))).rejects.toThrow(words);
});
