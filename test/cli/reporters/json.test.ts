import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { REPORT_FORMATS } from '#cli/reporters/report-formats.ts';
import { renderReport } from '#cli/reporters/reporter.ts';
import { checkResult, hostileReport, mixedReport, reportOf } from './sample-report.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../../docs/verify-report.schema.json', import.meta.url), 'utf8'),
) as { readonly required: readonly string[] };
const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema);

function faultsOf(report: unknown): string {
  return validate(report) ? '' : JSON.stringify(validate.errors);
}

test.each([
  ['mixed', mixedReport()],
  ['hostile', hostileReport()],
  ['empty', reportOf([])],
])('a %s report is valid by the published schema', (_name, report) => {
  expect(faultsOf(JSON.parse(renderReport('json', report)))).toBe('');
});

test('the schema wants every key of the report, and a known status', () => {
  const report = JSON.parse(renderReport('json', mixedReport())) as Record<string, unknown>;
  expect(Object.keys(report)).toEqual(schema.required);
  for (const key of schema.required) expect(faultsOf({ ...report, [key]: undefined })).toContain(key);
  expect(faultsOf({ ...report, schemaVersion: 2 })).toContain('schemaVersion');
  const checks = [{ ...checkResult({}), status: 'maybe' }];
  expect(faultsOf({ ...report, checks })).toContain('/checks/0/status');
});

test('it says when the run began, how it ended and why', () => {
  const parsed: unknown = JSON.parse(renderReport('json', mixedReport()));
  expect(parsed).toMatchObject({
    schemaVersion: 1,
    preopen: '0.1.0',
    target: 'http://127.0.0.1:8000',
    suite: 'default',
    startedAt: '2026-02-04T09:20:14.250+05:30',
    durationMs: 4210,
    exitCode: 1,
    exitReason: '1 check failed: backend.chain',
    summary: { pass: 1, warn: 1, fail: 1, skip: 1, pending: 0 },
  });
  expect((parsed as { checks: unknown }).checks).toEqual(mixedReport().checks);
});

test('ndjson is the same report, a line per check and the summary last', () => {
  const lines = renderReport('ndjson', hostileReport()).trimEnd().split('\n');
  const objects = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  const { type, ...summary } = objects.pop()!;
  expect(type).toBe('summary');
  expect(objects.map((check) => check['type'])).toEqual(objects.map(() => 'check'));
  const checks = objects.map(({ type: _check, ...check }) => check);
  expect({ ...summary, checks }).toEqual(JSON.parse(renderReport('json', hostileReport())));
});

test('a token in the target is masked', () => {
  const target = 'http://127.0.0.1:8000/?token=eyJhbGciOiJIUzUxMiJ9.payload.signature';
  for (const format of REPORT_FORMATS)
    expect(renderReport(format, { ...mixedReport(), target })).not.toMatch(/eyJ|signature/);
});
