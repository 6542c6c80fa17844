import { expect, test } from 'vitest';
import { REPORT_FORMATS, renderReport } from '#cli/reporters/reporter.ts';
import { createBackendProbe } from '#engine/adapters/probes/backend-probe.ts';
import { driveUntilSettled } from '#test/support/drive-clock.ts';
import { checksFor } from '#engine/verify/plan.ts';
import { runChecks } from '#engine/verify/run-checks.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { fakeBackend } from '../../engine/adapters/probes/fake-backend.ts';
import { OPEN_MS } from '../../engine/verify/fake-targets.ts';

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
    const text = renderReport(format, { target: `http://x/?token=${TOKEN}`, ...report, exitCode: 1 });
    expect(text).toContain('[hidden]');
    expect(text).not.toMatch(/eyJ|c2lnbm/i);
  }
});

test.each(REPORT_FORMATS)('%s renders a report without checks', (format) => {
  const summary = { pass: 0, warn: 0, fail: 0, skip: 0, pending: 0 };
  expect(renderReport(format, { target: 'nothing', checks: [], summary, exitCode: 3 })).toContain('nothing');
});
