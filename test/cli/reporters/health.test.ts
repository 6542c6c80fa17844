import { expect, test } from 'vitest';
import { HEALTH_MEDIA_TYPE } from '#cli/reporters/health.ts';
import { renderReport } from '#cli/reporters/reporter.ts';
import type { VerifyReport } from '#cli/reporters/verify-report.ts';
import { checkResult, hostileReport, mixedReport, reportOf } from './sample-report.ts';

interface Health {
  readonly status: string;
  readonly output?: string;
  readonly notes: readonly string[];
  readonly checks: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
}

/** Keys that section 3 of draft-inadarei-api-health-check-06 knows, and section 4 for an entry of `checks`. */
const KEYS = [
  'status',
  'version',
  'releaseId',
  'notes',
  'output',
  'checks',
  'links',
  'serviceId',
  'description',
];
const DETAIL_KEYS = [
  'componentId',
  'componentType',
  'observedValue',
  'observedUnit',
  'status',
  'affectedEndpoints',
  'time',
  'output',
  'links',
];
const STATUS = expect.stringMatching(/^(?:pass|warn|fail)$/);

function healthOf(report: VerifyReport): Health {
  const health = JSON.parse(renderReport('health', report)) as Health;
  expect(KEYS).toEqual(expect.arrayContaining(Object.keys(health)));
  expect(health).toMatchObject({ status: STATUS, notes: [expect.any(String)] });
  for (const [key, details] of Object.entries(health.checks)) {
    expect(key).toMatch(/^[^:]+:[^:]+$/);
    for (const detail of details) {
      expect(DETAIL_KEYS).toEqual(expect.arrayContaining(Object.keys(detail)));
      expect(detail).toMatchObject({ status: STATUS, observedValue: expect.any(Number) });
      expect(detail['time']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+05:30$/);
      expect('output' in detail).toBe(detail['status'] !== 'pass');
    }
  }
  return health;
}

test('every check and every measurement is a component with what was measured', () => {
  const measurements = [
    { name: 'latency', value: 80, unit: 'ms', limit: { kind: 'max', value: 50 } },
    { name: 'rows', value: 4, unit: 'count' },
  ] as const;
  const { checks } = healthOf(reportOf([checkResult({ status: 'fail', measurements, observed: 'slow' })]));
  expect(Object.keys(checks)).toEqual([
    'exchange.login:duration',
    'exchange.login:latency',
    'exchange.login:rows',
  ]);
  expect(checks['exchange.login:latency']).toEqual([
    {
      componentId: 'exchange.login',
      componentType: 'component',
      observedValue: 80,
      observedUnit: 'ms',
      status: 'fail',
      time: '2026-02-04T09:20:14.265+05:30',
      output: 'slow',
    },
  ]);
  expect(checks['exchange.login:rows']?.[0]).toMatchObject({ status: 'pass' });
});

test.each([
  ['pass', reportOf([checkResult({})])],
  ['warn', reportOf([checkResult({ status: 'warn' })])],
  ['fail', mixedReport()],
  ['fail', reportOf([checkResult({ status: 'skip' })])],
])('the status is %s by the verdict, and anything but pass has an output', (status, report) => {
  const health = healthOf(report);
  expect(health.status).toBe(status);
  expect(health.output).toBe(status === 'pass' ? undefined : report.exitReason);
});

test('what is pending warns, says so and gives its remedy', () => {
  const pending = checkResult({ status: 'pending', observed: 'login is rate-limited', remedy: 'wait 2 min' });
  expect(healthOf(reportOf([pending])).checks['exchange.login:duration']?.[0]).toMatchObject({
    status: 'warn',
    output: 'pending: login is rate-limited. Remedy: wait 2 min',
  });
});

test('hostile texts leave it in shape', () => {
  expect(Object.keys(healthOf(hostileReport()).checks).length).toBeGreaterThan(60);
  expect(HEALTH_MEDIA_TYPE).toBe('application/health+json');
});
