/** What the command costs as a process: start-up beside an empty Node, and the memory of a whole replay. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { BenchRow } from './bench-row.ts';
import { median } from './median.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.mjs', import.meta.url));
const ROUNDS = 15;

/** Milliseconds of `preopen --version`; the baseline is `node -e 0`. Needs `npm run build`. */
export function benchStart(): BenchRow {
  const version: number[] = [];
  const empty: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    version.push(processMs([MAIN, '--version']));
    empty.push(processMs(['-e', '0']));
  }
  const candidate = median(version);
  const baseline = median(empty);
  return {
    name: 'preopen --version',
    unit: 'ms',
    candidate,
    baseline,
    ratio: baseline / candidate,
    note: 'baseline: node -e 0',
  };
}

/** Peak resident memory of `preopen replay nifty-2025-08-29`, MB; the baseline is the goal of 300. */
export function benchMemory(): BenchRow {
  const report =
    'data:text/javascript,process.on("exit",()=>console.error("maxrss",process.resourceUsage().maxRSS))';
  const { stderr, status } = spawnSync(
    process.execPath,
    ['--import', report, MAIN, 'replay', 'nifty-2025-08-29', '--format', 'json', '--quiet'],
    { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  const kilobytes = Number(/maxrss (\d+)/.exec(stderr)?.[1]);
  if (status !== 0 || !(kilobytes > 0))
    throw new Error(`memory bench: the replay ended with ${status}: ${stderr.slice(0, 500)}`);
  const candidate = kilobytes / 1024;
  return {
    name: 'peak resident memory of a full replay',
    unit: 'MB',
    candidate,
    baseline: 300,
    ratio: 300 / candidate,
    note: 'baseline: the goal',
  };
}

function processMs(args: readonly string[]): number {
  const startedMs = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`start bench: node ${args.join(' ')} ended with ${status}: ${stderr}`);
  return performance.now() - startedMs;
}
