import { expect, test } from 'vitest';
import type { ExpiryChain } from '#engine/market/option-chain.ts';
import { priceModelByName } from '#engine/pricing/price-models.ts';
import type { PriceModel } from '#engine/pricing/price-model.ts';
import { noPricingFindings } from '#engine/pricing/pricing-findings.ts';
import { RESPONSE_CODES } from '#engine/wire/feed-codes.ts';
import type { MasterRow } from '#engine/market/instrument-master.ts';
import type { Journal } from '#engine/ports.ts';
import { EXPIRIES, NIFTY, legId, masterRows, soundRest, startedBench } from '#test/support/fake-exchange.ts';
import { frame, fullFrame, tickerFrame } from '#test/support/feed-frames.ts';

const EXPIRY = EXPIRIES[1]!;
const ATM_CALL = legId(EXPIRY, 23_000, 'CE');
const SEGMENT_FNO = 2;
/** The at-the-money call of a 20-strike window that starts 10 strikes below. */
const ATM_LEG = 20;

const failingModel: PriceModel = {
  name: 'black76',
  createPricer: () => ({
    findings: noPricingFindings(),
    calibrate: () => undefined,
    anchorLeg: () => undefined,
    fork: (chain) => failingModel.createPricer(chain),
    reprice: () => {
      throw new Error('no smile');
    },
  }),
};

test('a price model that throws is a warning: the underlying has its price, the next tick is taken', async () => {
  const { engine, feed, log, clock } = await startedBench({ priceModel: failingModel });
  feed.handlers!.onFrame(tickerFrame(NIFTY.securityId, 23_010, clock.nowMs()));
  feed.handlers!.onFrame(tickerFrame(NIFTY.securityId, 23_011, clock.nowMs()));
  expect(engine.prices.entry('NIFTY')).toMatchObject({ ltp: 23_011, ticks: 2 });
  expect(log.lines).toContain('[WARN] Failed to update option cache for NIFTY: no smile');
  expect(log.having('📈')).toEqual([]);
});

test('the two lines of an underlying are written at its first tick and then once a second', async () => {
  const { feed, log, clock } = await startedBench();
  const startMs = clock.nowMs();
  for (const [offsetMs, ltp] of [
    [0, 23_001],
    [250, 23_002],
    [999, 23_003],
    [1000, 23_004],
    [1250, 23_005],
    [2100, 23_006],
  ] as const) {
    clock.advanceTo(startMs + offsetMs);
    feed.handlers!.onFrame(tickerFrame(NIFTY.securityId, ltp, clock.nowMs()));
  }
  expect(log.having('[PRICE]')).toEqual([
    '[PRICE] NIFTY = 23001.00',
    '[PRICE] NIFTY = 23004.00',
    '[PRICE] NIFTY = 23006.00',
  ]);
  expect(log.having('📈')).toHaveLength(3);
});

test('a tick that repeats the price is counted and reprices nothing', async () => {
  const { engine, feed, clock } = await startedBench();
  feed.handlers!.onFrame(tickerFrame(NIFTY.securityId, 23_010, clock.nowMs()));
  const { version } = engine.cache.get('NIFTY', EXPIRY)!;
  feed.handlers!.onFrame(tickerFrame(NIFTY.securityId, 23_010, clock.nowMs()));
  expect(engine.prices.entry('NIFTY').ticks).toBe(2);
  expect(engine.cache.get('NIFTY', EXPIRY)!.version).toBe(version);
});

test('a last price of 0 is no price, neither for an index nor for a leg without quotes', async () => {
  const { engine, feed, clock } = await startedBench();
  const chain = engine.cache.get('NIFTY', EXPIRY)!;
  const before = chain.ltp[ATM_LEG];
  feed.handlers!.onFrame(tickerFrame(NIFTY.securityId, 0, clock.nowMs()));
  feed.handlers!.onFrame(fullFrame({ securityId: ATM_CALL, ltp: 0, bid: 0, ask: 0, atMs: clock.nowMs() }));
  expect(engine.prices.entry('NIFTY')).toMatchObject({ ltp: 23_000, ticks: 0 });
  expect(chain.ltp[ATM_LEG]).toBe(before);
  expect(engine.counters.legTicks).toBe(0);
});

test('a leg that has not traded today still takes its quotes and keeps its last price', async () => {
  const { engine, feed, clock } = await startedBench();
  const chain = engine.cache.get('NIFTY', EXPIRY)!;
  feed.handlers!.onFrame(
    fullFrame({ securityId: ATM_CALL, ltp: 0, bid: 118, ask: 121, atMs: clock.nowMs() }),
  );
  expect([chain.ltp[ATM_LEG], chain.bid[ATM_LEG], chain.ask[ATM_LEG]]).toEqual([120, 118, 121]);
});

test('a packet for a new quote does not bring back a last trade that repricing has left behind', async () => {
  const { engine, feed, clock } = await startedBench();
  const chain = engine.cache.get('NIFTY', EXPIRY)!;
  const traded = { securityId: ATM_CALL, ltp: 120, atMs: clock.nowMs() };
  feed.handlers!.onFrame(fullFrame({ ...traded, bid: 119.9, ask: 120.1 }));
  feed.handlers!.onFrame(tickerFrame(NIFTY.securityId, 23_020, clock.nowMs()));
  const repriced = chain.ltp[ATM_LEG]!;
  feed.handlers!.onFrame(fullFrame({ ...traded, bid: 130.4, ask: 130.6 }));
  expect([chain.ltp[ATM_LEG], chain.bid[ATM_LEG], chain.ask[ATM_LEG]]).toEqual([repriced, 130.4, 130.6]);
  expect(repriced).toBeGreaterThan(125);
  feed.handlers!.onFrame(
    fullFrame({ ...traded, ltp: 119, atMs: clock.nowMs() + 1000, bid: 130.4, ask: 130.6 }),
  );
  expect(chain.ltp[ATM_LEG]).toBe(119);
});

test('packets of a leg that left the window are nobody’s and no reject', async () => {
  const { engine, feed, clock } = await startedBench();
  feed.handlers!.onFrame(tickerFrame(NIFTY.securityId, 23_100, clock.nowMs()));
  const left = legId(EXPIRY, 22_500, 'PE');
  feed.handlers!.onFrame(fullFrame({ securityId: left, ltp: 9, bid: 8.9, ask: 9.1, atMs: clock.nowMs() }));
  expect(engine.counters).toMatchObject({ strikeWindowShifts: 1, packetsRejected: 0, legTicks: 0 });
});

test('open interest and previous close packets change their column only', async () => {
  const { engine, feed } = await startedBench();
  const chain = engine.cache.get('NIFTY', EXPIRY)!;
  const address = { exchangeSegmentCode: SEGMENT_FNO, securityId: ATM_CALL };
  feed.handlers!.onFrame(frame({ code: RESPONSE_CODES.oi, ...address, oi: 77 }));
  feed.handlers!.onFrame(frame({ code: RESPONSE_CODES.previousClose, ...address, previousClose: 98.5 }));
  expect([chain.oi[ATM_LEG], chain.previousClose[ATM_LEG], chain.ltp[ATM_LEG]]).toEqual([77, 98.5, 120]);
  expect(engine.counters.legTicks).toBe(0);
});

test('the same id in another segment belongs to nobody and is counted as rejected', async () => {
  const { engine, feed, clock } = await startedBench();
  feed.handlers!.onFrame(
    frame({ code: RESPONSE_CODES.ticker, exchangeSegmentCode: 1, securityId: 13, ltp: 5 }),
  );
  feed.handlers!.onFrame(tickerFrame(999, 5, clock.nowMs()));
  expect(engine.counters).toMatchObject({ packets: 2, packetsRejected: 2, underlyingTicks: 0 });
});

test('a truncated frame is counted, said once a second, and what precedes it is applied', async () => {
  const { engine, feed, clock, log } = await startedBench();
  const ticker = tickerFrame(NIFTY.securityId, 23_005, clock.nowMs());
  const torn = Uint8Array.of(...ticker, ...ticker.subarray(0, 11));
  feed.handlers!.onFrame(torn);
  feed.handlers!.onFrame(torn);
  expect(engine.prices.entry('NIFTY').ltp).toBe(23_005);
  expect(engine.counters.packetsRejected).toBe(2);
  expect(log.having('[WARN] Feed frame with an unreadable packet')).toHaveLength(1);
});

test('a market status moves nothing and is no reject, nor does the depth of the first version', async () => {
  const { engine, feed } = await startedBench();
  const chain = engine.cache.get('NIFTY', EXPIRY)!;
  const before = [chain.ltp[ATM_LEG], chain.version];
  feed.handlers!.onFrame(frame({ code: RESPONSE_CODES.marketStatus }));
  feed.handlers!.onFrame(
    frame({ code: RESPONSE_CODES.depth, exchangeSegmentCode: SEGMENT_FNO, securityId: ATM_CALL, ltp: 5 }),
  );
  expect([chain.ltp[ATM_LEG], chain.version]).toEqual(before);
  expect(engine.counters).toMatchObject({ packets: 2, packetsRejected: 0, legTicks: 0 });
});

test('a disconnect packet moves nothing and is no reject', async () => {
  const { engine, feed } = await startedBench();
  feed.handlers!.onFrame(frame({ code: RESPONSE_CODES.disconnect, disconnectReason: 805 }));
  expect(engine.counters).toMatchObject({ packets: 1, packetsRejected: 0 });
});

test('the journal hears ticks and repricings in the order they happened', async () => {
  const heard: string[] = [];
  const { feed, clock } = await startedBench({
    journal: {
      underlyingTick: (_, symbol, ltp) => heard.push(`${symbol} ${ltp}`),
      legTick: (_, chain: ExpiryChain, leg) => heard.push(`leg ${chain.expiry} ${leg} ${chain.ltp[leg]}`),
      chainRepriced: (_, chain) => heard.push(`repriced ${chain.expiry}`),
    },
  });
  feed.handlers!.onFrame(tickerFrame(NIFTY.securityId, 23_010, clock.nowMs()));
  feed.handlers!.onFrame(
    fullFrame({ securityId: ATM_CALL, ltp: 131, bid: 130.5, ask: 131.5, atMs: clock.nowMs() }),
  );
  expect(heard).toEqual([
    'NIFTY 23010',
    'repriced 2026-02-10',
    'repriced 2026-02-17',
    'leg 2026-02-10 20 131',
  ]);
});

test('with repricing turned off ticks are applied and the model is not asked', async () => {
  const { engine, feed, clock } = await startedBench({
    repriceOnTicks: false,
    priceModel: priceModelByName('seed-decay'),
  });
  feed.handlers!.onFrame(tickerFrame(NIFTY.securityId, 23_010, clock.nowMs()));
  expect(engine.prices.entry('NIFTY').ltp).toBe(23_010);
  expect(engine.counters.legsRepriced).toBe(0);
});

test('the seed model rewrites call and put of a strike to the same premium', async () => {
  const { engine, feed, clock } = await startedBench({ priceModel: priceModelByName('seed-decay') });
  feed.handlers!.onFrame(tickerFrame(NIFTY.securityId, 23_010, clock.nowMs()));
  const chain = engine.cache.get('NIFTY', EXPIRY)!;
  expect(chain.ltp[ATM_LEG]).toBe(chain.ltp[ATM_LEG + 1]);
  expect(chain.ltp[ATM_LEG]).toBeGreaterThan(2000);
});

test('a followed future is subscribed with the legs, told of, and moves nothing', async () => {
  const row: MasterRow = {
    ...masterRows()[0]!,
    securityId: 35_000,
    instrument: 'FUTIDX',
    expiry: '2026-02-24',
    strike: undefined,
    optionType: undefined,
    tickSize: 0.1,
  };
  const told: (readonly [string, number, number, number])[] = [];
  const journal: Journal = {
    underlyingTick: () => undefined,
    legTick: () => undefined,
    chainRepriced: () => undefined,
    futureTick: (_atMs, { expiry, ltp, volume, oi }) => told.push([expiry, ltp, volume, oi]),
  };
  const rest = soundRest({ instrumentMaster: () => Promise.resolve([...masterRows(), row]) });
  const { engine, feed, clock } = await startedBench({ rest, journal, followsFutures: true });
  expect(feed.subscribed).toContain('full NSE_FNO 35000');
  const versions = engine.cache.all().map(({ version }) => version);
  const tick = { securityId: 35_000, ltp: 23_100.3, bid: 23_100, ask: 23_101, atMs: clock.nowMs() };
  feed.handlers!.onFrame(fullFrame(tick));
  expect(told).toEqual([['2026-02-24', expect.closeTo(23_100.3, 2), 2000, 6000]]);
  expect(engine.futures()).toMatchObject([{ securityId: 35_000, oi: 6000, lastTradeAtMs: clock.nowMs() }]);
  expect(engine.cache.all().map(({ version }) => version)).toEqual(versions);
  expect(engine.counters).toMatchObject({ legTicks: 0, underlyingTicks: 0, packetsRejected: 0 });
});

test('futures that nobody asked for are not subscribed', async () => {
  const row: MasterRow = {
    ...masterRows()[0]!,
    securityId: 35_000,
    instrument: 'FUTIDX',
    optionType: undefined,
  };
  const { engine, feed } = await startedBench({
    rest: soundRest({ instrumentMaster: () => Promise.resolve([...masterRows(), row]) }),
  });
  expect(engine.futures()).toEqual([]);
  expect([...feed.subscribed].filter((key) => key.endsWith(' 35000'))).toEqual([]);
});
