import { expect, test } from 'vitest';
import { renderReport } from '#cli/reporters/reporter.ts';
import { mixedReport } from './sample-report.ts';

test('the keys are exactly the promised ones and survive any text', () => {
  const report = { ...mixedReport(), isInconclusive: true };
  const parsed: unknown = JSON.parse(renderReport('json', report));
  expect(Object.keys(parsed as object)).toEqual(['target', 'checks', 'summary', 'exitCode']);
  expect(parsed).toMatchObject({
    target: 'http://127.0.0.1:8000',
    summary: { pass: 1, warn: 1, fail: 1, skip: 1, pending: 0 },
    exitCode: 1,
  });
  expect((parsed as { checks: unknown }).checks).toEqual(report.checks);
});

test('a token in the target is masked', () => {
  const target = 'http://127.0.0.1:8000/?token=eyJhbGciOiJIUzUxMiJ9.payload.signature';
  for (const format of ['json', 'pretty', 'junit', 'github'] as const)
    expect(renderReport(format, { ...mixedReport(), target })).not.toMatch(/eyJ|signature/);
});
