import { expect, test } from 'vitest';
import { BusJournal } from '#engine/bus/bus-journal.ts';
import { HadMessages } from '#engine/bus/had-messages.ts';
import { InProcessBus } from '#engine/bus/in-process-bus.ts';
import { nameLeg } from '#engine/bus/leg-name.ts';
import { MonitorBook } from '#engine/bus/monitor-book.ts';
import type { OptionBody, UnderlyingBody } from '#engine/bus/tick-bodies.ts';
import { followFuture } from '#engine/market/followed-future.ts';
import { publishedMinutes } from '#test/support/published-minute.ts';
import { emptyChain, NOON_MS } from '../pricing/model-chain.ts';

const messages = await publishedMinutes('run-1');
const optionsOf = (symbol: string) =>
  messages.filter(({ channel }) => channel === `ticker:${symbol}:options`);

test('each underlying has its pair of channels, counted from 1 without a gap', () => {
  const byChannel = new Map<string, number[]>();
  for (const { channel, sequence } of messages)
    byChannel.set(channel, [...(byChannel.get(channel) ?? []), sequence]);
  expect([...byChannel.keys()].sort()).toEqual([
    'ticker:banknifty:options',
    'ticker:banknifty:underlying',
    'ticker:nifty:options',
    'ticker:nifty:underlying',
  ]);
  for (const sequences of byChannel.values())
    expect(sequences).toEqual(sequences.map((_sequence, index) => index + 1));
});

test('an underlying is told with its day so far', () => {
  const bodies = messages
    .filter(({ channel }) => channel === 'ticker:nifty:underlying')
    .map(({ json }) => JSON.parse(json) as UnderlyingBody);
  const closes = bodies.map(({ close }) => close);
  expect(bodies.at(-1)).toMatchObject({
    symbol: 'NIFTY',
    open: closes[0],
    high: Math.max(...closes),
    low: Math.min(...closes),
    is_mock: false,
  });
});

test('a leg is told under the documented keys, with price and ltp alike and greeks of its own', () => {
  const body = JSON.parse(optionsOf('nifty').at(-1)!.json) as OptionBody;
  expect(Object.keys(body).sort()).toEqual(
    'symbol token tradingsymbol segment exchange strike expiry type lot_size tick_size price ltp volume oi iv delta gamma theta vega ts is_mock'
      .split(' ')
      .sort(),
  );
  expect(body.ltp).toBe(body.price);
  expect(Math.abs(body.delta)).toBeGreaterThan(0);
  expect(body.iv).toBeGreaterThan(1);
});

test('a snapshot finds a leg by its token and by its trading symbol', async () => {
  const bus = new InProcessBus();
  const book = new MonitorBook(['NIFTY', 'BANKNIFTY']);
  await bus.subscribe(book.channels(), (channel, json) => book.take(channel, json));
  expect(book.snapshot('NIFTY')).toEqual({ underlying: null, options: {}, futures: {}, metrics: {} });
  for (const message of messages) bus.publish(message);
  const { underlying, options, metrics } = book.snapshot('NIFTY');
  const leg = JSON.parse(optionsOf('nifty').at(-1)!.json) as OptionBody;
  expect(options[String(leg.token)]).toEqual(leg);
  expect(options[leg.tradingsymbol]).toEqual(leg);
  expect(underlying).toMatchObject({ ltp: underlying!.close, price: underlying!.close });
  expect(Object.keys(options)).toHaveLength(2 * 40);
  expect(Object.keys(metrics)).toEqual(['2026-02-10']);
});

test('a leg that is quoted before its first trade has no price, and none is told', () => {
  const chain = emptyChain();
  const told: number[] = [];
  const journal = new BusJournal({
    publish: ({ json }) => told.push((JSON.parse(json) as OptionBody).price),
    run: 'run-1',
    nameOf: ({ strike, optionType }) => `${strike}${optionType}`,
  });
  journal.legTick(NOON_MS, chain, 40);
  chain.ltp[40] = 101.5;
  journal.legTick(NOON_MS, chain, 40);
  expect(told).toEqual([101.5]);
});

test('a future is told on a channel of its own, and a snapshot finds it by token and symbol', async () => {
  const bus = new InProcessBus();
  const book = new MonitorBook(['NIFTY']);
  await bus.subscribe(book.channels(), (channel, json) => book.take(channel, json));
  const journal = new BusJournal({ publish: (message) => bus.publish(message), run: 'r', nameOf: nameLeg });
  const future = followFuture({
    kind: 'future',
    securityId: 35_000,
    exchangeSegment: 'NSE_FNO',
    underlying: 'NIFTY',
    expiry: '2026-02-24',
    lotSize: 65,
    tickSize: 0.1,
  });
  journal.futureTick(1_770_177_000_250, { ...future, ltp: 25_100.3, volume: 130, oi: 6500 });
  const { futures, options } = book.snapshot('NIFTY');
  const body = {
    symbol: 'NIFTY',
    token: 35_000,
    tradingsymbol: 'NIFTY26FEBFUT',
    segment: 'NFO-FUT',
    exchange: 'NFO',
    expiry: '2026-02-24',
    lot_size: 65,
    tick_size: 0.1,
    price: 25_100.3,
    ltp: 25_100.3,
    volume: 130,
    oi: 6500,
    ts: 1_770_177_000.25,
    is_mock: false,
  };
  expect(futures).toEqual({ 35000: body, NIFTY26FEBFUT: body });
  expect(options).toEqual({});
});

test('a listener that throws stops neither the publisher nor the others', async () => {
  const bus = new InProcessBus();
  let heard = 0;
  await bus.follow(['a'], () => {
    throw new Error('mine');
  });
  const second = await bus.follow(['a'], () => {
    heard += 1;
  });
  bus.publish({ channel: 'a', run: 'r', sequence: 1, json: '{}' });
  await second.close();
  bus.publish({ channel: 'a', run: 'r', sequence: 2, json: '{}' });
  expect(heard).toBe(1);
  expect(bus.counts().published).toBe(2);
});

test('what was had is known by run and sequence', () => {
  const had = new HadMessages();
  const take = (run: string, sequence: number) => had.take({ channel: 'a', run, sequence });
  expect([take('r', 1), take('r', 2), take('r', 1), take('r', 2), take('r', 5), take('s', 1)]).toEqual([
    true,
    true,
    false,
    false,
    true,
    true,
  ]);
  expect([had.repeated, had.missing]).toEqual([2, 2]);
});
