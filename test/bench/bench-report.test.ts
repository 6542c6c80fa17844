import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { emptyReport, readBenchReport, reportedRow, writeBenchReport } from './bench-report.ts';
import type { BenchReport } from './bench-report.ts';

const folder = mkdtempSync(join(tmpdir(), 'preopen-bench-report-'));
const file = join(folder, 'report.json');
afterAll(() => rmSync(folder, { recursive: true }));

const BENCH = {
  id: 'x',
  what: 'work',
  unit: 'ms',
  peer: 'other work',
  gate: 2,
  measure: () => Promise.reject(new Error('not measured here')),
};

function report(): BenchReport {
  const row = reportedRow(BENCH, { candidate: 1, baseline: 4, ratio: 4, lowest: 3.5, highest: 4.5 });
  const facts = {
    startedAt: '2026-11-28T16:30:00.000Z',
    commit: null,
    machine: { cpu: 'a cpu', cores: 2, node: 'v24.0.0', platform: 'linux x64' },
  };
  return { ...emptyReport(facts), rows: [row, { id: 'y', skipped: 'no gcc' }] };
}

test('a report reads back as it was written, a row without target or note included', () => {
  writeBenchReport(file, report());
  expect(readBenchReport(file)).toEqual(report());
  expect(readBenchReport(file).rows[0]).toMatchObject({ gate: 2, target: null, note: null });
});

test('a file that cannot be written is told with its flag', () => {
  expect(() => writeBenchReport(join(folder, 'absent', 'x.json'), report())).toThrow(
    /^--json .*absent.*x\.json: expected a file that can be written: ENOENT/,
  );
});

test.each([
  ['{"checks": []}', /format: /],
  ['[1, 2]', /the file: /],
  ['not json', /Unexpected token/],
  [JSON.stringify({ ...report(), format: 'preopen-bench/2' }), /format: .*preopen-bench\/1/],
  [JSON.stringify({ ...report(), rows: [{ id: 'x', ratio: 'fast' }] }), /rows\.0/],
])('%.30s is refused as a report, and the file and the reason are named', (text, reason) => {
  writeFileSync(file, text);
  expect(() => readBenchReport(file)).toThrow(reason);
  expect(() => readBenchReport(file)).toThrow(
    /^--against .*report\.json: expected a report of the benchmark.*--json FILE writes one\.$/,
  );
  expect(readFileSync(file, 'utf8')).toBe(text);
});

test('an absent file is refused as a report', () => {
  expect(() => readBenchReport(join(folder, 'absent.json'))).toThrow(/absent\.json: expected .* ENOENT/);
});
