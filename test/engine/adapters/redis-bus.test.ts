import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openSqliteOptionBars } from '#engine/adapters/option-bars/sqlite-option-bars.ts';
import { connectRedisBus } from '#engine/adapters/redis-bus.ts';
import { OptionBarWriter } from '#engine/bus/option-bar-writer.ts';
import type { BusMessage, TickBus } from '#engine/ports.ts';
import { barsOf, publishedMinutes, sortedBars } from '#test/support/published-minute.ts';
import { durableRedis, freePort, redisClient, redisUrl, uniqueName } from '#test/support/services.ts';

const CHANNELS = [
  'ticker:nifty:underlying',
  'ticker:nifty:options',
  'ticker:banknifty:underlying',
  'ticker:banknifty:options',
];

/** Waits for a thing, not for a time; the test's own time limit ends it. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await delay(5);
}

function text(messages: readonly BusMessage[]): readonly string[] {
  return CHANNELS.flatMap((channel) =>
    messages
      .filter((message) => message.channel === channel)
      .map(({ run, sequence, json }) => `${channel} ${run} ${sequence} ${json}`),
  );
}

/** Publishes as a market does: a little at a time. */
async function publishAll(
  bus: TickBus,
  messages: readonly BusMessage[],
  between: (published: number) => Promise<void> = async () => undefined,
): Promise<void> {
  for (const [index, message] of messages.entries()) {
    bus.publish(message);
    if (index % 50 !== 49) continue;
    await delay(1);
    await between(index + 1);
  }
}

test('a Redis that is killed and started again during a replayed minute loses no tick and doubles none', async (context) => {
  const messages = await publishedMinutes('run-1');
  expect(messages.length).toBeGreaterThan(1000);
  await using redis = await durableRedis(context);
  const bus = await connectRedisBus(redis.url);
  const store = openSqliteOptionBars(':memory:');
  const writer = new OptionBarWriter(store, { line: () => undefined });
  const followed: BusMessage[] = [];
  await bus.follow(CHANNELS, (message) => {
    followed.push(message);
    if (message.channel.endsWith(':options')) writer.take(message);
  });
  let kills = 0;
  let startedAgain: Promise<void> | undefined;
  await publishAll(bus, messages, async (published) => {
    const isThird = published >= ((kills + 1) * messages.length) / 3;
    if (!isThird || kills === 2) return;
    await startedAgain;
    kills += 1;
    await redis.kill();
    startedAgain = delay(200).then(() => redis.startAgain());
  });
  await startedAgain;
  await until(() => followed.length >= messages.length && bus.counts().waiting === 0);
  await writer.close();
  expect(kills).toBe(2);
  expect(bus.counts()).toMatchObject({ dropped: 0, published: messages.length });
  expect(bus.counts().reconnects).toBeGreaterThanOrEqual(1);
  expect(text(followed)).toEqual(text(messages));
  expect(sortedBars(await store.load())).toEqual(barsOf(messages));
  await bus.close();
  await store.close();
}, 60_000);

test('subscribers hear the documented channels and subscribe anew after an outage', async (context) => {
  await using redis = await durableRedis(context);
  const bus = await connectRedisBus(redis.url);
  const heard: string[] = [];
  await bus.subscribe(['ticker:nifty:underlying'], (_channel, json) => heard.push(json));
  const message = (sequence: number): BusMessage => ({
    channel: 'ticker:nifty:underlying',
    run: 'run-1',
    sequence,
    json: JSON.stringify({ symbol: 'NIFTY', sequence }),
  });
  bus.publish(message(1));
  await until(() => heard.length === 1);
  await redis.kill();
  await redis.startAgain();
  const client = await redisClient(redis.url);
  let subscribers = 0;
  while (subscribers === 0) {
    await delay(10);
    subscribers = Number((await client.pubSubNumSub(['ticker:nifty:underlying']))['ticker:nifty:underlying']);
  }
  bus.publish(message(2));
  await until(() => heard.length === 2);
  expect(heard[1]).toBe(message(2).json);
  client.destroy();
  await bus.close();
}, 60_000);

test('a consumer that starts again reads what passed while it was away', async (context) => {
  const url = await redisUrl(context);
  const channel = uniqueName('ticker');
  const bus = await connectRedisBus(url);
  for (const sequence of [1, 2, 3]) bus.publish({ channel, run: 'run-1', sequence, json: '{}' });
  await until(() => bus.counts().published === 3);
  const followed: number[] = [];
  await bus.follow([channel], ({ sequence }) => followed.push(sequence), { backMs: 60_000 });
  await until(() => followed.length === 3);
  bus.publish({ channel, run: 'run-1', sequence: 4, json: '{}' });
  await until(() => followed.length === 4);
  expect(followed).toEqual([1, 2, 3, 4]);
  const client = await redisClient(url);
  await client.del(`${channel}:stream`);
  client.destroy();
  await bus.close();
}, 30_000);

test('a listener that throws goes on hearing, on the channel and on the stream', async (context) => {
  const url = await redisUrl(context);
  const channel = uniqueName('ticker');
  const bus = await connectRedisBus(url);
  const heard: string[] = [];
  const throwing = (who: string) => (): void => {
    heard.push(who);
    throw new Error('mine');
  };
  await bus.subscribe([channel], throwing('channel'));
  await bus.follow([channel], throwing('stream'));
  for (const sequence of [1, 2]) {
    bus.publish({ channel, run: 'run-1', sequence, json: '{}' });
    await until(() => heard.length === 2 * sequence);
  }
  expect(heard.toSorted()).toEqual(['channel', 'channel', 'stream', 'stream']);
  const client = await redisClient(url);
  await client.del(`${channel}:stream`);
  client.destroy();
  await bus.close();
}, 30_000);

test('a server that is not there is named, without its password', async () => {
  const port = await freePort();
  await expect(connectRedisBus(`redis://me:secret-word@127.0.0.1:${port}`)).rejects.toThrow(
    new RegExp(`^Redis at redis://me@127\\.0\\.0\\.1:${port} cannot be used: .*redis-cli`),
  );
});
