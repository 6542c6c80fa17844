import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openPostgresOptionBars } from '#engine/adapters/option-bars/postgres-option-bars.ts';
import { connectRedisBus } from '#engine/adapters/redis-bus.ts';
import { OptionBarWriter } from '#engine/bus/option-bar-writer.ts';
import type { BusMessage, ExpiryMinute, OptionBar } from '#engine/ports.ts';
import { durablePostgres } from '#test/support/own-postgres.ts';
import { publishedMinutes, storedMinutes } from '#test/support/published-minute.ts';
import { ownRedis } from '#test/support/services.ts';

const CHANNELS = ['ticker:nifty:options', 'ticker:banknifty:options'];

interface Stored {
  readonly bars: readonly OptionBar[];
  readonly minutes: readonly ExpiryMinute[];
  /** Savings that failed. */
  readonly failures: number;
}

/** Publishes everything on streams, writes what a consumer reads of them, and reads back what the database has. */
async function written(
  urls: { readonly redis: string; readonly database: string },
  messages: readonly BusMessage[],
  between: (published: number) => Promise<void>,
): Promise<Stored> {
  const bus = await connectRedisBus(urls.redis);
  const store = await openPostgresOptionBars(urls.database);
  let failures = 0;
  const log = { line: (level: string) => void (level === 'warn' && (failures += 1)) };
  const writer = new OptionBarWriter(store, log);
  let followed = 0;
  await bus.follow(CHANNELS, (message) => {
    followed += 1;
    writer.take(message);
  });
  for (const [index, message] of messages.entries()) {
    bus.publish(message);
    if (index % 25 !== 24) continue;
    await delay(1);
    await between(index + 1);
  }
  while (followed < messages.length) await delay(5);
  await writer.close();
  const stored = { bars: await store.load(), minutes: await storedMinutes(store), failures };
  await bus.close();
  await store.close();
  return stored;
}

test('a PostgreSQL that is killed twice during a replayed minute has the rows of an undisturbed run', async (context) => {
  const messages = (await publishedMinutes('run-1')).filter(({ channel }) => CHANNELS.includes(channel));
  expect(messages.length).toBeGreaterThan(1000);
  await using server = await ownRedis(context);
  const redis = `redis://127.0.0.1:${server.port}`;
  await using undisturbed = await durablePostgres(context);
  await using killed = await durablePostgres(context);
  const expected = await written({ redis, database: undisturbed.url }, messages, async () => undefined);
  expect(expected.failures).toBe(0);
  let kills = 0;
  let startedAgain: Promise<void> | undefined;
  const seen = await written({ redis, database: killed.url }, messages, async (published) => {
    if (published === messages.length - (messages.length % 25)) await startedAgain;
    const isThird = published >= ((kills + 1) * messages.length) / 3;
    if (!isThird || kills === 2) return;
    await startedAgain;
    kills += 1;
    // Publishing and writing go on while it dies and while it is away.
    startedAgain = killed.kill().then(() => killed.startAgain());
  });
  expect(kills).toBe(2);
  expect(seen.failures).toBeGreaterThanOrEqual(1);
  expect(seen.bars.length).toBeGreaterThan(100);
  expect(seen.bars).toEqual(expected.bars);
  expect(seen.minutes.length).toBeGreaterThanOrEqual(4);
  expect(seen.minutes).toEqual(expected.minutes);
}, 60_000);
