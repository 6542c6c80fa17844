/** An Engine made by hand over a real cache and a real price table: what the API reads, without a start behind it. */
import { OptionChainCache } from '#engine/cache/option-chain-cache.ts';
import { cacheStatistics } from '#engine/cache/statistics.ts';
import type { Engine } from '#engine/engine.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { createExpiryChain, LEG_SOURCES, legIndex, strikeIndexOf } from '#engine/market/option-chain.ts';
import type { ExpiryChain, LegSource } from '#engine/market/option-chain.ts';
import { PriceTable } from '#engine/market/price-table.ts';
import { noPricingFindings } from '#engine/pricing/pricing-findings.ts';
import type { StartupReport } from '#engine/startup/startup-report.ts';

/** The documents' own moment: 2026-02-04, 09:16:03 IST. */
export const NOW_MS = istToEpochMs('2026-02-04', '09:16:03');

/** Everything a test may turn. */
export type FakeEngine = { -readonly [Key in keyof Engine]: Engine[Key] };

export function createFakeEngine(overrides: Partial<Engine> = {}): FakeEngine {
  const cache = new OptionChainCache();
  const engine: FakeEngine = {
    cache,
    prices: new PriceTable(),
    counters: {
      packets: 0,
      underlyingTicks: 0,
      legTicks: 0,
      legsRepriced: 0,
      packetsRejected: 0,
      feedConnects: 1,
      feedDisconnects: 0,
      strikeWindowShifts: 0,
    },
    report: undefined,
    isFeedConnected: true,
    feedProblem: undefined,
    subscriptionCount: 0,
    start: () => Promise.reject(new Error('a fake engine is not started')),
    futures: () => [],
    statistics: () => cacheStatistics(cache),
    pricingFindings: noPricingFindings,
    endOfDay: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    ...overrides,
  };
  return engine;
}

/** A running engine with NIFTY 2026-02-11 at 22900 .. 23100 and NIFTY at 23150.50, as the documents have it. */
export function createReadyEngine(): { engine: FakeEngine; chain: ExpiryChain } {
  const engine = createFakeEngine({ subscriptionCount: 11 });
  const chain = niftyChain([22900, 22950, 23000, 23050, 23100]);
  setLeg(chain, 23000, 'CE', { ltp: 234.950_000_000_000_02, bid: 230.05, ask: 239.85, source: 'feed' });
  engine.cache.put(chain);
  setPrice(engine.prices, 'NIFTY', 23_150.5);
  engine.report = startupReport(engine);
  return { engine, chain };
}

export function niftyChain(strikes: readonly number[], expiry = '2026-02-11'): ExpiryChain {
  const chain = createExpiryChain({
    underlying: 'NIFTY',
    expiry,
    expiresAtMs: istToEpochMs(expiry, '15:30'),
    lotSize: 65,
    strikeInterval: 50,
    tickSize: 0.05,
    strikes,
  });
  for (let leg = 0; leg < strikes.length * 2; leg += 1) {
    chain.securityIds[leg] = 40_000 + leg;
    chain.ltp[leg] = 100;
    chain.bid[leg] = 99.5;
    chain.ask[leg] = 100.5;
    chain.oi[leg] = 65_000;
    chain.volume[leg] = 1300;
    chain.source[leg] = LEG_SOURCES.indexOf('rest');
  }
  chain.updatedAtMs = NOW_MS - 1000;
  chain.version = 1;
  return chain;
}

/** Writes a leg as the engine would: values, source, and a version that moved. */
export function setLeg(
  chain: ExpiryChain,
  strike: number,
  optionType: 'CE' | 'PE',
  values: { ltp: number; bid: number; ask: number; source: LegSource },
): void {
  const leg = legIndex(strikeIndexOf(chain, strike), optionType);
  chain.ltp[leg] = values.ltp;
  chain.bid[leg] = values.bid;
  chain.ask[leg] = values.ask;
  chain.source[leg] = LEG_SOURCES.indexOf(values.source);
  chain.version += 1;
}

export function setPrice(prices: PriceTable, symbol: string, ltp: number, receivedAtMs = NOW_MS - 250): void {
  const entry = prices.entry(symbol);
  entry.ltp = ltp;
  entry.receivedAtMs = receivedAtMs;
  entry.lastTradeAtMs = receivedAtMs;
  entry.ticks += 1;
}

export function startupReport(engine: Engine, overrides: Partial<StartupReport> = {}): StartupReport {
  return {
    state: 'ready',
    steps: [{ id: 'credentials', status: 'ok', detail: 'from the environment' }],
    statistics: engine.statistics(),
    source: 'live',
    credentialSource: 'environment',
    causes: [],
    remedy: '',
    ...overrides,
  };
}
