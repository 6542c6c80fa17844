/** A hand-built exchange for tests: NIFTY and BANKNIFTY, one expiry each, three strikes, moved by events the test plans. */
import { underlyingBySymbol } from '#engine/market/instrument.ts';
import type { PlannedFault } from '#engine/faults/planned-fault.ts';
import type { FutureInstrument, OptionInstrument } from '#engine/market/instrument.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import type { Scenario, ScenarioAccount, ScenarioRules } from '#engine/scenario.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import { createExchange } from '#mock-dhan/exchange.ts';
import type { MockExchange } from '#mock-dhan/exchange.ts';
import type { SlowReaderPolicy } from '#mock-dhan/feed/client-session.ts';
import type { PostbackTarget } from '#mock-dhan/postback/postbacks.ts';
import { QuoteBoard } from '#mock-dhan/world/quote-board.ts';
import { Universe } from '#mock-dhan/world/universe.ts';
import type { World } from '#mock-dhan/world/world.ts';

export const SMALL_DATE = '2026-02-04';
export const SMALL_EXPIRY = '2026-02-10';
export const FIRST_LEG_ID = 40_000;
export const FIRST_FAR_LEG_ID = 50_000;
/** NIFTY of this month, where the small world has futures. */
export const FUTURE_ID = 35_000;
export const FUTURE_EXPIRY = '2026-02-24';

export interface SmallWorld extends World {
  /** Applies `change` once `sync` reaches `atMs`; plan in order of time. */
  plan(atMs: number, change: (board: QuoteBoard) => void): void;
}

/** What differs from the small world: its day, its expiries, and far calls of NIFTY beside the ladder, for limits on instruments. */
interface SmallWorldChanges {
  /** `YYYY-MM-DD`. */
  readonly date?: string;
  /** The ladder is the first one's. */
  readonly expiries?: readonly string[];
  readonly moreLegs?: number;
  readonly hasFuture?: boolean;
}

export function createSmallWorld(changes: SmallWorldChanges = {}): SmallWorld {
  const { date = SMALL_DATE, expiries = [SMALL_EXPIRY], moreLegs = 0, hasFuture = false } = changes;
  const [expiry = SMALL_EXPIRY] = expiries;
  const underlyings = ['NIFTY', 'BANKNIFTY'].map((symbol) => ({
    ...underlyingBySymbol(symbol)!,
    expiries,
  }));
  const universe = new Universe(underlyings, [
    ...listLegs(expiry),
    ...farCalls(moreLegs),
    ...(hasFuture ? [NIFTY_FUTURE] : []),
  ]);
  const board = new QuoteBoard(universe.instruments.length);
  prime(board, universe, istToEpochMs(date, '09:19:59'));
  const planned: { readonly atMs: number; readonly change: (board: QuoteBoard) => void }[] = [];
  return {
    universe,
    board,
    plan: (atMs, change) => planned.push({ atMs, change }),
    sync(nowMs) {
      while (planned[0] && planned[0].atMs <= nowMs) planned.shift()?.change(board);
    },
    spotOf: (symbol) => board.ltp[universe.underlyingIndex(symbol)] ?? 0,
  };
}

export function smallScenario(
  changes: {
    readonly accounts?: readonly ScenarioAccount[];
    readonly rules?: Partial<ScenarioRules>;
    readonly faults?: readonly PlannedFault[];
    readonly date?: string;
  } = {},
): Scenario {
  return {
    schemaVersion: 1,
    name: 'small',
    title: 'Two underlyings by hand',
    description: 'For tests.',
    seed: 1,
    world: { prices: { kind: 'scripted', ticks: [] }, underlyings: [] },
    clock: { date: changes.date ?? SMALL_DATE, startAt: '09:00:00', endAt: '15:45:00', serveAt: '09:20:00' },
    accounts: changes.accounts ?? [{ clientId: '1100000001', token: 'valid', dataPlan: 'Active' }],
    backend: {
      environment: ['DHAN_CLIENT_ID', 'DHAN_ACCESS_TOKEN'],
      database: 'absent',
      cache: { expiriesPerUnderlying: 1, strikesBelow: 0, strikesAbove: 0 },
      priceModel: 'black76',
    },
    faults: changes.faults ?? [],
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
      ...changes.rules,
    },
  };
}

/** A small exchange, its clock in the test's hands. */
export function createSmallExchange(
  options: Parameters<typeof smallScenario>[0] &
    SmallWorldChanges & {
      /** What differs from the observed wire. */
      readonly wire?: Partial<WireProfile>;
      readonly slowReaders?: SlowReaderPolicy;
      readonly postbacks?: PostbackTarget;
      /** 09:20:00 of the day without it. */
      readonly nowMs?: number;
    } = {},
): { readonly exchange: MockExchange; readonly world: SmallWorld; readonly clock: VirtualClock } {
  const world = createSmallWorld(options);
  const { date = SMALL_DATE, nowMs = istToEpochMs(date, '09:20:00') } = options;
  const clock = new VirtualClock(nowMs);
  const exchange = createExchange({
    scenario: smallScenario(options),
    world,
    clock,
    seed: 1,
    wallNowMs: istToEpochMs('2026-11-21', '12:00'),
    wire: { ...WIRE_PROFILES.observed, ...options.wire },
    slowReaders: options.slowReaders ?? 'disconnect',
    ...(options.postbacks && { postbacks: options.postbacks }),
  });
  return { exchange, world, clock };
}

function listLegs(expiry: string): OptionInstrument[] {
  const strikes = { NIFTY: [24_950, 25_000, 25_050], BANKNIFTY: [55_900, 56_000, 56_100] };
  let securityId = FIRST_LEG_ID;
  return Object.entries(strikes).flatMap(([underlying, ladder]) =>
    ladder.flatMap((strike) =>
      (['CE', 'PE'] as const).map((optionType) => ({
        kind: 'option' as const,
        securityId: securityId++,
        exchangeSegment: 'NSE_FNO' as const,
        underlying,
        expiry,
        strike,
        optionType,
        lotSize: underlyingBySymbol(underlying)!.lotSize,
        tickSize: 0.05,
      })),
    ),
  );
}

const NIFTY_FUTURE: FutureInstrument = {
  kind: 'future',
  securityId: FUTURE_ID,
  exchangeSegment: 'NSE_FNO',
  underlying: 'NIFTY',
  expiry: FUTURE_EXPIRY,
  lotSize: 65,
  tickSize: 0.1,
};

function farCalls(count: number): OptionInstrument[] {
  return Array.from({ length: count }, (_, position) => ({
    kind: 'option' as const,
    securityId: FIRST_FAR_LEG_ID + position,
    exchangeSegment: 'NSE_FNO' as const,
    underlying: 'NIFTY',
    expiry: SMALL_EXPIRY,
    strike: 30_000 + 50 * position,
    optionType: 'CE' as const,
    lotSize: underlyingBySymbol('NIFTY')!.lotSize,
    tickSize: 0.05,
  }));
}

function prime(board: QuoteBoard, universe: Universe, tradedAtMs: number): void {
  for (const [index, instrument] of universe.instruments.entries()) {
    if (instrument.kind === 'index') {
      board.previousClose[index] = instrument.symbol === 'NIFTY' ? 24_980 : 55_950;
      board.trade(index, instrument.symbol === 'NIFTY' ? 25_000 : 56_000, tradedAtMs);
      continue;
    }
    const isFuture = instrument.kind === 'future';
    board.previousClose[index] = isFuture ? 25_050 : 190;
    board.oi[index] = 100 * instrument.lotSize;
    board.volume[index] = 1000 * instrument.lotSize;
    board.quote(index, {
      bid: isFuture ? 25_099.9 : 199.95,
      bidQuantity: 2 * instrument.lotSize,
      ask: isFuture ? 25_100.1 : 200.05,
      askQuantity: 3 * instrument.lotSize,
    });
    board.trade(index, isFuture ? 25_100 : 200, tradedAtMs);
  }
}
