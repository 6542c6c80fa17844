import { expect, test } from 'vitest';
import { OptionBarWriter } from '#engine/bus/option-bar-writer.ts';
import {
  barsOf,
  expiryMinutesOf,
  flakyBarStore,
  publishedMinutes,
  sortedBars,
  storedMinutes,
} from '#test/support/published-minute.ts';

const messages = await publishedMinutes('run-1');
const options = messages.filter(({ channel }) => channel.endsWith(':options'));
const silent = { line: () => undefined };

test('bars and figures outlive a database that was away, and a consumer that started again', async () => {
  const store = flakyBarStore();
  const lines: string[] = [];
  const log = { line: (_level: string, text: string) => lines.push(text) };
  const half = Math.floor(options.length / 2);
  const first = new OptionBarWriter(store, log);
  for (const message of options.slice(0, half)) {
    store.isAway = message.sequence % 3 !== 0;
    first.take(message);
    await Promise.resolve();
  }
  store.isAway = true;
  await first.save();
  store.isAway = false;
  await first.close();
  expect(lines.some((line) => line.includes('the database is away'))).toBe(true);
  expect(lines.at(-1)).toContain('the store is back');
  const second = new OptionBarWriter(store, log);
  await second.resume(0);
  // It reads a little of what the first one had.
  for (const message of options.slice(half - 200)) second.take(message);
  await second.close();
  expect(sortedBars(await store.load())).toEqual(barsOf(messages));
  expect(await storedMinutes(store)).toEqual(expiryMinutesOf(messages));
});

test('after a rush of ticks what is due is saved without waiting for another tick', async () => {
  const store = flakyBarStore();
  const writer = new OptionBarWriter(store, silent);
  for (const message of options) writer.take(message);
  const newestMs = Math.max(...barsOf(messages).map(({ closedAtMs }) => closedAtMs));
  await expect
    .poll(async () => Math.max(...(await store.load()).map(({ closedAtMs }) => closedAtMs)))
    .toBe(newestMs);
});

test('without resuming, the figures after a restart would miss the legs that were still', async () => {
  const half = Math.floor(options.length / 2);
  const figuresOf = async (isResumed: boolean) => {
    const store = flakyBarStore();
    const first = new OptionBarWriter(store, silent);
    for (const message of options.slice(0, half)) first.take(message);
    await first.close();
    const second = new OptionBarWriter(store, silent);
    if (isResumed) await second.resume(0);
    for (const message of options.slice(half)) second.take(message);
    await second.close();
    return storedMinutes(store);
  };
  expect(await figuresOf(true)).toEqual(expiryMinutesOf(messages));
  expect(await figuresOf(false)).not.toEqual(expiryMinutesOf(messages));
});

test('a store that stays away costs no known bar its newest price: ticks that would begin another are refused and counted', async () => {
  const store = flakyBarStore();
  store.isAway = true;
  const errors: string[] = [];
  const log = { line: (level: string, text: string) => void (level === 'error' && errors.push(text)) };
  const writer = new OptionBarWriter(store, log, { waitingMax: 100 });
  for (const message of options) {
    writer.take(message);
    if (message.sequence % 50 === 0) await writer.save();
  }
  expect(writer.counts.saved).toBe(0);
  expect(writer.counts.refused).toBeGreaterThan(100);
  store.isAway = false;
  await writer.close();
  const saved = sortedBars(await store.load());
  expect(saved).toHaveLength(100);
  const keyOf = ({ symbol, expiry, strike, type, minuteMs }: (typeof saved)[number]): string =>
    `${symbol} ${expiry} ${strike} ${type} ${minuteMs}`;
  const kept = new Set(saved.map(keyOf));
  expect(saved).toEqual(barsOf(messages).filter((bar) => kept.has(keyOf(bar))));
  expect(errors).toEqual([]);
});

test('what a store does not take at the end is said to be lost', async () => {
  const store = flakyBarStore();
  store.isAway = true;
  const errors: string[] = [];
  const log = { line: (level: string, text: string) => void (level === 'error' && errors.push(text)) };
  const writer = new OptionBarWriter(store, log);
  writer.take(options[0]!);
  await writer.close();
  expect(errors).toEqual(['[BARS] 1 option bars were never saved: the store was away at the end']);
});
