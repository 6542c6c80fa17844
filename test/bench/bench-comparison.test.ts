import { expect, test } from 'vitest';
import { changeSince } from './bench-comparison.ts';
import { emptyReport } from './bench-report.ts';
import type { BenchReport, ReportedRow } from './bench-report.ts';
import { rowLines } from './print-row.ts';

function row(ratio: number, lowest = ratio, highest = ratio): ReportedRow {
  return {
    id: 'x',
    what: 'work',
    unit: 'ms',
    peer: 'other work',
    candidate: 1,
    baseline: ratio,
    ratio,
    lowest,
    highest,
    gate: 2,
    target: 8,
    note: 'a note',
  };
}

function reportOf(...rows: BenchReport['rows']): BenchReport {
  const machine = { cpu: 'a cpu', cores: 2, node: 'v24.0.0', platform: 'linux x64' };
  return { ...emptyReport({ startedAt: '2026-11-28T16:30:00.000Z', commit: 'abc', machine }), rows };
}

test.each([
  ['its whole band above the earlier one', row(6, 5.5, 6.5), 'better'],
  ['its whole band below the earlier one', row(3, 2.5, 3.4), 'worse'],
  ['a higher ratio whose band touches the earlier one', row(6, 4.4, 7), 'same'],
  ['a lower ratio whose band touches the earlier one', row(3, 2, 3.7), 'same'],
])('a row with %s is told so', (_, now, kind) => {
  expect(changeSince(reportOf(row(4, 3.5, 4.5)), now)).toMatchObject({ kind, earlier: 4 });
});

test('rows that were measured once are the same within a twentieth to either side', () => {
  const earlier = reportOf(row(4));
  expect(changeSince(earlier, row(4.3))).toMatchObject({ kind: 'same' });
  expect(changeSince(earlier, row(4.5))).toMatchObject({ kind: 'better' });
  expect(changeSince(earlier, row(3.5))).toMatchObject({ kind: 'worse' });
});

test('a row is never compared with another one that bears its name', () => {
  const earlier = reportOf({ ...row(4), peer: 'slower work' });
  expect(changeSince(earlier, row(4))).toEqual({
    kind: 'incomparable',
    reason: 'another peer in the earlier run: slower work',
  });
  expect(changeSince(reportOf(), row(4))).toMatchObject({ reason: 'not in the earlier run' });
  expect(changeSince(reportOf({ id: 'x', skipped: 'no gcc' }), row(4))).toMatchObject({
    reason: 'skipped in the earlier run',
  });
});

test('a row is printed with gate and target, and beside the earlier run with ratio, change and verdict', () => {
  const change = changeSince(reportOf(row(4, 3.5, 4.5)), row(3, 2.5, 3.4));
  expect(rowLines(row(3, 2.5, 3.4), change)).toEqual([
    'x              3.00x (2.50..3.40)  gate 2.00x met  target 8.00x MISSED',
    '    work: 1.00 ms',
    '    peer, other work: 3.00 ms',
    '    a note',
    '    earlier 4.00x: -25.0 %, WORSE beyond the noise',
  ]);
  expect(rowLines({ ...row(3), note: null, gate: null, target: null }, undefined)).toHaveLength(3);
});
