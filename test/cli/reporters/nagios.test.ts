import { expect, test } from 'vitest';
import { nagiosState } from '#cli/reporters/nagios.ts';
import { renderReport } from '#cli/reporters/reporter.ts';
import { checkResult, hostileReport, mixedReport, reportOf } from './sample-report.ts';

/** `'label'=value[UOM];[warn];[crit];[min];[max]` by the Monitoring Plugins Development Guidelines. */
const DATUM =
  /(?:'((?:[^'=]|'')+)'|([^\s'=]+))=(-?[\d.]+)(us|ms|s|%|B|c)?(?:;([-\d.:@~]*))?(?:;([-\d.:@~]*))?(?:;([-\d.]*))?(?:;([-\d.]*))?/y;

function dataOf(line: string): Readonly<Record<string, readonly (string | undefined)[]>> {
  const data = line.trimEnd().split(' | ')[1] ?? '';
  const found: Record<string, readonly (string | undefined)[]> = {};
  for (DATUM.lastIndex = 0; DATUM.lastIndex < data.length; DATUM.lastIndex += 1) {
    const at = DATUM.lastIndex;
    const match = DATUM.exec(data);
    if (!match) throw new Error(`no performance data: ${data.slice(at)}`);
    found[(match[1] ?? match[2] ?? '').replaceAll("''", "'")] = match.slice(3, 7);
  }
  return found;
}

test('a failed run is CRITICAL on one line, with the first failure and the counts', () => {
  const line = renderReport('nagios', mixedReport());
  expect(line.match(/\n/g)).toHaveLength(1);
  expect(line).toMatch(
    /^PREOPEN CRITICAL - 1 check failed: backend\.chain \(1 failed, 1 passed, 1 warned, 1 skipped\); backend\.chain: 500 <html>/,
  );
  expect(dataOf(line)).toMatchObject({ fail: ['1', undefined, '', ''], duration: ['4210', 'ms', '', ''] });
});

test.each([
  [0, 'OK', reportOf([checkResult({})])],
  [1, 'WARNING', reportOf([checkResult({ status: 'warn' })])],
  [2, 'CRITICAL', reportOf([checkResult({ status: 'fail' })])],
  [2, 'CRITICAL', reportOf([checkResult({ status: 'warn' })], { exitCode: 1 })],
  [3, 'UNKNOWN', reportOf([checkResult({ status: 'skip' })])],
])('state %i is %s', (state, word, report) => {
  expect(nagiosState(report)).toBe(state);
  expect(renderReport('nagios', report)).toContain(`PREOPEN ${word} - `);
});

test('measurements are performance data in known units, limits are ranges', () => {
  const measurements = [
    { name: 'latency', value: 80.5, unit: 'ms', limit: { kind: 'max', value: 500 } },
    { name: 'priced', value: 0.991, unit: 'share', limit: { kind: 'min', value: 0.95 } },
    { name: 'token life', value: 90, unit: 'min' },
    { name: 'tiny', value: 1e-9, unit: 'count' },
  ] as const;
  const strict = dataOf(renderReport('nagios', reportOf([checkResult({ measurements })])));
  expect(strict['exchange.login latency']).toEqual(['80.5', 'ms', '', '500']);
  expect(strict['exchange.login priced']).toEqual(['99.1', '%', '', '95:']);
  expect(strict['exchange.login token life']).toEqual(['5400', 's', undefined, undefined]);
  expect(strict['exchange.login tiny']?.[0]).toBe('0');
  const lenient = checkResult({ severity: 'warn', measurements });
  expect(dataOf(renderReport('nagios', reportOf([lenient])))['exchange.login latency']).toEqual([
    '80.5',
    'ms',
    '500',
    undefined,
  ]);
});

test('no text of a report can begin the performance data or another line', () => {
  const line = renderReport('nagios', hostileReport());
  expect(line.match(/\n/g)).toHaveLength(1);
  expect(line.match(/\|/g)).toHaveLength(1);
  expect(Object.keys(dataOf(line)).length).toBeGreaterThan(60);
});
