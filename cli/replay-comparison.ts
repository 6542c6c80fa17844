/** Two runs, played now or kept in journals, held against each other. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isJournalFile, readJournalFile } from '#engine/adapters/journal-file.ts';
import { compareRuns } from '#engine/replay/compare-runs.ts';
import type { Divergence } from '#engine/replay/compare-runs.ts';
import { PublishedReader } from '#engine/replay/published-records.ts';
import { loadScenario } from '#scenarios/catalogue.ts';
import { EXIT_CODES } from './exit-codes.ts';
import type { ExitCode } from './exit-codes.ts';
import { withJournal } from './journal.ts';
import { replayScenario } from './replay-run.ts';
import type { ReplayOptions } from './replay-run.ts';

/** What `preopen replay --compare` found. */
export interface ComparisonReport {
  readonly a: string;
  readonly b: string;
  readonly equalEvents: number;
  readonly divergence: Divergence | undefined;
  readonly exitCode: ExitCode;
}

/** `runs` are names or paths of scenarios, which are played first, or paths of journals. */
export async function compareReplays(
  [a, b]: readonly [string, string],
  options: ReplayOptions,
): Promise<ComparisonReport> {
  const folder = await mkdtemp(join(tmpdir(), 'preopen-compare-'));
  try {
    const left = await journalOf(a, join(folder, 'a.mcap'), options);
    const right = await journalOf(b, join(folder, 'b.mcap'), options);
    const { equalEvents, divergence } = compareRuns(
      new PublishedReader(readJournalFile(left)),
      new PublishedReader(readJournalFile(right)),
    );
    const exitCode = divergence ? EXIT_CODES.diverged : EXIT_CODES.ok;
    return { a, b, equalEvents, divergence, exitCode };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The journal itself, or one written to `path` by playing the scenario. */
async function journalOf(run: string, path: string, options: ReplayOptions): Promise<string> {
  if (isJournalFile(run)) return run;
  const loaded = loadScenario(run);
  await withJournal(path, (copy) => replayScenario(loaded, { ...options, copy }));
  return path;
}
