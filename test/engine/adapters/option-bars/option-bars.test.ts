import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { openPostgresOptionBars } from '#engine/adapters/option-bars/postgres-option-bars.ts';
import { openSqliteOptionBars } from '#engine/adapters/option-bars/sqlite-option-bars.ts';
import { OptionBars } from '#engine/bus/option-bars.ts';
import type { OptionBody } from '#engine/bus/tick-bodies.ts';
import type { OptionBar, OptionBarStore } from '#engine/ports.ts';
import {
  barsOf,
  expiryMinutesOf,
  publishedMinutes,
  sortedBars,
  storedMinutes,
} from '#test/support/published-minute.ts';
import { postgresDatabase } from '#test/support/services.ts';

const messages = await publishedMinutes('run-1');

/** Saves in uneven parts, each twice and the last ones first. */
async function saveInParts(store: OptionBarStore): Promise<void> {
  const bodies = messages
    .filter(({ channel }) => channel.endsWith(':options'))
    .map(({ json }) => JSON.parse(json) as OptionBody);
  const parts = [bodies.slice(900), bodies.slice(0, 333), bodies.slice(333, 900)];
  for (const part of parts) {
    const bars = new OptionBars();
    for (const body of part) bars.add(body);
    const taken = bars.take();
    await store.save(taken, []);
    await store.save(taken, []);
  }
}

/** The newest figures stand, whichever are saved last; then the newest bar of each leg. */
async function assertMinutes(store: OptionBarStore): Promise<void> {
  const options = messages.filter(({ channel }) => channel.endsWith(':options'));
  const [early, all] = [expiryMinutesOf(options.slice(0, 500)), expiryMinutesOf(options)];
  for (const minutes of [early, all, early]) await store.save([], minutes);
  const stored = await storedMinutes(store);
  expect(stored).toEqual(all);
  expect(stored.some(({ pcrOi, maxPainOi }) => pcrOi !== null && maxPainOi !== null)).toBe(true);
  const { symbol, expiry, minuteMs } = all.at(-1)!;
  const asked = { symbol, expiries: [expiry], fromMs: minuteMs, toMs: minuteMs };
  expect(await store.minutes(asked)).toEqual([all.at(-1)]);
  expect(await store.minutes({ ...asked, expiries: ['2026-12-31'] })).toEqual([]);
  const legOf = (bar: OptionBar): string => `${bar.symbol} ${bar.expiry} ${bar.strike} ${bar.type}`;
  const newest = new Map(barsOf(messages).map((bar) => [legOf(bar), bar]));
  expect(sortedBars(await store.newest(0))).toEqual(sortedBars([...newest.values()]));
  expect(await store.newest(minuteMs + 1)).toEqual([]);
}

test('SQLite: parts saved twice and out of order are the bars of an undisturbed run, the figures beside them', async () => {
  const store = openSqliteOptionBars(':memory:');
  await saveInParts(store);
  expect(sortedBars(await store.load())).toEqual(barsOf(messages));
  await assertMinutes(store);
  await store.close();
});

test('PostgreSQL: parts saved twice and out of order are the bars of an undisturbed run, the figures beside them', async (context) => {
  await using database = await postgresDatabase(context);
  const store = await openPostgresOptionBars(database.url);
  await saveInParts(store);
  expect(sortedBars(await store.load())).toEqual(barsOf(messages));
  await assertMinutes(store);
  await store.close();
});

test('a file that an earlier version wrote keeps its bars and gets the table of figures', async () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'bars.sqlite');
  const before = openSqliteOptionBars(file);
  await before.save(barsOf(messages), []);
  await before.close();
  const earlier = new DatabaseSync(file);
  earlier.exec('DROP TABLE option_expiry_minutes');
  earlier.close();
  const store = openSqliteOptionBars(file);
  expect(sortedBars(await store.load())).toEqual(barsOf(messages));
  await store.save([], expiryMinutesOf(messages));
  expect(await storedMinutes(store)).toEqual(expiryMinutesOf(messages));
  await store.close();
});

test('a file that is no database is named', () => {
  expect(() => openSqliteOptionBars('/nowhere/bars.db')).toThrow(/option bars in \/nowhere\/bars\.db/);
});

function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'preopen-bars-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
