import { failuresOf } from '../seed-search.ts';
import type { SeedSearchReport } from '../seed-search.ts';
import type { LoadedScenario } from '#scenarios/catalogue.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { painter } from './paint.ts';

/** Seeds shown one by one; the JSON form has them all. */
const SEEDS_SHOWN_MAX = 10;

/** `nameOrPath`: the scenario as it was called, for the line that plays a seed again. */
export function renderSeedSearch(
  format: string,
  report: SeedSearchReport,
  options: { readonly isColoured: boolean; readonly loaded: LoadedScenario; readonly nameOrPath: string },
): string {
  if (format === 'json') return JSON.stringify(report, undefined, 2);
  const paint = painter(options.isColoured);
  const { results, neverMet, exitCode } = report;
  const bad = results.filter((result) => failuresOf(options, result).length > 0);
  const word = exitCode === EXIT_CODES.ok ? paint.good('ok') : paint.bad('failed');
  return [
    `${paint.strong(report.scenario)}  ${seedsOf(report)}, ${report.jobs} ${report.jobs === 1 ? 'job' : 'jobs'}`,
    `seeds     ${results.length - bad.length} passed  ${bad.length} failed`,
    ...bad
      .slice(0, SEEDS_SHOWN_MAX)
      .flatMap((result) => [
        `          ${paint.status('fail')} seed ${result.seed}: ${failuresOf(options, result).join(', ')}`,
        `               preopen replay ${options.nameOrPath} --seed ${result.seed}`,
      ]),
    ...(bad.length > SEEDS_SHOWN_MAX
      ? [`          and ${bad.length - SEEDS_SHOWN_MAX} more: -f json lists them`]
      : []),
    ...neverMet.map(
      (id) =>
        `          ${paint.status('fail')} ${id}: no seed met it. Give it more seeds, or a greater chance.`,
    ),
    `digest    ${report.digest}`,
    `${word} in ${report.seconds.toFixed(1)} s, exit ${exitCode}`,
  ].join('\n');
}

function seedsOf({ results }: SeedSearchReport): string {
  const [first, last] = [results[0]?.seed, results.at(-1)?.seed];
  return first === undefined ? 'no seed played' : `seeds ${first} to ${last}`;
}
