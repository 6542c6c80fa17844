import { expect, test } from 'vitest';
import {
  createMemoryClosingPriceStore,
  createMemoryCredentialStore,
} from '#engine/adapters/memory-stores.ts';
import { UpstreamError } from '#engine/errors.ts';
import { UNDERLYINGS } from '#engine/market/instrument.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { LEG_SOURCES, legIndex, strikeIndexOf } from '#engine/market/option-chain.ts';
import type { ExpiryChain } from '#engine/market/option-chain.ts';
import {
  CLIENT_ID,
  EXPIRIES,
  NIFTY,
  SPOT,
  START_MS,
  TOKEN,
  legId,
  listedLadder,
  masterRows,
  soundRest,
  startedBench,
} from '#test/support/fake-exchange.ts';
import { fullFrame, tickerFrame } from '#test/support/feed-frames.ts';

const EXPIRY = EXPIRIES[1]!;

function callOf(chain: ExpiryChain, strike: number): number {
  return legIndex(strikeIndexOf(chain, strike), 'CE');
}

test('a start fills the window of the nearest two coming expiries and subscribes all of it', async () => {
  const { engine, feed } = await startedBench();
  expect(engine.report?.state).toBe('ready');
  expect(engine.statistics()).toEqual({ underlyings: 1, expiries: 2, strikes: 40, tokens: 80 });
  expect(engine.cache.expiries('NIFTY')).toEqual(['2026-02-10', '2026-02-17']);
  const chain = engine.cache.get('NIFTY', EXPIRY)!;
  expect([chain.strikes[0], chain.strikes.at(-1)]).toEqual([22_500, 23_450]);
  expect(LEG_SOURCES[chain.source[0]!]).toBe('rest');
  expect(engine.subscriptionCount).toBe(81);
  expect(feed.subscribed.size).toBe(81);
  expect(feed.subscribed.has('ticker IDX_I 13')).toBe(true);
  expect(feed.subscribed.has(`full NSE_FNO ${legId(EXPIRY, 23_000, 'CE')}`)).toBe(true);
});

test('six underlyings with 160 listed strikes read 6, 12, 1200, 2400 in the documented block', async () => {
  const rest = soundRest({
    instrumentMaster: () => Promise.resolve(UNDERLYINGS.flatMap((underlying) => masterRows(underlying))),
    optionChain: (_, underlying) => {
      const { strikeInterval, securityId } = UNDERLYINGS.find(
        ({ securityId }) => securityId === underlying.securityId,
      )!;
      const strikes = Array.from({ length: 160 }, (_, index) => {
        const strike = (400 + index - 80) * strikeInterval;
        const leg = { ...listedLadder(EXPIRY).strikes[20]!.ce!, securityId: securityId * 1000 + index };
        return { strike, ce: leg, pe: { ...leg, securityId: leg.securityId + 500 } };
      });
      return Promise.resolve({ spot: 400 * strikeInterval, strikes });
    },
  });
  const cacheRules = { expiriesPerUnderlying: 2, strikesBelow: 50, strikesAbove: 50 };
  const { engine, log } = await startedBench({ underlyings: UNDERLYINGS, cacheRules, rest });
  expect(engine.statistics()).toEqual({ underlyings: 6, expiries: 12, strikes: 1200, tokens: 2400 });
  expect(log.having('•')).toEqual([
    '[STARTUP]    • Underlyings: 6',
    '[STARTUP]    • Expiries: 12',
    '[STARTUP]    • Strikes: 1200',
    '[STARTUP]    • Tokens: 2400',
  ]);
});

test('an index tick moves the price table and reprices every leg of every cached expiry', async () => {
  const { engine, feed, log, clock } = await startedBench();
  const chain = engine.cache.get('NIFTY', EXPIRY)!;
  const before = { call: chain.ltp[callOf(chain, 23_000)]!, version: chain.version };
  feed.handlers!.onFrame(tickerFrame(NIFTY.securityId, 23_020.5, clock.nowMs()));
  expect(engine.prices.entry('NIFTY')).toMatchObject({
    ltp: 23_020.5,
    ticks: 1,
    receivedAtMs: clock.nowMs(),
  });
  expect(chain.ltp[callOf(chain, 23_000)]).toBeGreaterThan(before.call + 5);
  expect(chain.version).toBe(before.version + 1);
  expect(engine.counters).toMatchObject({ packets: 1, underlyingTicks: 1, legsRepriced: 80 });
  expect(log.lines).toContain('[PRICE] NIFTY = 23020.50');
  expect(log.lines).toContain('📈 Updated NIFTY: LTP=23020.50, 80 options updated');
});

test("a leg's own tick wins: price, quote, volume, open interest and times are the tick's", async () => {
  const { engine, feed, clock } = await startedBench();
  const chain = engine.cache.get('NIFTY', EXPIRY)!;
  const leg = callOf(chain, 23_000);
  const nowMs = clock.nowMs();
  const securityId = legId(EXPIRY, 23_000, 'CE');
  feed.handlers!.onFrame(fullFrame({ securityId, ltp: 201.05, bid: 200.9, ask: 201.2, atMs: nowMs }));
  expect([chain.ltp[leg], chain.bid[leg], chain.ask[leg]]).toEqual([201.05, 200.9, 201.2]);
  expect([chain.volume[leg], chain.oi[leg], chain.previousClose[leg]]).toEqual([2000, 6000, 90]);
  expect(LEG_SOURCES[chain.source[leg]!]).toBe('feed');
  expect(chain.ownTickAtMs[leg]).toBe(nowMs);
  expect(chain.lastTradeAtMs[leg]).toBe(Math.floor(nowMs / 1000) * 1000);
  expect(engine.counters.legTicks).toBe(1);
});

test('an index tick after a leg tick starts from the price that leg traded at', async () => {
  const { engine, feed, clock } = await startedBench();
  const chain = engine.cache.get('NIFTY', EXPIRY)!;
  const leg = callOf(chain, 23_000);
  const securityId = legId(EXPIRY, 23_000, 'CE');
  feed.handlers!.onFrame(fullFrame({ securityId, ltp: 201.05, bid: 200.9, ask: 201.2, atMs: clock.nowMs() }));
  feed.handlers!.onFrame(tickerFrame(NIFTY.securityId, SPOT + 1, clock.nowMs()));
  expect(chain.ltp[leg]).toBeGreaterThan(201.05);
  expect(chain.ltp[leg]).toBeLessThan(203);
});

test('the window follows the money: overlap keeps its own ticks, new strikes are filled, subscriptions differ by the edge', async () => {
  const { engine, feed, clock } = await startedBench();
  const securityId = legId(EXPIRY, 23_000, 'CE');
  feed.handlers!.onFrame(fullFrame({ securityId, ltp: 150, bid: 149.9, ask: 150.1, atMs: clock.nowMs() }));
  feed.handlers!.onFrame(tickerFrame(NIFTY.securityId, 23_100, clock.nowMs()));
  const chain = engine.cache.get('NIFTY', EXPIRY)!;
  expect([chain.strikes[0], chain.strikes.at(-1), chain.strikes.length]).toEqual([22_600, 23_550, 20]);
  expect(engine.counters.strikeWindowShifts).toBe(1);
  expect(chain.ownTickAtMs[callOf(chain, 23_000)]).toBeGreaterThan(0);
  expect(chain.ltp[callOf(chain, 23_550)]).toBeGreaterThan(0);
  expect(feed.subscribed.size).toBe(81);
  expect(feed.subscribed.has(`full NSE_FNO ${legId(EXPIRY, 23_550, 'PE')}`)).toBe(true);
  expect(feed.subscribed.has(`full NSE_FNO ${legId(EXPIRY, 22_500, 'PE')}`)).toBe(false);
  const entering = legId(EXPIRY, 23_550, 'CE');
  feed.handlers!.onFrame(
    fullFrame({ securityId: entering, ltp: 44, bid: 43.9, ask: 44.1, atMs: clock.nowMs() }),
  );
  expect(chain.ltp[callOf(chain, 23_550)]).toBe(44);
});

test('after a dropped connection the feed is dialled again after 5 s and everything is subscribed anew', async () => {
  const { engine, feed, clock, log } = await startedBench();
  feed.handlers!.onClose({ code: 1006, reason: '' });
  expect(engine.isFeedConnected).toBe(false);
  expect(engine.feedProblem).toBe('feed closed with 1006');
  clock.advanceTo(clock.nowMs() + 5000);
  await Promise.resolve();
  await Promise.resolve();
  expect(engine.isFeedConnected).toBe(true);
  expect(feed.subscribed.size).toBe(81);
  expect(engine.counters).toMatchObject({ feedConnects: 2, feedDisconnects: 1 });
  expect(log.having('[RETRY] Connection failed. Attempt #1, failures: 1/10, next retry in 5s')).toHaveLength(
    1,
  );
});

test('a disconnect for an expired token is final: no further attempt, and the problem is told', async () => {
  const { engine, feed, clock, log } = await startedBench();
  feed.handlers!.onClose({ code: 1000, reason: '807 access token expired' });
  clock.advanceTo(clock.nowMs() + 3_600_000);
  await Promise.resolve();
  expect(feed.attempts).toBe(1);
  expect(engine.feedProblem).toContain('807 access token expired');
  expect(log.having('[FEED] Refused, no further attempt')).toHaveLength(1);
});

test('attempts that fail back off, doubling from 5 s, until one succeeds', async () => {
  const down = new UpstreamError('WebSocket ws://x/: expected 101, was HTTP 429', {
    failure: 'rate-limit',
    endpoint: '/',
  });
  const { engine, feed, clock } = await startedBench();
  expect(engine.report?.steps.at(-1)).toMatchObject({ id: 'feed', status: 'ok' });
  feed.refusals.push(down, down);
  feed.handlers!.onClose({ code: 1006, reason: '' });
  for (const waitMs of [5000, 10_000, 20_000]) {
    clock.advanceTo(clock.nowMs() + waitMs);
    await Promise.resolve();
    await Promise.resolve();
  }
  expect(feed.attempts).toBe(4);
  expect(engine.isFeedConnected).toBe(true);
});

test('at 16:00 closing prices are saved and every subscription is dropped for good', async () => {
  const closingPrices = createMemoryClosingPriceStore();
  const { engine, feed, clock, log } = await startedBench({ closingPrices });
  feed.handlers!.onFrame(tickerFrame(NIFTY.securityId, 23_010, clock.nowMs()));
  clock.advanceTo(istToEpochMs('2026-02-04', '16:00:00'));
  await Promise.resolve();
  await Promise.resolve();
  const saved = await closingPrices.loadBefore('2026-02-05');
  expect(
    saved.map((chain) => [chain.tradingDate, chain.underlying, chain.expiry, chain.spot, chain.legs.length]),
  ).toEqual([
    ['2026-02-04', 'NIFTY', '2026-02-10', 23_010, 40],
    ['2026-02-04', 'NIFTY', '2026-02-17', 23_010, 40],
  ]);
  expect(engine.subscriptionCount).toBe(0);
  expect(feed.subscribed.size).toBe(0);
  expect(log.lines).toContain('[EOD] Closing prices saved: 2 chains, 80 legs');
  feed.handlers!.onClose({ code: 1006, reason: '' });
  clock.advanceTo(clock.nowMs() + 5000);
  await Promise.resolve();
  await Promise.resolve();
  expect(engine.isFeedConnected).toBe(true);
  expect(feed.subscribed.size).toBe(0);
});

test('with the original faults and no database row the backend calls itself ready over an empty cache', async () => {
  const { engine, log, feed } = await startedBench({ withOriginalFaults: true });
  expect(engine.report).toMatchObject({ state: 'ready', source: 'none' });
  expect(engine.statistics()).toEqual({ underlyings: 0, expiries: 0, strikes: 0, tokens: 0 });
  expect(log.lines).toContain("⚠️ Failed: 'NoneType' object is not subscriptable");
  expect(log.lines).toContain('[STARTUP] Backend ready!');
  feed.handlers!.onFrame(tickerFrame(NIFTY.securityId, 23_150.5, START_MS));
  expect(engine.prices.entry('NIFTY').ltp).toBe(23_150.5);
});

test('with the original faults and a database row the chain is there and does not follow the underlying', async () => {
  const row = { clientId: CLIENT_ID, accessToken: TOKEN, isDefault: true, savedAtMs: undefined };
  const credentialSources = {
    environment: { DHAN_CLIENT_ID: CLIENT_ID, DHAN_ACCESS_TOKEN: TOKEN },
    dotenv: {},
    store: createMemoryCredentialStore({ kind: 'rows', location: 'broker.db', rows: [row] }),
  };
  const { engine, feed, clock } = await startedBench({ withOriginalFaults: true, credentialSources });
  const chain = engine.cache.get('NIFTY', EXPIRY)!;
  const premiums = [...chain.ltp];
  feed.handlers!.onFrame(tickerFrame(NIFTY.securityId, 23_040, clock.nowMs()));
  const securityId = legId(EXPIRY, 23_000, 'CE');
  feed.handlers!.onFrame(fullFrame({ securityId, ltp: 999, bid: 998, ask: 1000, atMs: clock.nowMs() }));
  expect([...chain.ltp]).toEqual(premiums);
  expect(engine.prices.entry('NIFTY').ltp).toBe(23_040);
});

test('stop closes the feed and plans nothing more', async () => {
  const { engine, feed, clock } = await startedBench();
  await engine.stop();
  expect(feed.sent).toEqual(['close']);
  expect(clock.nextTimerAtMs()).toBeUndefined();
  expect(engine.isFeedConnected).toBe(false);
});
