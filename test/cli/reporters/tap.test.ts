import { Parser } from 'tap-parser';
import type { Result } from 'tap-parser';
import { expect, test } from 'vitest';
import { renderReport } from '#cli/reporters/reporter.ts';
import type { VerifyReport } from '#cli/reporters/verify-report.ts';
import { UNREACHABLE, checkResult, hostileReport, mixedReport, reportOf } from './sample-report.ts';

/** What a strict parser makes of it: anything that is no TAP is a failure. */
function parsed(report: VerifyReport) {
  const points: Result[] = [];
  const parser = new Parser({ strict: true });
  parser.on('assert', (point: Result) => points.push(point));
  const extras: string[] = [];
  parser.on('extra', (text: string) => extras.push(text));
  parser.end(renderReport('tap', report));
  expect(extras).toEqual([]);
  return { results: parser.results!, points };
}

test('a point per check: what failed is not ok, a warning is ok, what was skipped says why', () => {
  const { results, points } = parsed(mixedReport());
  expect(results).toMatchObject({ ok: false, count: 4, pass: 3, fail: 1, skip: 1, todo: 0 });
  expect(results.plan).toMatchObject({ start: 1, end: 4 });
  expect(points.map(({ ok, skip }) => [ok, skip])).toEqual([
    [true, false],
    [true, false],
    [false, false],
    [true, 'skipped: backend.chain did not pass'],
  ]);
  expect(points[2]?.name).toBe('backend.chain: options/live answers with data');
  expect(points[2]?.diag).toMatchObject({
    status: 'fail',
    expected: '200 with strikes for "NIFTY" & 100 %',
    observed: '500 <html>\u0007\u001b[2J\r\nInternal, server: error]]>',
    remedy: 'curl "http://127.0.0.1:8000/health"',
    attempts: 1,
  });
});

test('what is pending fails nothing', () => {
  const pending = checkResult({ status: 'pending', observed: 'login is rate-limited' });
  const { results, points } = parsed(reportOf([checkResult({}), pending]));
  expect(results).toMatchObject({ ok: true, count: 2, todo: 1 });
  expect(points[1]?.todo).toBe('login is rate-limited');
});

test('a run in which nothing was judged is not ok', () => {
  const { results, points } = parsed(reportOf([UNREACHABLE]));
  expect(results).toMatchObject({ ok: false, count: 2, fail: 1 });
  expect(points[1]?.name).toBe('verdict: inconclusive: exchange.login: unreachable');
});

test('no text of a report can forge a point, a directive or the end of a block', () => {
  const { results, points } = parsed(hostileReport());
  expect(results).toMatchObject({ ok: false, count: 5, fail: 2, skip: 1, todo: 1, bailout: false });
  expect(points[0]?.name).toMatch(/^data\.check-pass: pass a\|b "c" 'd' <e> & /);
});
