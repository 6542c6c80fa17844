import { expect, test } from 'vitest';
import { MonitorBook } from '#engine/bus/monitor-book.ts';
import { OptionBarWriter } from '#engine/bus/option-bar-writer.ts';
import { readOptionBody, readTickMs, readUnderlyingBody } from '#engine/bus/read-tick-bodies.ts';
import { barsOf, flakyBarStore, publishedMinutes, sortedBars } from '#test/support/published-minute.ts';

const messages = await publishedMinutes('run-1', '09:16:00', '09:16:10');
const leg = messages.find(({ channel }) => channel === 'ticker:nifty:options')!;
const underlying = messages.find(({ channel }) => channel === 'ticker:nifty:underlying')!;

function spoilt(json: string, changes: object): string {
  return JSON.stringify({ ...(JSON.parse(json) as object), ...changes });
}

const NO_TICKS = [
  '',
  'hello',
  'null',
  '[]',
  '7',
  '{}',
  '{"symbol":"NIFTY"}',
  spoilt(leg.json, { ts: undefined }),
  spoilt(leg.json, { ts: '1770177600' }),
  spoilt(leg.json, { price: null }),
  spoilt(leg.json, { type: 'XX' }),
  spoilt(leg.json, { expiry: 20_260_210 }),
  leg.json.replace(/"oi":\d+/, '"oi":1e999'),
];

test('what the engine publishes is read as it was', () => {
  expect(readOptionBody(leg.json)).toEqual(JSON.parse(leg.json));
  expect(readUnderlyingBody(underlying.json)).toEqual(JSON.parse(underlying.json));
  expect(readTickMs(underlying.json)).toBe(JSON.parse(underlying.json).ts * 1000);
});

test.each(NO_TICKS)('%s is no tick', (json) => {
  expect(readOptionBody(json)).toBeUndefined();
  expect(readUnderlyingBody(json)).toBeUndefined();
});

test('messages of somebody else on a shared server change neither the snapshot nor the bars', async () => {
  const book = new MonitorBook(['NIFTY']);
  const store = flakyBarStore();
  const writer = new OptionBarWriter(store, { line: () => undefined });
  for (const { channel, json } of messages) {
    book.take(channel, json);
    if (channel.endsWith(':options')) writer.take({ json });
  }
  const before = book.snapshot('NIFTY');
  for (const json of NO_TICKS) {
    book.take('ticker:nifty:underlying', json);
    book.take('ticker:nifty:options', json);
    writer.take({ json });
  }
  await writer.close();
  expect(book.snapshot('NIFTY')).toEqual(before);
  expect(sortedBars(await store.load())).toEqual(barsOf(messages));
});
