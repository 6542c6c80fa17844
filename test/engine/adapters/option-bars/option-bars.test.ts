import { expect, test } from 'vitest';
import { openPostgresOptionBars } from '#engine/adapters/option-bars/postgres-option-bars.ts';
import { openSqliteOptionBars } from '#engine/adapters/option-bars/sqlite-option-bars.ts';
import { OptionBars } from '#engine/bus/option-bars.ts';
import type { OptionBody } from '#engine/bus/tick-bodies.ts';
import type { OptionBarStore } from '#engine/ports.ts';
import { barsOf, publishedMinutes, sortedBars } from '#test/support/published-minute.ts';
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
    await store.save(taken);
    await store.save(taken);
  }
}

test('SQLite: parts saved twice and out of order are the bars of an undisturbed run', async () => {
  const store = openSqliteOptionBars(':memory:');
  await saveInParts(store);
  expect(sortedBars(await store.load())).toEqual(barsOf(messages));
  await store.close();
});

test('PostgreSQL: parts saved twice and out of order are the bars of an undisturbed run', async (context) => {
  await using database = await postgresDatabase(context);
  const store = await openPostgresOptionBars(database.url);
  await saveInParts(store);
  expect(sortedBars(await store.load())).toEqual(barsOf(messages));
  await store.close();
});

test('a file that is no database is named', () => {
  expect(() => openSqliteOptionBars('/nowhere/bars.db')).toThrow(/option bars in \/nowhere\/bars\.db/);
});
