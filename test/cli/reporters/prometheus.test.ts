import parsePrometheus from 'parse-prometheus-text-format';
import { expect, test } from 'vitest';
import { renderReport } from '#cli/reporters/reporter.ts';
import type { VerifyReport } from '#cli/reporters/verify-report.ts';
import { CHECK_STATUSES } from '#engine/verify/check.ts';
import { checkResult, hostileReport, mixedReport, reportOf } from './sample-report.ts';

type Sample = ReturnType<typeof parsePrometheus>[number]['metrics'][number];

/** Samples by the name of their metric, all of them gauges with a help text. */
function parsed(report: VerifyReport): Readonly<Record<string, readonly Sample[]>> {
  const families = parsePrometheus(renderReport('prometheus', report));
  for (const { type, help } of families)
    expect({ type, help }).toEqual({ type: 'GAUGE', help: expect.stringMatching(/\w/) });
  return Object.fromEntries(families.map(({ name, metrics }) => [name, metrics]));
}

test('the run is told: version, exit code, times and counts', () => {
  const metrics = parsed(mixedReport());
  expect(metrics['preopen_verify_info']).toEqual([
    { value: '1', labels: { version: '0.1.0', target: 'http://127.0.0.1:8000', suite: 'default' } },
  ]);
  expect(metrics['preopen_verify_exit_code']?.[0]?.value).toBe('1');
  expect(metrics['preopen_verify_duration_seconds']?.[0]?.value).toBe('4.21');
  expect(metrics['preopen_verify_started_timestamp_seconds']?.[0]?.value).toBe('1770177014.25');
  expect(metrics['preopen_verify_checks']?.map(({ labels, value }) => [labels?.['status'], value])).toEqual([
    ['pass', '1'],
    ['warn', '1'],
    ['fail', '1'],
    ['skip', '1'],
    ['pending', '0'],
  ]);
});

test('each check has exactly one status', () => {
  const states = parsed(hostileReport())['preopen_check_status'] ?? [];
  expect(states).toHaveLength(CHECK_STATUSES.length ** 2);
  const current = states.filter(({ value }) => value === '1').map(({ labels }) => labels ?? {});
  expect(current.map(({ check, status }) => [check, status])).toEqual(
    CHECK_STATUSES.map((status) => [`data.check-${status}`, status]),
  );
});

test('a measurement is a gauge in its base unit, its limit beside it', () => {
  const latency = { name: 'latency', value: 80, unit: 'ms', limit: { kind: 'max', value: 500 } } as const;
  const metrics = parsed(
    reportOf([
      checkResult({ measurements: [latency, { name: 'token life', value: 90, unit: 'min' }] }),
      checkResult({ id: 'chain', measurements: [{ name: 'priced', value: 0.95, unit: 'share' }] }),
    ]),
  );
  const of = (check: string, name: string) => ({ check, group: 'exchange', name });
  expect(metrics['preopen_measurement_seconds']).toEqual([
    { value: '0.08', labels: of('exchange.login', 'latency') },
    { value: '5400', labels: of('exchange.login', 'token life') },
  ]);
  expect(metrics['preopen_measurement_limit_seconds']).toEqual([
    { value: '0.5', labels: { ...of('exchange.login', 'latency'), limit: 'max' } },
  ]);
  expect(metrics['preopen_measurement_ratio']).toEqual([{ value: '0.95', labels: of('chain', 'priced') }]);
  expect(metrics).not.toHaveProperty('preopen_measurement_bytes');
});

test('no text of a report can end a label or a line', () => {
  const metrics = parsed(hostileReport());
  expect(Object.keys(metrics).every((name) => name.startsWith('preopen_'))).toBe(true);
  expect(metrics['preopen_verify_info']?.[0]?.labels?.['target']).toContain('a|b "c" \'d\' <e> & \\ # %0A');
});
