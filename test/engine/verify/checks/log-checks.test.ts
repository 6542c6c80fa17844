import { expect, test } from 'vitest';
import { logFatal, logStartup, logUpdates, logWarnings } from '#engine/verify/checks/log-checks.ts';
import type { LogTarget } from '#engine/verify/targets.ts';
import { CLOSED_MS, judge, marketAt, OPEN_MS } from '../fake-targets.ts';
import { CACHE_WARNING_LINE, FATAL_LINE, SEED_ORDER, SESSION_ORDER, UPDATE_LINE } from '../sample-logs.ts';

function logOf(lines: readonly string[], nowMs = OPEN_MS): LogTarget {
  return { source: 'backend.log', market: marketAt(nowMs), lines: async () => lines };
}

test.each([logStartup, logFatal, logUpdates, logWarnings])(
  '$id passes on a good log in either order',
  async (check) => {
    for (const block of [SEED_ORDER, SESSION_ORDER])
      expect((await judge(check, logOf([...block, UPDATE_LINE]))).status).toBe('pass');
  },
);

test('a missing head line and a zero counter are named', async () => {
  const unverified = SESSION_ORDER.filter((line) => !line.includes('verified'));
  expect((await judge(logStartup, logOf(unverified))).observed).toBe(
    '5 lines without "Cache verified and ready"',
  );
  const zero = SESSION_ORDER.map((line) => line.replace('1200', '0'));
  const judgement = await judge(logStartup, logOf(zero));
  expect(judgement).toMatchObject({ status: 'fail', observed: '6 lines without strikes above zero (0)' });
  expect(judgement.remedy).toContain('backend.log');
});

test('an empty log fails the startup check', async () => {
  expect((await judge(logStartup, logOf([]))).status).toBe('fail');
});

test('the line the original printed instead is not the documented one', async () => {
  const original = ['[STARTUP] ✅ Cache populated successfully:', ...SESSION_ORDER.slice(1, 5)];
  expect((await judge(logStartup, logOf(original))).status).toBe('fail');
});

test('a FATAL since the last start fails with its line, one before a good start does not', async () => {
  const judgement = await judge(logFatal, logOf([...SESSION_ORDER, FATAL_LINE]));
  expect(judgement).toMatchObject({ status: 'fail', observed: FATAL_LINE });
  const before = await judge(logFatal, logOf([FATAL_LINE, ...SESSION_ORDER]));
  expect(before).toMatchObject({ status: 'pass', observed: 'none since; 1 before it' });
  expect((await judge(logFatal, logOf([FATAL_LINE]))).status).toBe('fail');
});

test('repricing that updates 0 options fails by name', async () => {
  const line = UPDATE_LINE.replace('100 options', '0 options');
  expect(await judge(logUpdates, logOf([...SESSION_ORDER, line]))).toMatchObject({
    status: 'fail',
    observed: 'NIFTY 0 options',
  });
});

test('no repricing line fails while the market is open and is not judged while it is closed', async () => {
  expect((await judge(logUpdates, logOf(SESSION_ORDER))).status).toBe('fail');
  expect((await judge(logUpdates, logOf(SESSION_ORDER, CLOSED_MS))).status).toBe('skip');
});

test('a repricing line of the run before the last start does not count', async () => {
  expect((await judge(logUpdates, logOf([UPDATE_LINE, ...SESSION_ORDER]))).status).toBe('fail');
});

test('cache warnings warn with their number and the last of them', async () => {
  const judgement = await judge(
    logWarnings,
    logOf([...SESSION_ORDER, CACHE_WARNING_LINE, CACHE_WARNING_LINE]),
  );
  expect(judgement.status).toBe('warn');
  expect(judgement.observed).toBe(`2 lines, the last: ${CACHE_WARNING_LINE}`);
});
