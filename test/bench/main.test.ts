import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { readBenchReport } from './bench-report.ts';
import type { BenchReport } from './bench-report.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'preopen-bench-'));
const now = join(folder, 'now.json');
const earlier = join(folder, 'earlier.json');
afterAll(() => rmSync(folder, { recursive: true }));

function bench(...words: readonly string[]) {
  return execa(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, ...words], {
    reject: false,
  });
}

/** The report of the row that was just measured, as a machine would have written it that was `factor` times better at it. */
function writeEarlier(report: BenchReport, factor: number): void {
  const rows = report.rows.map((row) =>
    'skipped' in row
      ? row
      : {
          ...row,
          ratio: row.ratio * factor,
          lowest: row.lowest * factor,
          highest: row.highest * factor,
        },
  );
  writeFileSync(earlier, JSON.stringify({ ...report, rows }));
}

test('--json writes the rows, and --against ends with 1 for a row that became worse and with 0 for one that became better', async () => {
  const measured = await bench('5d', '--json', now);
  expect(measured).toMatchObject({ exitCode: 0, stderr: '' });
  const report = readBenchReport(now);
  expect(report.rows).toMatchObject([{ id: '5d', unit: 'us', gate: 2.5, target: 4 }]);
  expect(report.machine).toMatchObject({ node: process.version });

  writeEarlier(report, 100);
  const worse = await bench('5d', '--against', earlier);
  expect(worse.exitCode).toBe(1);
  expect(worse.stdout.match(/WORSE beyond the noise/g)).toHaveLength(3);
  expect(worse.stderr).toBe('bench: 5d: worse than in the earlier run, beyond the noise');

  writeEarlier(report, 0.01);
  const better = await bench('5d', '--against', earlier);
  expect(better).toMatchObject({ exitCode: 0, stderr: '' });
  expect(better.stdout).toMatch(/^better than before: 5d$/m);
}, 120_000);

test.each([
  [['5d', '--against', MAIN], /--against .*main\.ts: expected a report of the benchmark/],
  [['5d', '--json', join(folder, 'absent', 'x.json')], /--json .*expected a file that can be written/],
  [['--fast'], /Unknown option '--fast'.*--help/],
  [['9z'], /no row 9z: expected some of decode /],
])('%s is refused before anything is measured', async (words, message) => {
  const { exitCode, stdout, stderr } = await bench(...words);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(message);
});

test('--help tells the exit codes and every row', async () => {
  const { exitCode, stdout } = await bench('--help');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/Exit codes: 0 measured; 1 /);
  expect(stdout).toMatch(/ reprice .* 8b /);
});

test('an earlier report is left as it was', async () => {
  const text = '{"format":"preopen-bench/0"}';
  writeFileSync(earlier, text);
  await bench('5d', '--against', earlier, '--json', now);
  expect(readFileSync(earlier, 'utf8')).toBe(text);
});
