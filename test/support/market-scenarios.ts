/** Scenarios and sessions for tests of the exchange's world. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import type { RecordedChain, RecordedSession } from '#engine/replay/recording.ts';
import type { PriceSource, Scenario, ScenarioUnderlying } from '#engine/scenario.ts';
import type { World } from '#mock-dhan/world/world.ts';
import { readRecording } from '#scenarios/recording.ts';

export const RECORDING_FILE = fileURLToPath(
  new URL('../../scenarios/catalogue/nifty-2025-08-29/recording.mcap', import.meta.url),
);

let recordedDay: RecordedSession | undefined;

/** The recorded day of the catalogue, read once per test file. */
export function readRecordedDay(): RecordedSession {
  recordedDay ??= readRecording(readFileSync(RECORDING_FILE), RECORDING_FILE);
  return recordedDay;
}

/** A scenario that plays `prices` on `date`; whatever a world does not look at is plain. */
export function marketScenario(options: {
  readonly date: string;
  readonly prices: PriceSource;
  readonly underlyings: readonly (Partial<ScenarioUnderlying> & { readonly symbol: string })[];
}): Scenario {
  const plain = { spot: 0, previousClose: 0, expiries: [], strikeCount: 0, impliedVolatility: 0 };
  return {
    schemaVersion: 1,
    name: 'market-test',
    title: 'A market for a test',
    description: '',
    seed: 1,
    world: {
      prices: options.prices,
      underlyings: options.underlyings.map((underlying) => ({ ...plain, ...underlying })),
    },
    clock: { date: options.date, startAt: '09:00:00', endAt: '16:05:00', serveAt: '09:20:00' },
    accounts: [],
    backend: {
      environment: [],
      database: 'absent',
      cache: { expiriesPerUnderlying: 1, strikesBelow: 0, strikesAbove: 0 },
      priceModel: 'black76',
    },
    faults: [],
    platform: { faults: [] },
    rules: {
      expect: {
        startup: 'ready',
        failingChecks: [],
        legs: [],
        logLines: [],
        verify: { failing: [], warning: [] },
        suites: {},
        behaviour: [],
      },
    },
  };
}

/** The recorded day as a scenario. */
export function recordedScenario(symbols: readonly string[] = ['NIFTY', 'BANKNIFTY']): Scenario {
  return marketScenario({
    date: '2025-08-29',
    prices: { kind: 'recording', file: 'recording.mcap' },
    underlyings: symbols.map((symbol) => ({ symbol })),
  });
}

/** Two underlyings, two expiries each, the nearest six days away. */
export function syntheticScenario(): Scenario {
  return marketScenario({
    date: '2026-02-04',
    prices: { kind: 'synthetic', annualVolatility: 11, driftPerDay: 0, regimes: [] },
    underlyings: [
      {
        symbol: 'NIFTY',
        spot: 25_750,
        previousClose: 25_727.55,
        expiries: ['2026-02-10', '2026-02-24'],
        strikeCount: 60,
        impliedVolatility: 11.5,
      },
      {
        symbol: 'SENSEX',
        spot: 83_700,
        previousClose: 83_739.13,
        expiries: ['2026-02-05', '2026-02-26'],
        strikeCount: 40,
        impliedVolatility: 11,
      },
    ],
  });
}

/** A session of one underlying, one expiry, two strikes, one snapshot a minute with the given spots and a steady chain. */
export function smallSession(spots: readonly number[]): RecordedSession {
  const openMs = istToEpochMs('2025-08-29', '09:30:00');
  return {
    date: '2025-08-29',
    provenance: { source: 'a test', licence: 'none', changes: [] },
    underlyings: [
      {
        symbol: 'NIFTY',
        lotSize: 75,
        strikeInterval: 50,
        previousClose: 24_500.9,
        isSpotDerived: false,
        expiries: [
          {
            expiry: '2025-09-02',
            strikes: Float64Array.of(24_500, 24_550),
            previousClose: Float64Array.of(120.05, 90, 95, 115.5),
            previousOi: Float64Array.of(75, 150, 0, 7500),
          },
        ],
        snapshots: spots.map((spot, index) => ({
          atMs: openMs + index * 60_000,
          spot,
          chains: [smallChain(spot, index)],
        })),
      },
    ],
  };
}

function smallChain(spot: number, index: number): RecordedChain {
  const lift = Math.round((spot - 24_520) * 10) / 20;
  const mids = [110 + lift, 85 - lift, 84 + lift, 109 - lift];
  return {
    ltp: Float64Array.from(mids, (mid) => round(mid)),
    bid: Float64Array.from(mids, (mid) => round(mid - 0.15)),
    bidQuantity: Float64Array.of(750, 75, 150, 225),
    ask: Float64Array.from(mids, (mid) => round(mid + 0.15)),
    askQuantity: Float64Array.of(75, 300, 75, 75),
    volume: Float64Array.of(75_000 + index * 7500, 3_000_000_000 + index * 75, 7500, 750),
    oi: Float64Array.of(75, 750, 7500, 4_000_000_000),
  };
}

function round(price: number): number {
  return Math.round(price * 20) / 20;
}

/** SHA-256 over every change of the board, in order: time, instrument, last price, bid and ask. */
export function digestOfDay(world: World, span: { readonly fromMs: number; readonly toMs: number }): string {
  const hash = createHash('sha256');
  const { board } = world;
  for (let nowMs = span.fromMs; nowMs <= span.toMs; nowMs += 250) {
    world.sync(nowMs);
    board.drainChanged((index) => {
      hash.update(`${nowMs} ${index} ${board.ltp[index]} ${board.bid[index]} ${board.ask[index]}\n`);
    });
  }
  return hash.digest('hex');
}
