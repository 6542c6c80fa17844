/** The engine's ports against an exchange in memory: tests say what it answers and see what it was asked. */
import {
  createMemoryClosingPriceStore,
  createMemoryCredentialStore,
} from '#engine/adapters/memory-stores.ts';
import { driveUntilSettled } from './drive-clock.ts';
import { createEngine } from '#engine/create-engine.ts';
import type { EngineOptions } from '#engine/create-engine.ts';
import type { Engine } from '#engine/engine.ts';
import { UNDERLYINGS } from '#engine/market/instrument.ts';
import type { Underlying } from '#engine/market/instrument.ts';
import type { MasterRow } from '#engine/market/instrument-master.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import type { LegSnapshot, OptionChainSnapshot } from '#engine/market/option-chain-snapshot.ts';
import type {
  ExchangeFeed,
  ExchangeRest,
  FeedHandlers,
  FeedMode,
  InstrumentKey,
  LogSink,
} from '#engine/ports.ts';
import { priceModelByName } from '#engine/pricing/price-models.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { makeAccessToken } from './access-tokens.ts';

export const NIFTY: Underlying = UNDERLYINGS[0]!;
export const CLIENT_ID = '1100003626';
export const START_MS = istToEpochMs('2026-02-04', '09:10:00');
export const TOKEN = makeAccessToken({ clientId: CLIENT_ID, expiresAtMs: START_MS + 20 * 3_600_000 });
export const SPOT = 23_000;
export const EXPIRIES = ['2026-02-03', '2026-02-10', '2026-02-17', '2026-02-24'];

/** Security id of a listed leg: unique per expiry, strike and side. */
export function legId(expiry: string, strike: number, side: 'CE' | 'PE'): number {
  return 40_000 + EXPIRIES.indexOf(expiry) * 1000 + (strike / 50 - 400) * 2 + (side === 'CE' ? 0 : 1);
}

/** The listed ladder: 22000 to 24000 in steps of 50, premiums that obey put-call parity. */
export function listedLadder(expiry: string, spot = SPOT): OptionChainSnapshot {
  const strikes = Array.from({ length: 41 }, (_, index) => 22_000 + index * 50);
  return {
    spot,
    strikes: strikes.map((strike) => {
      const timeValue = 120 * Math.exp(-Math.abs(spot - strike) / 400);
      return {
        strike,
        ce: quotedLeg(legId(expiry, strike, 'CE'), Math.max(spot - strike, 0) + timeValue),
        pe: quotedLeg(legId(expiry, strike, 'PE'), Math.max(strike - spot, 0) + timeValue),
      };
    }),
  };
}

function quotedLeg(securityId: number, premium: number): LegSnapshot {
  const ltp = Math.round(premium * 20) / 20;
  return {
    securityId,
    ltp,
    bid: Math.max(0.05, Math.round((ltp - 0.1) * 20) / 20),
    ask: Math.round((ltp + 0.1) * 20) / 20,
    volume: 1000,
    oi: 5000,
    previousClose: ltp,
    impliedVolatility: 12,
  };
}

/** A row of every listed leg of NIFTY, named after the underlying that is asked for. */
export function masterRows(
  underlying: Pick<Underlying, 'symbol' | 'optionsSegment'> = UNDERLYINGS[0]!,
): MasterRow[] {
  const { symbol, optionsSegment } = underlying;
  return EXPIRIES.flatMap((expiry) =>
    listedLadder(expiry).strikes.flatMap(({ strike }) =>
      (['CE', 'PE'] as const).map((optionType) => ({
        exchange: 'NSE',
        exchangeSegment: optionsSegment,
        securityId: legId(expiry, strike, optionType),
        instrument: 'OPTIDX',
        underlyingSymbol: symbol,
        tradingSymbol: `${symbol}-${expiry}-${strike}-${optionType}`,
        displayName: `${symbol} ${expiry} ${strike} ${optionType}`,
        lotSize: 65,
        tickSize: 0.05,
        expiry,
        strike,
        optionType,
      })),
    ),
  );
}

/** Answers soundly; a test replaces the call it wants to fail. */
export function soundRest(overrides: Partial<ExchangeRest> = {}): ExchangeRest {
  return {
    profile: () =>
      Promise.resolve({
        clientId: CLIENT_ID,
        tokenValidUntilMs: START_MS + 3_600_000,
        dataPlan: 'Active',
        activeSegment: 'D',
      }),
    expiryList: () => Promise.resolve(EXPIRIES),
    optionChain: (_, __, expiry) => Promise.resolve(listedLadder(expiry)),
    instrumentMaster: () => Promise.resolve(masterRows()),
    ...overrides,
  };
}

/** A feed whose packets and closes the test makes. */
export class FakeFeed implements ExchangeFeed {
  readonly sent: string[] = [];
  /** Keys of what is subscribed now, `mode segment id`. */
  readonly subscribed = new Set<string>();
  handlers: FeedHandlers | undefined;
  attempts = 0;
  /** Thrown by the next attempts, first first; an empty list accepts. */
  readonly refusals: Error[] = [];

  async connect(_: unknown, handlers: FeedHandlers): ReturnType<ExchangeFeed['connect']> {
    this.attempts += 1;
    const refusal = this.refusals.shift();
    if (refusal) throw refusal;
    this.subscribed.clear();
    this.handlers = handlers;
    return {
      subscribe: (mode, instruments) => this.#note(mode, instruments, (key) => this.subscribed.add(key)),
      unsubscribe: (mode, instruments) => this.#note(mode, instruments, (key) => this.subscribed.delete(key)),
      close: () => {
        this.sent.push('close');
      },
    };
  }

  #note(mode: FeedMode, instruments: readonly InstrumentKey[], apply: (key: string) => void): void {
    for (const { exchangeSegment, securityId } of instruments)
      apply(`${mode} ${exchangeSegment} ${securityId}`);
  }
}

export class LineLog implements LogSink {
  readonly lines: string[] = [];

  line(_: string, text: string): void {
    this.lines.push(text);
  }

  /** Lines that contain `text`. */
  having(text: string): string[] {
    return this.lines.filter((line) => line.includes(text));
  }
}

export interface Bench {
  readonly engine: Engine;
  readonly clock: VirtualClock;
  readonly log: LineLog;
  readonly feed: FakeFeed;
}

/** One NIFTY engine: 2 expiries, a window of 20 strikes, credentials in the environment, 09:10 IST. */
function engineBench(overrides: Partial<EngineOptions> = {}): Bench {
  const clock = new VirtualClock(START_MS);
  const log = new LineLog();
  const feed = new FakeFeed();
  const engine = createEngine({
    underlyings: [NIFTY],
    cacheRules: { expiriesPerUnderlying: 2, strikesBelow: 10, strikesAbove: 10 },
    priceModel: priceModelByName('black76'),
    allowClosingPrices: false,
    withOriginalFaults: false,
    clock,
    credentialSources: {
      environment: { DHAN_CLIENT_ID: CLIENT_ID, DHAN_ACCESS_TOKEN: TOKEN },
      dotenv: {},
      store: createMemoryCredentialStore({ kind: 'absent', location: 'broker.db' }),
    },
    rest: soundRest(),
    feed,
    closingPrices: createMemoryClosingPriceStore(),
    log,
    ...overrides,
  });
  return { engine, clock, log, feed };
}

export async function startedBench(overrides: Partial<EngineOptions> = {}): Promise<Bench> {
  const bench = engineBench(overrides);
  await driveUntilSettled(bench.clock, bench.engine.start());
  return bench;
}
