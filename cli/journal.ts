/** A run's journal, for as long as the run takes. */
import { JournalFile } from '#engine/adapters/journal-file.ts';
import type { DigestCopy } from '#engine/replay/replay-digest.ts';

/** Runs with a journal at `path`, or without one; the file is whole when the result is there. */
export async function withJournal<T>(
  path: string | undefined,
  run: (copy: DigestCopy | undefined) => Promise<T>,
): Promise<T> {
  if (path === undefined) return run(undefined);
  const journal = await JournalFile.create(path);
  const result = await run(journal).catch(async (error: unknown) => {
    await journal.close();
    throw error;
  });
  await journal.close();
  return result;
}
