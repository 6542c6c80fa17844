import { expect, test } from 'vitest';
import { renderReport } from '#cli/reporters/reporter.ts';
import { checkResult, mixedReport, reportOf } from './sample-report.ts';

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
