/** The same day for many seeds, in one process or several: which of them a client does not survive. */
import { createNodeHasher } from '#engine/adapters/node-hasher.ts';
import { startProcess } from '#engine/adapters/process-runner.ts';
import { PreopenError } from '#engine/errors.ts';
import type { ReplayCheck } from '#engine/replay/replay-facts.ts';
import type { LoadedScenario } from '#scenarios/catalogue.ts';
import { EXIT_CODES } from './exit-codes.ts';
import type { ExitCode } from './exit-codes.ts';
import { playScenario } from './replay-run.ts';
import type { ReplayOptions } from './replay-run.ts';

/** What one seed came to. */
export interface SeedResult {
  readonly seed: number;
  readonly digest: string;
  /** Ids of the checks that failed for this seed. */
  readonly failed: readonly string[];
}

/** What `preopen replay --seeds` found. */
export interface SeedSearchReport {
  readonly scenario: string;
  readonly jobs: number;
  /** Ascending by seed. */
  readonly results: readonly SeedResult[];
  /** Checks that one seed at least must pass (`fault.*`, expectations `sometimes`), and none did. */
  readonly neverMet: readonly string[];
  /** SHA-256 over the seeds' digests in order: the same for any number of jobs. */
  readonly digest: string;
  readonly seconds: number;
  readonly exitCode: ExitCode;
}

export interface SeedSearch {
  readonly loaded: LoadedScenario;
  readonly firstSeed: number;
  readonly seeds: number;
  readonly jobs: number;
  readonly replay: ReplayOptions;
  /** The words behind `preopen` that play some of the seeds in a process of their own. */
  readonly wordsFor: (batch: SeedBatch) => readonly string[];
  readonly onProgress?: ((done: number) => void) | undefined;
}

interface SeedBatch {
  readonly firstSeed: number;
  readonly seeds: number;
}

/** Batches per job: a job that got easy seeds takes over some of another's. */
const BATCHES_PER_JOB = 4;

/** Plays every seed; Ctrl-C ends the search with what it has. */
export async function searchSeeds(search: SeedSearch): Promise<SeedSearchReport> {
  const startedMs = performance.now();
  const { results, isInterrupted } =
    search.jobs === 1 ? await playHere(search) : await playInProcesses(search);
  const sorted = results.toSorted((a, b) => a.seed - b.seed);
  const neverMet = neverMetBy(search.loaded, sorted);
  return {
    scenario: search.loaded.scenario.name,
    jobs: search.jobs,
    results: sorted,
    neverMet,
    digest: digestOf(sorted),
    seconds: (performance.now() - startedMs) / 1000,
    exitCode: isInterrupted ? EXIT_CODES.interrupted : verdictOf(search.loaded, sorted, neverMet),
  };
}

/** The failed checks that tell against this one seed: those that chance may leave untried do not. */
export function failuresOf(
  { loaded }: Pick<SeedSearch, 'loaded'>,
  { failed }: SeedResult,
): readonly string[] {
  return failed.filter((id) => !isForAnySeed(loaded, id));
}

interface Played {
  readonly results: readonly SeedResult[];
  readonly isInterrupted: boolean;
}

async function playHere({ loaded, firstSeed, seeds, replay, onProgress }: SeedSearch): Promise<Played> {
  const results: SeedResult[] = [];
  for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
    const { digest, checks, exitCode } = await playScenario(loaded, { ...replay, seed });
    if (exitCode === EXIT_CODES.interrupted) return { results, isInterrupted: true };
    results.push({ seed, digest, failed: failedOf(checks) });
    onProgress?.(results.length);
  }
  return { results, isInterrupted: false };
}

function failedOf(checks: readonly ReplayCheck[]): string[] {
  return checks.filter(({ status }) => status === 'fail').map(({ id }) => id);
}

async function playInProcesses(search: SeedSearch): Promise<Played> {
  const waiting = batchesOf(search);
  const results: SeedResult[] = [];
  let isInterrupted = false;
  const work = async (): Promise<void> => {
    for (let batch = waiting.shift(); batch && !isInterrupted; batch = waiting.shift()) {
      const part = await playBatch(search, batch);
      isInterrupted ||= part.exitCode === EXIT_CODES.interrupted;
      results.push(...part.results);
      search.onProgress?.(results.length);
    }
  };
  await Promise.all(Array.from({ length: search.jobs }, work));
  return { results, isInterrupted };
}

function batchesOf({ firstSeed, seeds, jobs }: SeedSearch): SeedBatch[] {
  const size = Math.ceil(seeds / jobs / BATCHES_PER_JOB);
  const batches: SeedBatch[] = [];
  for (let first = firstSeed; first < firstSeed + seeds; first += size)
    batches.push({ firstSeed: first, seeds: Math.min(size, firstSeed + seeds - first) });
  return batches;
}

/** Ctrl-C is passed on, and the batch then tells how far it came. */
async function playBatch(search: SeedSearch, batch: SeedBatch): Promise<SeedSearchReport> {
  const chunks: Buffer[] = [];
  const child = await startProcess({
    command: [process.execPath, ...process.execArgv, process.argv[1]!, ...search.wordsFor(batch)],
    env: definedOf(process.env),
    onOutput: (chunk) => chunks.push(chunk),
  });
  const interrupt = (): void => void child.signal('SIGINT');
  process.on('SIGINT', interrupt);
  const { exitCode } = await child.ended.finally(() => process.off('SIGINT', interrupt));
  const text = Buffer.concat(chunks).toString('utf8');
  const start = text.indexOf('{');
  if (start >= 0) return JSON.parse(text.slice(start)) as SeedSearchReport;
  throw new PreopenError(
    'PROBE_TIMEOUT',
    `seeds ${batch.firstSeed} to ${batch.firstSeed + batch.seeds - 1}: expected a report of the process that plays them, was exit ${exitCode} without one. Try --jobs 1.`,
  );
}

function definedOf(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function isForAnySeed({ scenario }: LoadedScenario, id: string): boolean {
  if (id.startsWith('fault.')) return true;
  return scenario.rules.expect.behaviour.some(
    (expectation) => expectation.modality === 'sometimes' && `expect.${expectation.id}` === id,
  );
}

function neverMetBy(loaded: LoadedScenario, results: readonly SeedResult[]): string[] {
  const [first, ...others] = results;
  return (first?.failed ?? []).filter(
    (id) => isForAnySeed(loaded, id) && others.every(({ failed }) => failed.includes(id)),
  );
}

function digestOf(results: readonly SeedResult[]): string {
  const hasher = createNodeHasher();
  const encoder = new TextEncoder();
  for (const { seed, digest } of results) hasher.update(encoder.encode(`${seed} ${digest}\n`));
  return `sha256:${hasher.digestHex()}`;
}

function verdictOf(
  loaded: LoadedScenario,
  results: readonly SeedResult[],
  neverMet: readonly string[],
): ExitCode {
  if (results.some((result) => failuresOf({ loaded }, result).length > 0)) return EXIT_CODES.failed;
  if (neverMet.length === 0) return EXIT_CODES.ok;
  return neverMet.every((id) => id.startsWith('fault.')) ? EXIT_CODES.faultNotStruck : EXIT_CODES.failed;
}
