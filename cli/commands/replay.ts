import { ConfigError } from '#engine/errors.ts';
import { PRICE_MODEL_NAMES } from '#engine/pricing/price-model.ts';
import type { PriceModelName } from '#engine/pricing/price-model.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import { loadScenario } from '#scenarios/catalogue.ts';
import type { LoadedScenario } from '#scenarios/catalogue.ts';
import type { Parameters } from '#scenarios/parameters.ts';
import { withJournal } from '../journal.ts';
import { wireOf } from '../option-values.ts';
import type { Cadence, ReportFormat, Speed } from '../option-values.ts';
import { recordedScenario } from '../recorded-scenario.ts';
import { replayScenario } from '../replay-run.ts';
import type { ReplayOptions } from '../replay-run.ts';
import { isColoured } from '../reporters/colour.ts';
import { renderComparison } from '../reporters/comparison-report.ts';
import { renderReplayReport } from '../reporters/replay-report.ts';
import { writeReports } from '../reporters/write-reports.ts';
import type { TransportChoice } from '../transport.ts';
import { renderShrunk } from '../reporters/shrunk-report.ts';
import { compareReplays } from '../replay-comparison.ts';
import { seedWords } from '../seed-words.ts';
import { shrinkReplay } from '../shrink-replay.ts';
import { newShrunkFile, writeShrunk } from '../shrunk-scenario.ts';
import { EXIT_CODES } from '../exit-codes.ts';

/** The flags of `preopen replay`, as commander names them. */
export interface ReplayFlags {
  readonly seed?: number;
  readonly set?: Parameters;
  readonly expectDigest?: string;
  readonly journal?: string;
  readonly compare?: boolean;
  readonly seeds?: number;
  readonly shrink?: string;
  readonly jobs: number;
  readonly speed: Speed;
  readonly through: 'memory' | 'sockets';
  readonly record?: string;
  readonly recording?: string;
  readonly date?: string;
  readonly raw?: boolean;
  readonly priceModel?: PriceModelName;
  readonly vs?: PriceModelName;
  readonly wire: WireProfile;
  readonly cadence?: Cadence;
  readonly format: readonly ReportFormat[];
  readonly reprice: boolean;
  readonly verbose?: boolean;
  readonly quiet?: boolean;
  readonly color: boolean;
}

/** `preopen replay SCENARIO`, or `preopen replay --recording FILE`. Returns the exit code; the report goes to stdout, the log and the progress bar to stderr. */
export async function replay(
  nameOrPath: string | undefined,
  other: string | undefined,
  flags: ReplayFlags,
): Promise<number> {
  if (nameOrPath === undefined) return judge(recordedDay(flags), flags);
  if (flags.date !== undefined)
    throw new ConfigError(
      `replay --date: expected --recording alone, was also the scenario "${nameOrPath}", which has its date. Leave one out.`,
    );
  if (flags.compare) return compare(nameOrPath, other, flags);
  if (other !== undefined)
    throw new ConfigError(
      `replay: expected one scenario, was also "${other}". Add --compare to compare the two.`,
    );
  if (flags.seeds !== undefined) return search(nameOrPath, flags.seeds, flags);
  if (flags.shrink !== undefined) return shrink(nameOrPath, flags.shrink, flags);
  return judge(loadScenario(nameOrPath, flags.set), flags);
}

/** Without a scenario's name, a recording says what its day is. */
function recordedDay({ recording, date, set, compare, seeds, shrink }: ReplayFlags): LoadedScenario {
  const others = set ?? compare ?? seeds ?? shrink;
  if (recording !== undefined && others === undefined) return recordedScenario(recording, date);
  throw new ConfigError(
    'replay: expected the name of a scenario, was none. Name one, or give a recording alone: --recording FILE.',
  );
}

async function judge(loaded: LoadedScenario, flags: ReplayFlags): Promise<number> {
  assertOtherModel(loaded, flags);
  const report = await withJournal(flags.journal, (copy) =>
    replayScenario(loaded, {
      ...optionsOf(flags),
      versus: flags.vs,
      expectedDigest: flags.expectDigest,
      copy,
    }),
  );
  await writeReports(flags.format, (format) =>
    renderReplayReport(format, report, { isColoured: isColoured(flags) }),
  );
  return report.exitCode;
}

function assertOtherModel({ scenario }: LoadedScenario, { priceModel, vs }: ReplayFlags): void {
  const model = priceModel ?? scenario.backend.priceModel;
  if (vs !== model) return;
  const others = PRICE_MODEL_NAMES.filter((name) => name !== model).join(' or ');
  const namedBy = priceModel === undefined ? 'the scenario' : '--price-model';
  throw new ConfigError(
    `replay --vs: expected another model than the one that ${namedBy} names, was ${vs} twice. Choose ${others}.`,
  );
}

/** Errors: ConfigError for the page that a single run alone has. */
function assertNoPage({ format }: ReplayFlags, mode: string): void {
  if (format.some(({ format: name }) => name === 'html'))
    throw new ConfigError(
      `replay ${mode}: expected -f pretty or json, was html, which shows a single run. Leave one out.`,
    );
}

async function search(nameOrPath: string, seeds: number, flags: ReplayFlags): Promise<number> {
  assertNoPage(flags, '--seeds');
  const loaded = loadScenario(nameOrPath, flags.set);
  const hasBar = process.stderr.isTTY && !flags.quiet;
  const { searchSeeds } = await import('../seed-search.ts');
  const { renderSeedSearch } = await import('../reporters/seed-search-report.ts');
  const report = await searchSeeds({
    loaded,
    firstSeed: flags.seed ?? loaded.scenario.seed,
    seeds,
    jobs: Math.min(flags.jobs, seeds),
    replay: { ...optionsOf(flags), hasProgressBar: false },
    wordsFor: (batch) => seedWords(process.argv.slice(2), batch),
    onProgress: hasBar ? (done) => process.stderr.write(`\r${done}/${seeds} seeds `) : undefined,
  });
  if (hasBar) process.stderr.write('\r\u001B[K');
  await writeReports(flags.format, (format) =>
    renderSeedSearch(format, report, { isColoured: isColoured(flags), loaded, nameOrPath }),
  );
  return report.exitCode;
}

/** The file is the result; stdout says what it holds. */
async function shrink(nameOrPath: string, path: string, flags: ReplayFlags): Promise<number> {
  const file = newShrunkFile(path);
  const hasProgress = process.stderr.isTTY && !flags.quiet;
  const shrunk = await shrinkReplay(loadScenario(nameOrPath, flags.set), {
    replay: { ...optionsOf(flags), hasProgressBar: false },
    onProgress: hasProgress ? (text) => process.stderr.write(`\r\u001B[K${text}`) : undefined,
  });
  if (hasProgress) process.stderr.write('\r\u001B[K');
  writeShrunk(file, shrunk, { nameOrPath, parameters: flags.set });
  process.stdout.write(`${renderShrunk(shrunk, { path })}\n`);
  return EXIT_CODES.failed;
}

async function compare(a: string, b: string | undefined, flags: ReplayFlags): Promise<number> {
  if (b === undefined)
    throw new ConfigError(
      'replay --compare: expected two scenarios or journals, was one. Name the other one too.',
    );
  assertNoPage(flags, '--compare');
  const report = await compareReplays([a, b], optionsOf(flags));
  await writeReports(flags.format, (format) =>
    renderComparison(format, report, { isColoured: isColoured(flags) }),
  );
  return report.exitCode;
}

function optionsOf(flags: ReplayFlags): ReplayOptions {
  return {
    seed: flags.seed,
    priceModel: flags.priceModel,
    speed: flags.speed,
    ...transportOf(flags),
    wire: wireOf(flags),
    isRaw: flags.raw ?? false,
    repriceOnTicks: flags.reprice,
    isVerbose: flags.verbose ?? false,
    hasProgressBar: process.stderr.isTTY && !flags.quiet,
  };
}

/** A recording is written and read over sockets, whatever else was said. Errors: ConfigError for both at once. */
function transportOf({ through, record, recording }: ReplayFlags): TransportChoice {
  if (record !== undefined && recording !== undefined)
    throw new ConfigError('replay: expected one of --record and --recording, were both. Leave one out.');
  const isOverSockets = record !== undefined || recording !== undefined;
  return { through: isOverSockets ? 'sockets' : through, record, recording };
}
