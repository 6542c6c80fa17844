/** What the command costs as a process: start-up beside an empty Node, its imports beside the same code in many files, and the memory of a whole replay. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'tsdown';
import { pairedRow } from './bench-row.ts';
import type { BenchRow, Comparison } from './bench-row.ts';
import { peakMegabytes } from './peak-memory.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.mjs', import.meta.url));
const ROUNDS = 15;
const MEMORY_GOAL_MB = 300;

/** The built command. */
export const startUp: Comparison = {
  what: 'preopen --version',
  unit: 'ms',
  peer: 'node -e 0',
  measure: () =>
    pairedRow({
      better: 'lower',
      rounds: ROUNDS,
      measure: () => ({ candidate: processMs([MAIN, '--version']), baseline: processMs(['-e', '0']) }),
    }),
};

/** What `preopen verify` costs before it asks anything, without what an empty Node costs. */
export const importCost: Comparison = {
  what: 'imports of preopen verify',
  unit: 'ms',
  peer: 'the same code, a file a module, packages from node_modules',
  async measure() {
    const unbundled = await unbundledMain();
    const costMs = (main: string): number =>
      processMs([main, 'verify', '--exchange', 'mock', '--dry-run']) - processMs(['-e', '0']);
    return pairedRow({
      better: 'lower',
      rounds: ROUNDS,
      measure: () => ({ candidate: costMs(MAIN), baseline: costMs(unbundled) }),
    });
  },
};

/** The command built without bundling, below the project so that its packages are found. */
async function unbundledMain(): Promise<string> {
  const outDir = fileURLToPath(new URL('../../.preopen/unbundled', import.meta.url));
  await build({
    config: false,
    entry: { 'cli/main': 'cli/main.ts' },
    format: 'esm',
    platform: 'node',
    target: 'node22.19',
    unbundle: true,
    dts: false,
    logLevel: 'silent',
    outDir,
  });
  return `${outDir}/cli/main.mjs`;
}

/** `preopen replay nifty-2025-08-29`, beside the goal. */
export const replayMemory: Comparison = {
  what: 'peak resident memory of a full replay',
  unit: 'MB',
  peer: 'the goal',
  measure: measureMemory,
};

async function measureMemory(): Promise<BenchRow> {
  const candidate = peakMegabytes([MAIN, 'replay', 'nifty-2025-08-29', '--format', 'json', '--quiet']);
  const ratio = MEMORY_GOAL_MB / candidate;
  return { candidate, baseline: MEMORY_GOAL_MB, ratio, lowest: ratio, highest: ratio };
}

function processMs(args: readonly string[]): number {
  const startedMs = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`start bench: node ${args.join(' ')} ended with ${status}: ${stderr}`);
  return performance.now() - startedMs;
}
