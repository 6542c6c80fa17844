import { expect, test } from 'vitest';
import { renderReport } from '#cli/reporters/reporter.ts';
import { renderStepSummary } from '#cli/reporters/step-summary.ts';
import { UNREACHABLE, checkResult, hostileReport, mixedReport, reportOf } from './sample-report.ts';

test('failures are errors, warnings are warnings, the rest is silent, the counts are a notice', () => {
  const lines = renderReport('github', mixedReport()).trimEnd().split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/^::warning title=exchange\.clock::Its clock agrees%0A/);
  expect(lines[1]).toMatch(/^::error title=backend\.chain::/);
  expect(lines[2]).toBe(
    '::notice title=preopen verify::http://127.0.0.1:8000: 1 failed, 1 passed, 1 warned, 1 skipped, exit 1',
  );
});

test('an answer cannot end the annotation or start another command', () => {
  const observed = '100 %\r\n::error::forged';
  const [line] = renderReport('github', reportOf([checkResult({ status: 'fail', observed })])).split('\n');
  expect(line).toContain('observed: 100 %25%0D%0A::error::forged');
});

test('colons and commas of a property are escaped', () => {
  const [line] = renderReport('github', reportOf([checkResult({ status: 'fail', id: 'a:b,c' })])).split('\n');
  expect(line).toMatch(/^::error title=a%3Ab%2Cc::/);
});

test('a run in which nothing was judged is an error too', () => {
  const [line] = renderReport('github', reportOf([UNREACHABLE])).split('\n');
  expect(line).toBe('::error title=verdict::inconclusive: exchange.login: unreachable');
});

test('the step summary has the verdict, each failure with its remedy, and a row per check', () => {
  const lines = renderStepSummary(mixedReport()).split('\n');
  expect(lines[0]).toBe('## preopen verify: ❌ failed');
  expect(lines[2]).toBe('http://127.0.0.1:8000: 1 check failed: backend.chain.');
  expect(lines).toContain('### ❌ **fail** backend.chain: options/live answers with data');
  expect(lines.slice(lines.indexOf('curl "http://127.0.0.1:8000/health"') - 1)[2]).toBe('```');
  expect(lines.filter((line) => /^\| \S+ (?:ok|warn|\*\*fail\*\*|skip) \|/.test(line))).toHaveLength(4);
});

test('no text of a report can break a table, a fence or speak HTML in the step summary', () => {
  const summary = renderStepSummary(hostileReport());
  const rows = summary.split('\n').filter((line) => line.startsWith('| '));
  for (const row of rows) expect(row.match(/(?<!\\)\|/g)).toHaveLength(4);
  expect(summary.replaceAll(/<\/?(?:details|summary)>/g, '').replaceAll(/^```[^`]*^```/gm, '')).not.toMatch(
    /[<>]/,
  );
  const fenced = renderStepSummary(reportOf([checkResult({ status: 'fail', remedy: 'a ``` b' })]));
  expect(fenced).toContain('````\na ``` b\n````');
});
