import { expect, test } from 'vitest';
import { renderReport } from '#cli/reporters/reporter.ts';
import { checkResult, mixedReport, reportOf } from './sample-report.ts';

function linesOf(text: string): string[] {
  return text.trimEnd().split('\n');
}

test('each group is named once, each check has its word and its id, and the counts and the exit code come last', () => {
  const lines = linesOf(renderReport('pretty', mixedReport()));
  expect(lines[0]).toBe('preopen verify  http://127.0.0.1:8000');
  expect(lines[1]).toMatch(/^exchange {2}ok {4}200, data plan Active +exchange\.login$/);
  expect(lines[2]).toMatch(/^ {10}warn {2}Its clock agrees +exchange\.clock$/);
  expect(lines.find((line) => line.includes('FAIL'))).toMatch(
    /^backend {3}FAIL {2}options\/live answers with data +backend\.chain$/,
  );
  expect(lines.find((line) => line.includes(' skip '))).toMatch(/skipped: backend\.chain did not pass/);
  expect(lines.at(-1)).toMatch(/^1 failed, 1 passed, 1 warned, 1 skipped +exit 1$/);
});

test('ids and the exit code end in the last column', () => {
  const lines = linesOf(renderReport('pretty', mixedReport(), { width: 90 }));
  const ended = lines.filter((line) => /  (?:exchange|backend)\.\w+$|exit 1$/.test(line));
  expect(ended.map((line) => line.length)).toEqual([90, 90, 90, 90, 90]);
});

test('a failure shows what was expected, what was observed and the remedy below it', () => {
  const lines = linesOf(renderReport('pretty', mixedReport()));
  const start = lines.findIndex((line) => line.includes('FAIL'));
  expect(lines[start + 1]).toMatch(/^ {16}expected {2}200 with strikes for "NIFTY" & 100 %$/);
  expect(lines[start + 2]).toMatch(/^ {16}observed {2}500 <html>/);
  expect(lines[start + 3]).toMatch(/^ {16}remedy {4}curl "http:\/\/127\.0\.0\.1:8000\/health"$/);
});

test('a run that failed says why above the counts, one that passed does not', () => {
  expect(linesOf(renderReport('pretty', mixedReport())).at(-2)).toBe('1 check failed: backend.chain');
  expect(linesOf(renderReport('pretty', reportOf([checkResult({})])))).toHaveLength(3);
});

test('more than one try is told, one is not', () => {
  const check = (attempts: number): string => renderReport('pretty', reportOf([checkResult({ attempts })]));
  expect(check(3)).toContain('200, data plan Active (3 tries)');
  expect(check(1)).not.toContain('tries');
});

test('the evidence of a failure keeps its lines and their alignment, that of a passed check is left to other formats', () => {
  const evidence = 'hop    lag\nredis  12 ms\u001b[2J\n\nsql    -';
  const failed = linesOf(renderReport('pretty', reportOf([checkResult({ status: 'fail', evidence })])));
  const start = failed.findIndex((line) => line.includes('evidence'));
  const indent = ' '.repeat(16);
  expect(failed.slice(start, start + 4)).toEqual([
    `${indent}evidence  hop    lag`,
    `${indent}          redis  12 ms [2J`,
    '',
    `${indent}          sql    -`,
  ]);
  expect(renderReport('pretty', reportOf([checkResult({ evidence })]))).not.toContain('hop');
});

test('checks of a group stand together, in the order of the report', () => {
  const checks = ['a.1', 'b.1', 'a.2'].map((id) => checkResult({ id, group: id.slice(0, 1) }));
  const ids = renderReport('pretty', reportOf(checks)).match(/[ab]\.\d$/gm);
  expect(ids).toEqual(['a.1', 'a.2', 'b.1']);
});

test('an unreachable target shows its remedy although it is only skipped', () => {
  const check = checkResult({ status: 'skip', observed: 'unreachable', remedy: 'preopen serve' });
  expect(renderReport('pretty', reportOf([check]))).toMatch(/remedy {4}preopen serve/);
});

test('control characters of an answer cannot move the cursor', () => {
  const text = renderReport('pretty', mixedReport());
  expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
});

test('nothing is coloured unless asked, and colour changes no visible character', () => {
  const plain = renderReport('pretty', mixedReport());
  const colored = renderReport('pretty', mixedReport(), { isColoured: true });
  expect(plain).not.toContain('\u001b');
  expect(colored).toContain('\u001b[31mFAIL\u001b[0m');
  expect(colored.replaceAll(/\p{Cc}\[\d+m/gu, '')).toBe(plain);
});

test.each([60, 80, 110, 200])('no line is wider than %i columns', (width) => {
  const observed = 'BANKNIFTY 2026-02-24: 0 of 200 legs priced since 09:16:02, '.repeat(6).trim();
  const report = reportOf([
    checkResult({ status: 'fail', observed, remedy: observed }),
    checkResult({ observed }),
  ]);
  const lines = linesOf(renderReport('pretty', report, { width }));
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
  expect(lines.join(' ').match(/BANKNIFTY/g)).toHaveLength(18);
});

test('a command longer than the line stays in one piece', () => {
  const remedy = `curl "${'http://127.0.0.1:8000/'.repeat(5)}"`;
  const text = renderReport('pretty', reportOf([checkResult({ status: 'fail', remedy })]), { width: 60 });
  expect(text).toContain(`"${'http://127.0.0.1:8000/'.repeat(5)}"`);
});

test('hosts that were called are listed below the target with their calls and sockets', () => {
  const calls = [
    { host: 'api.dhan.co', calls: 16, sockets: 0 },
    { host: '127.0.0.1:9000', calls: 1, sockets: 1 },
  ];
  const lines = linesOf(renderReport('pretty', { ...mixedReport(), calls }));
  expect(lines[1]).toBe('called  api.dhan.co 16 times, 127.0.0.1:9000 1 time and 1 socket');
  expect(JSON.parse(renderReport('json', { ...mixedReport(), calls }))).toMatchObject({ calls });
});

test('a command in a remedy that fits on a line is not broken', () => {
  const remedy =
    'The exchange has no chain of it today; see it yourself: curl -s http://127.0.0.1:8000/api/v2/options/live';
  const lines = linesOf(renderReport('pretty', reportOf([checkResult({ status: 'fail', remedy })])));
  expect(lines.some((line) => line.endsWith('curl -s http://127.0.0.1:8000/api/v2/options/live'))).toBe(true);
});
