/** Row 6c and the whole command: `preopen verify` over many checks of a small backend on this machine. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pairedRow } from '../bench-row.ts';
import type { BenchRow, Comparison } from '../bench-row.ts';
import { peakMegabytes } from '../peak-memory.ts';
import { benchFolder, hasProgram, SERVER_CPU, startPinnedNode } from '../pinned-process.ts';

const MAIN = fileURLToPath(new URL('../../../dist/cli/main.mjs', import.meta.url));
const FEW = 30;
const MANY = 200;
const SECONDS_GOAL = 1;
const MEMORY_GOAL_MB = 120;

/** The whole process, from the start to the exit code. */
export const verifyBesideCurl: Comparison = {
  what: `preopen verify with ${FEW} HTTP checks of status and JSON`,
  unit: 'ms',
  peer: `bash that starts curl ${FEW} times and looks at the status`,
  async measure() {
    if (!hasProgram('curl') || !hasProgram('bash')) return { skipped: 'no curl or no bash' };
    return withBackend((url) => {
      const suite = suiteOf(url, FEW);
      const script = curlScript(url, FEW);
      return pairedRow({
        better: 'lower',
        rounds: 9,
        measure: () => ({ candidate: verifyMs(suite, FEW), baseline: scriptMs(script) }),
      });
    });
  },
};

/** The whole process, beside the goal. */
export const manyChecks: Comparison = {
  what: `preopen verify with ${MANY} HTTP checks of status and JSON`,
  unit: 's',
  peer: 'the goal',
  measure: () =>
    withBackend(async (url) => {
      const suite = suiteOf(url, MANY);
      return pairedRow({
        better: 'lower',
        measure: () => ({ candidate: verifyMs(suite, MANY) / 1000, baseline: SECONDS_GOAL }),
      });
    }),
};

/** Of the same run, beside the goal. */
export const verifyMemory: Comparison = {
  what: `peak resident memory of preopen verify with ${MANY} HTTP checks`,
  unit: 'MB',
  peer: 'the goal',
  measure: () =>
    withBackend(async (url) => {
      const suite = suiteOf(url, MANY);
      return pairedRow({
        better: 'lower',
        measure: () => ({
          candidate: peakMegabytes([MAIN, 'verify', '--suite', suite]),
          baseline: MEMORY_GOAL_MB,
        }),
      });
    }),
};

async function withBackend(measure: (url: string) => Promise<BenchRow>): Promise<BenchRow> {
  const backend = startPinnedNode(SERVER_CPU, 'verify/small-backend.ts', []);
  try {
    const { port } = await backend.next<{ readonly port: number }>();
    return await measure(`http://127.0.0.1:${port}`);
  } finally {
    await backend.stop();
  }
}

function suiteOf(url: string, count: number): string {
  const checks = Array.from({ length: count }, (_, index) => ({
    id: `answer.${index}`,
    http: { url: `${url}/${index}`, expect: { json: { '$.data.strikes': { min: 1 } } } },
  }));
  const file = join(benchFolder(), `suite-${count}.yaml`);
  writeFileSync(file, JSON.stringify({ schemaVersion: 1, name: 'bench', checks }));
  return file;
}

function curlScript(url: string, count: number): string {
  const file = join(benchFolder(), `curl-${count}.sh`);
  const calls = Array.from(
    { length: count },
    (_, index) => `[ "$(curl -s -o /dev/null -w '%{http_code}' ${url}/${index})" = 200 ] || exit 1`,
  );
  writeFileSync(file, `${calls.join('\n')}\n`);
  return file;
}

function verifyMs(suite: string, count: number): number {
  const startedMs = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'verify', '--suite', suite], {
    encoding: 'utf8',
  });
  const elapsedMs = performance.now() - startedMs;
  if (status !== 0 || !stdout.includes(`0 failed, ${count} passed`))
    throw new Error(`verify bench: ended with ${status}: ${stdout.slice(-300)}${stderr.slice(0, 500)}`);
  return elapsedMs;
}

function scriptMs(script: string): number {
  const startedMs = performance.now();
  const { status, stderr } = spawnSync('bash', [script], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`verify bench: the script ended with ${status}: ${stderr}`);
  return performance.now() - startedMs;
}
