import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { JournalFile, isJournalFile, readJournalFile } from '#engine/adapters/journal-file.ts';
import { niftyWeekly } from '#test/support/nifty-weekly.ts';
import { emptyFolder } from '#test/support/preopen-command.ts';

async function writtenJournal(): Promise<string> {
  const path = join(emptyFolder(), 'run.mcap');
  const journal = await JournalFile.create(path);
  const words = Int32Array.of(1, 2, 3);
  journal.words(words);
  words.fill(9);
  journal.text('replay.ticks pass\n');
  journal.ladder('NIFTY 2026-02-10', niftyWeekly([25000, 25050]));
  journal.words(Int32Array.of(-1));
  await journal.close();
  return path;
}

test('a journal gives back its parts in order, as they were when they were told', async () => {
  const path = await writtenJournal();
  expect(isJournalFile(path)).toBe(true);
  expect([...readJournalFile(path)]).toEqual([
    { kind: 'words', words: Int32Array.of(1, 2, 3) },
    { kind: 'text', text: 'replay.ticks pass\n' },
    { kind: 'ladder', name: 'NIFTY 2026-02-10', strikes: [25000, 25050] },
    { kind: 'words', words: Int32Array.of(-1) },
  ]);
});

test('what is no journal says so: nothing, a folder, another file', () => {
  const folder = emptyFolder();
  writeFileSync(join(folder, 'scenario.yaml'), 'schemaVersion: 1\n');
  for (const name of ['nothing', '.', 'scenario.yaml']) expect(isJournalFile(join(folder, name))).toBe(false);
});

test('a journal that was cut off or changed is refused by name', async () => {
  const cut = await writtenJournal();
  truncateSync(cut, readFileSync(cut).length - 20);
  expect(() => [...readJournalFile(cut)]).toThrow(`reading the journal ${cut} failed`);
  const changed = await writtenJournal();
  const bytes = readFileSync(changed);
  bytes[bytes.indexOf('zstd') + 20]! ^= 0xff;
  writeFileSync(changed, bytes);
  expect(() => [...readJournalFile(changed)]).toThrow(`reading the journal ${changed} failed`);
});

test('a journal in a folder that is not there is refused before the run', async () => {
  const path = join(emptyFolder(), 'missing', 'run.mcap');
  await expect(JournalFile.create(path)).rejects.toThrow(`cannot write the journal ${path}`);
});
