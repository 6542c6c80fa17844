/** A thousand verifications of healthy exchanges and backends, in which no check may do anything but pass or skip. */
import { execa } from 'execa';
import { fileURLToPath } from 'node:url';
import type { Proof, SoakReport } from '../soak-report.ts';
import { CADENCES_MS, HEALTHY_MOMENTS, healthyRun } from './healthy-moments.ts';

const PROGRAM = fileURLToPath(new URL('verify-healthy.ts', import.meta.url));
const RUNS = 1000;
const JOBS = 2;
/** Every moment at every cadence is seen at least once. */
const RUNS_MIN = HEALTHY_MOMENTS.length * CADENCES_MS.length;
/** A run that judges nothing raises no alarm either. */
const PASSED_MIN = 15;

interface RunResult {
  readonly index: number;
  readonly alarms: readonly string[];
  readonly passed: number;
}

export const falseAlarms: Proof = {
  what: `${RUNS} healthy verifications, ${HEALTHY_MOMENTS.length} moments of the market at ${CADENCES_MS.length} cadences, another seed each`,
  prove: proveSilence,
};

async function proveSilence(share: number): Promise<SoakReport> {
  const runs = Math.max(RUNS_MIN, Math.round(RUNS * share));
  const startedMs = performance.now();
  const jobs = Array.from({ length: JOBS }, (_, job) => verified(job, runs));
  const results = (await Promise.all(jobs)).flat();
  const seconds = (performance.now() - startedMs) / 1000;
  const checks = results.reduce((sum, { passed }) => sum + passed, 0);
  return {
    lines: [
      `${results.length} runs in ${seconds.toFixed(0)} s: ${checks} checks passed, ${results.flatMap(({ alarms }) => alarms).length} false alarms`,
    ],
    failures: [
      ...(results.length === runs ? [] : [`expected ${runs} runs, were ${results.length}`]),
      ...results.flatMap(failuresOf),
    ],
  };
}

async function verified(job: number, runs: number): Promise<readonly RunResult[]> {
  const words = ['--disable-warning=ExperimentalWarning', PROGRAM, `${job}`, `${JOBS}`, `${runs}`];
  const { stdout } = await execa(process.execPath, words, { maxBuffer: 64 * 1024 * 1024 });
  return stdout.split('\n').map((line) => JSON.parse(line) as RunResult);
}

function failuresOf({ index, alarms, passed }: RunResult): readonly string[] {
  const { moment, cadenceMs, seed } = healthyRun(index);
  const run = `preopen verify --exchange mock --scenario ${moment.scenario} --at ${moment.at} --cadence ${cadenceMs} --seed ${seed}`;
  const idle = passed < PASSED_MIN ? [`expected at least ${PASSED_MIN} checks to pass, did ${passed}`] : [];
  return [...alarms, ...idle].map((alarm) => `${run}: ${alarm}`);
}
