/** Charts agree with the ticks, in memory and on sockets alike. */
import { expect, test } from 'vitest';
import { istIso, istToEpochMs } from '#engine/market/ist-time.ts';
import { decodePacket } from '#engine/wire/feed-packets.ts';
import { encodeSubscribe } from '#engine/wire/feed-requests.ts';
import type { MountedExchange } from '#test/support/mounted-exchange.ts';
import { FeedListener, MOUNTS, feedQuery, openedPerTest } from '#test/support/mounted-exchange.ts';
import { post } from '#test/support/rest-calls.ts';
import { FIRST_LEG_ID, SMALL_DATE } from '#test/support/small-world.ts';

const opened = openedPerTest();

const INDEX = { securityId: '13', exchangeSegment: 'IDX_I', instrument: 'INDEX' };
const LEG = { securityId: FIRST_LEG_ID, exchangeSegment: 'NSE_FNO', instrument: 'OPTIDX' };
const TODAY = { fromDate: SMALL_DATE, toDate: SMALL_DATE };
const LIST_NAMES = ['open', 'high', 'low', 'close', 'volume', 'timestamp'];

/** The bar before 09:20 is the one trade with which the small world begins. */
test.each(MOUNTS)('$mount: one-minute bars hold the trades of their minute', async ({ open }) => {
  const exchange = await opened(open);
  planTrades(exchange, 0, [
    ['09:20:10', 25_010],
    ['09:20:40', 24_990.5],
    ['09:20:59.999', 25_001.25],
    ['09:21:00', 25_002],
  ]);
  advanceTo(exchange, '09:21:30');
  const { status, body } = await post(exchange, '/charts/intraday', { ...INDEX, ...TODAY, interval: '1' });
  expect(status).toBe(200);
  expect(JSON.parse(body)).toEqual({
    open: [25_000, 25_010, 25_002],
    high: [25_000, 25_010, 25_002],
    low: [25_000, 24_990.5, 25_002],
    close: [25_000, 25_001.25, 25_002],
    volume: [0, 0, 0],
    timestamp: ['09:19', '09:20', '09:21'].map(epochSecond),
  });
  expect(body).toContain('"volume":[0.0,0.0,0.0]');
  expect(body).toContain('E9');
});

test.each(MOUNTS)(
  '$mount: a minute’s bar is made of the ticks that the feed sent in it',
  async ({ open }) => {
    const exchange = await opened(open);
    const listener = await FeedListener.connect(exchange, feedQuery(exchange));
    for (const message of encodeSubscribe('ticker', [{ exchangeSegment: 'IDX_I', securityId: 13 }]))
      listener.send(message);
    await listener.untilMessages(2);
    const prices = [25_010, 24_990.5, 25_004.75, 25_001.25];
    planTrades(
      exchange,
      0,
      prices.map((price, second) => [`09:20:1${second}`, price] as const),
    );
    advanceTo(exchange, '09:20:20');
    await listener.untilMessages(2 + prices.length);
    const sent = listener.messages.slice(2).map((bytes) => {
      const packet = decodePacket(bytes);
      return packet.ok && packet.value.kind === 'ticker' ? packet.value.ltp : undefined;
    });
    expect(sent).toEqual(prices);
    const request = { ...INDEX, fromDate: `${SMALL_DATE} 09:20:00`, toDate: SMALL_DATE, interval: 1 };
    const bar = JSON.parse((await post(exchange, '/charts/intraday', request)).body);
    expect([bar.open, bar.high, bar.low, bar.close]).toEqual([
      [sent[0]],
      [Math.max(...prices)],
      [Math.min(...prices)],
      [sent.at(-1)],
    ]);
  },
);

test.each(MOUNTS)('$mount: longer bars are counted from the session’s open', async ({ open }) => {
  const exchange = await opened(open);
  planTrades(exchange, 0, [
    ['09:29:59', 25_010],
    ['09:44:00', 25_020],
    ['10:14:59', 25_030],
    ['10:15:00', 25_040],
  ]);
  advanceTo(exchange, '10:20:00');
  const startsByInterval = [
    [5, ['09:15', '09:25', '09:40', '10:10', '10:15']],
    [15, ['09:15', '09:30', '10:00', '10:15']],
    [25, ['09:15', '09:40', '10:05']],
    [30, ['09:15', '09:45', '10:15']],
    [60, ['09:15', '10:15']],
  ] as const;
  for (const [interval, starts] of startsByInterval) {
    const { body } = await post(exchange, '/charts/intraday', { ...INDEX, ...TODAY, interval });
    expect([interval, JSON.parse(body).timestamp]).toEqual([interval, starts.map(epochSecond)]);
    advanceTo(exchange, '10:20:00', 1000 * interval);
  }
});

test.each(MOUNTS)('$mount: a leg’s bars count the units traded in them', async ({ open }) => {
  const exchange = await opened(open);
  const { world } = exchange;
  const leg = world.universe.indexOf('NSE_FNO', FIRST_LEG_ID);
  world.plan(istToEpochMs(SMALL_DATE, '09:20:30'), (board) => {
    board.volume[leg] = board.volume[leg]! + 130;
    board.oi[leg] = 7150;
    board.trade(leg, 201.5, istToEpochMs(SMALL_DATE, '09:20:30'));
  });
  advanceTo(exchange, '09:21:00');
  const request = { ...LEG, ...TODAY, interval: 1 };
  const plain = JSON.parse((await post(exchange, '/charts/intraday', request)).body);
  expect(Object.keys(plain)).toEqual(LIST_NAMES);
  expect(plain.volume).toEqual([65_000, 130]);
  const withOi = JSON.parse((await post(exchange, '/charts/intraday', { ...request, oi: true })).body);
  expect(withOi.open_interest).toEqual([6500, 7150]);
});

test.each(MOUNTS)('$mount: a time of day bounds the bars, both ends included', async ({ open }) => {
  const exchange = await opened(open);
  planTrades(exchange, 0, [
    ['09:20:10', 1],
    ['09:21:10', 2],
    ['09:22:10', 3],
  ]);
  advanceTo(exchange, '09:25:00');
  const span = { fromDate: `${SMALL_DATE} 09:20:00`, toDate: `${SMALL_DATE} 09:21:00` };
  const { body } = await post(exchange, '/charts/intraday', { ...INDEX, ...span, interval: 1 });
  expect(JSON.parse(body).close).toEqual([1, 2]);
});

test.each(MOUNTS)('$mount: the day’s own bar comes once it has closed, toDate excluded', async ({ open }) => {
  const exchange = await opened(open);
  planTrades(exchange, 0, [
    ['11:00:00', 25_100],
    ['15:29:00', 24_900],
  ]);
  const days = { fromDate: SMALL_DATE, toDate: '2026-02-05' };
  const daily = async (span: object): Promise<Record<string, number[]>> =>
    JSON.parse((await post(exchange, '/charts/historical', { ...INDEX, ...span })).body);
  advanceTo(exchange, '15:29:59');
  expect((await daily(days))['close']).toEqual([]);
  advanceTo(exchange, '15:30:00');
  expect(await daily(days)).toEqual({
    open: [25_000],
    high: [25_100],
    low: [24_900],
    close: [24_900],
    volume: [0],
    timestamp: [epochSecond('00:00')],
  });
  const yesterday = await daily({ fromDate: '2026-02-03', toDate: SMALL_DATE });
  expect(yesterday['timestamp']).toEqual([istToEpochMs('2026-02-03') / 1000]);
});

test.each(MOUNTS)('$mount: an unknown id and a day without data are empty lists', async ({ open }) => {
  const exchange = await opened(open);
  const empty = Object.fromEntries(LIST_NAMES.map((name) => [name, []]));
  const unknown = { ...INDEX, securityId: '999999', ...TODAY, interval: 5 };
  const saturday = { ...INDEX, fromDate: '2026-01-31', toDate: '2026-01-31', interval: 5 };
  const legsOtherDay = { ...LEG, fromDate: '2026-02-02', toDate: '2026-02-03', interval: 5 };
  for (const request of [unknown, saturday, legsOtherDay]) {
    const { status, body } = await post(exchange, '/charts/intraday', request);
    expect([status, JSON.parse(body)]).toEqual([200, empty]);
  }
});

test.each(MOUNTS)(
  '$mount: an index has the days before, which end at the close that its quote tells',
  async ({ open }) => {
    const exchange = await opened(open);
    const request = { ...INDEX, fromDate: '2026-02-02', toDate: SMALL_DATE, interval: 60 };
    const hours = JSON.parse((await post(exchange, '/charts/intraday', request)).body);
    const times = (hours.timestamp as number[]).map((second) => istIso(second * 1000).slice(5, 16));
    expect(times.slice(0, 8)).toEqual([
      ...['09', '10', '11', '12', '13', '14', '15'].map((hour) => `02-02T${hour}:15`),
      '02-03T09:15',
    ]);
    const lastOfYesterday = times.indexOf('02-03T15:15');
    expect(hours.close[lastOfYesterday]).toBe(24_980);
    expect(hours.close[lastOfYesterday + 1]).toBe(25_000);
    const minutes = JSON.parse((await post(exchange, '/charts/intraday', { ...request, interval: 1 })).body);
    expect(Math.max(...minutes.high)).toBe(Math.max(...hours.high));
    expect(minutes.close.slice(0, 375).at(-1)).toBe(hours.close[6]);
  },
);

test.each(MOUNTS)('$mount: bad chart requests are refused with the code that says why', async ({ open }) => {
  const exchange = await opened(open);
  const good = { ...INDEX, ...TODAY, interval: '5' };
  const cases: readonly (readonly [path: string, body: unknown, code: string, says?: string])[] = [
    ['intraday', 'not json', 'DH-905'],
    ['intraday', { ...good, interval: 7 }, 'DH-905'],
    ['intraday', { ...good, fromDate: '04-02-2026' }, 'DH-905'],
    ['intraday', { ...good, toDate: '2026-02-30' }, 'DH-905'],
    ['intraday', { ...good, toDate: '2026-02-04 24:61:00' }, 'DH-905'],
    ['intraday', { ...good, toDate: '2026-02-03' }, 'DH-905'],
    ['intraday', { ...good, exchangeSegment: 'NOWHERE' }, 'DH-905'],
    ['intraday', { ...good, fromDate: '2025-10-01' }, 'DH-905', '90 days'],
    ['intraday', { ...good, instrument: 'EQUITY' }, 'DH-907'],
    ['intraday', { ...good, ...LEG, instrument: 'FUTIDX' }, 'DH-907'],
    ['historical', { ...good, fromDate: `${SMALL_DATE} 09:15:00` }, 'DH-905'],
    ['historical', { ...good, exchangeSegment: 'NSE_EQ' }, 'DH-907'],
  ];
  for (const [path, request, code, says = ''] of cases) {
    exchange.clock.advanceTo(exchange.clock.nowMs() + 1000);
    const { status, body } = await post(exchange, `/charts/${path}`, request);
    expect([request, status, JSON.parse(body).errorCode]).toEqual([request, 400, code]);
    expect(JSON.parse(body).errorMessage).toContain(says);
  }
});

function planTrades(
  { world }: MountedExchange,
  index: number,
  trades: readonly (readonly [at: string, price: number])[],
): void {
  for (const [at, price] of trades) {
    const atMs = Math.round(istToEpochMs(SMALL_DATE, at));
    world.plan(atMs, (board) => board.trade(index, price, atMs));
  }
}

function advanceTo({ clock }: MountedExchange, timeOfDay: string, plusMs = 0): void {
  clock.advanceTo(istToEpochMs(SMALL_DATE, timeOfDay) + plusMs);
}

function epochSecond(timeOfDay: string): number {
  return istToEpochMs(SMALL_DATE, timeOfDay) / 1000;
}
