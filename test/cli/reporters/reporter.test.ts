import { expect, test } from 'vitest';
import { REPORT_FORMATS } from '#cli/reporters/report-formats.ts';
import { renderReport } from '#cli/reporters/reporter.ts';
import { createBackendProbe } from '#engine/adapters/probes/backend-probe.ts';
import { driveUntilSettled } from '#test/support/drive-clock.ts';
import { checksFor } from '#engine/verify/plan.ts';
import { runChecks } from '#engine/verify/run-checks.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { fakeBackend } from '../../engine/adapters/probes/fake-backend.ts';
import { OPEN_MS } from '../../engine/verify/fake-targets.ts';
import { checkResult, mixedReport, reportOf } from './sample-report.ts';

const TOKEN = 'eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzUxMiJ9.eyJpc3MiOiJkaGFuIn0.c2lnbmF0dXJl';

function spilledText() {
  return { status: 500, body: `Traceback: access-token: ${TOKEN} refused` };
}

function spilledHealth() {
  const startup = { state: 'refused', causes: [`token ${TOKEN}`], remedy: TOKEN };
  return { body: { status: TOKEN, reasons: [TOKEN], startup } };
}

test('a backend that spills its token into every body gets none of it into any report', async () => {
  const clock = new VirtualClock(OPEN_MS);
  const http = fakeBackend(clock, {
    '/health': spilledHealth,
    '/prices': spilledText,
    '/api/v2/options/cache/stats': spilledText,
    '/api/v2/options/available/expiries': spilledText,
    'OPTIONS /api/v2/options/live': () => ({ body: '', headers: { 'access-control-allow-origin': TOKEN } }),
  });
  const backend = createBackendProbe({ http, clock, url: 'http://127.0.0.1:8000' });
  const report = await driveUntilSettled(clock, runChecks(checksFor({ backend }), { backend }, clock));
  expect(report.summary.fail).toBeGreaterThan(4);
  for (const format of REPORT_FORMATS) {
    const text = renderReport(format, reportOf(report.checks, { target: `http://x/?token=${TOKEN}` }));
    expect(text).toContain('[hidden]');
    expect(text).not.toMatch(/eyJ|c2lnbm/i);
  }
});

test('the secrets of a run are in no format, wherever they stand', () => {
  const secret = 'postgres-9f2c';
  const check = checkResult({
    status: 'fail',
    title: `asks ${secret}`,
    observed: secret,
    expected: secret,
    remedy: `psql ${secret}`,
    evidence: `rows\n${secret}`,
    measurements: [{ name: `rows of ${secret}`, value: 1, unit: 'count' }],
  });
  const report = reportOf([check], { target: `db ${secret}`, suite: secret, exitReason: secret });
  for (const format of REPORT_FORMATS)
    expect(renderReport(format, report, { secrets: [secret] })).not.toContain(secret);
});

test.each(REPORT_FORMATS)('%s of the same run is the same text', (format) => {
  expect(renderReport(format, mixedReport())).toBe(renderReport(format, mixedReport()));
});

test.each(REPORT_FORMATS)(
  '%s renders a report without checks, and says that nothing was judged',
  (format) => {
    const report = reportOf([], { target: 'nothing', exitCode: 3, exitReason: 'nothing was judged' });
    const text = renderReport(format, report);
    expect(text).toContain(format === 'prometheus' ? 'preopen_verify_exit_code 3' : 'nothing was judged');
    expect(text.endsWith('\n')).toBe(true);
  },
);
