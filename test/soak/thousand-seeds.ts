/** A thousand days of one scenario, each with another seed, by the built command on two cores. */
import { execa } from 'execa';
import type { SeedSearchReport } from '#cli/seed-search.ts';
import { fileURLToPath } from 'node:url';
import type { Proof, SoakReport } from './soak-report.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.mjs', import.meta.url));
const SCENARIO = 'first-hour';
const SEEDS = 1000;
const JOBS = 2;
/** Seeds that are played a second time: by one process, in another time zone and another language. */
const AGAIN = 10;

/** Every seed must pass, and give the same digest however and wherever it is played. */
export const thousandSeeds: Proof = {
  what: `${SEEDS} seeds of ${SCENARIO} with ${JOBS} jobs (goal 5 minutes)`,
  prove: proveSeeds,
};

async function proveSeeds(share: number): Promise<SoakReport> {
  const seeds = Math.max(AGAIN, Math.round(SEEDS * share));
  const search = await play(seeds, JOBS, {});
  const again = await play(AGAIN, 1, { TZ: 'America/New_York', LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' });
  const others = again.results.filter(({ digest }, index) => digest !== search.results[index]?.digest);
  const failures = [
    ...(search.exitCode === 0 ? [] : [`expected exit 0, was ${search.exitCode}: ${failedSeeds(search)}`]),
    ...(search.results.length === seeds ? [] : [`expected ${seeds} seeds, were ${search.results.length}`]),
    ...(new Set(search.results.map(({ digest }) => digest)).size === seeds
      ? []
      : ['expected another digest for every seed, were some alike']),
    ...others.map(({ seed }) => `seed ${seed}: expected the same digest in New York, was another`),
  ];
  const rate = search.seconds / seeds;
  return {
    lines: [
      `${seeds} seeds in ${search.seconds.toFixed(1)} s, ${rate.toFixed(2)} s each; 1,000 would take ${(rate * 1000).toFixed(0)} s`,
    ],
    failures,
  };
}

async function play(
  seeds: number,
  jobs: number,
  env: Readonly<Record<string, string>>,
): Promise<SeedSearchReport> {
  const words = ['replay', SCENARIO, '--seeds', `${seeds}`, '--jobs', `${jobs}`, '-f', 'json', '--quiet'];
  const { stdout } = await execa(process.execPath, [MAIN, ...words], { env, reject: false });
  return JSON.parse(stdout) as SeedSearchReport;
}

function failedSeeds({ results }: SeedSearchReport): string {
  const failed = results.filter((result) => result.failed.some((id) => !id.startsWith('fault.')));
  return failed
    .slice(0, 5)
    .map(({ seed, failed: ids }) => `seed ${seed} ${ids.join(', ')}`)
    .join('; ');
}
