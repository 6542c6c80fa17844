/** A hand-built exchange for tests: NIFTY and BANKNIFTY, one expiry each, three strikes, moved by events the test plans. */
import { underlyingBySymbol } from '#engine/market/instrument.ts';
import type { OptionInstrument } from '#engine/market/instrument.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import type { Scenario, ScenarioAccount, ScenarioRules } from '#engine/scenario.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import { createExchange } from '#mock-dhan/exchange.ts';
import type { MockExchange } from '#mock-dhan/exchange.ts';
import type { SlowReaderPolicy } from '#mock-dhan/feed/client-session.ts';
import { QuoteBoard } from '#mock-dhan/world/quote-board.ts';
import { Universe } from '#mock-dhan/world/universe.ts';
import type { World } from '#mock-dhan/world/world.ts';

export const SMALL_DATE = '2026-02-04';
export const SMALL_EXPIRY = '2026-02-10';
export const FIRST_LEG_ID = 40_000;

export interface SmallWorld extends World {
  /** Applies `change` once `sync` reaches `atMs`; plan in order of time. */
  plan(atMs: number, change: (board: QuoteBoard) => void): void;
}

export function createSmallWorld(): SmallWorld {
  const underlyings = ['NIFTY', 'BANKNIFTY'].map((symbol) => ({
    ...underlyingBySymbol(symbol)!,
    expiries: [SMALL_EXPIRY],
  }));
  const universe = new Universe(underlyings, listLegs());
  const board = new QuoteBoard(universe.instruments.length);
  prime(board, universe);
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
  } = {},
): Scenario {
  return {
    schemaVersion: 1,
    name: 'small',
    title: 'Two underlyings by hand',
    description: 'For tests.',
    seed: 1,
    world: { prices: { kind: 'scripted', ticks: [] }, underlyings: [] },
    clock: { date: SMALL_DATE, startAt: '09:00:00', endAt: '15:45:00', serveAt: '09:20:00' },
    accounts: changes.accounts ?? [{ clientId: '1100000001', token: 'valid', dataPlan: 'Active' }],
    backend: {
      environment: ['DHAN_CLIENT_ID', 'DHAN_ACCESS_TOKEN'],
      database: 'absent',
      cache: { expiriesPerUnderlying: 1, strikesBelow: 0, strikesAbove: 0 },
      priceModel: 'black76',
    },
    rules: {
      emptyExpiryListFor: [],
      expect: { startup: 'ready', failingChecks: [], legs: [], logLines: [] },
      ...changes.rules,
    },
  };
}

/** A small exchange at 09:20:00 IST, its clock in the test's hands. */
export function createSmallExchange(
  options: Parameters<typeof smallScenario>[0] & {
    /** What differs from the observed wire. */
    readonly wire?: Partial<WireProfile>;
    readonly slowReaders?: SlowReaderPolicy;
  } = {},
): { readonly exchange: MockExchange; readonly world: SmallWorld; readonly clock: VirtualClock } {
  const world = createSmallWorld();
  const clock = new VirtualClock(istToEpochMs(SMALL_DATE, '09:20:00'));
  const exchange = createExchange({
    scenario: smallScenario(options),
    world,
    clock,
    seed: 1,
    wallNowMs: istToEpochMs('2026-11-21', '12:00'),
    wire: { ...WIRE_PROFILES.observed, ...options.wire },
    slowReaders: options.slowReaders ?? 'disconnect',
  });
  return { exchange, world, clock };
}

function listLegs(): OptionInstrument[] {
  const strikes = { NIFTY: [24_950, 25_000, 25_050], BANKNIFTY: [55_900, 56_000, 56_100] };
  let securityId = FIRST_LEG_ID;
  return Object.entries(strikes).flatMap(([underlying, ladder]) =>
    ladder.flatMap((strike) =>
      (['CE', 'PE'] as const).map((optionType) => ({
        kind: 'option' as const,
        securityId: securityId++,
        exchangeSegment: 'NSE_FNO' as const,
        underlying,
        expiry: SMALL_EXPIRY,
        strike,
        optionType,
        lotSize: underlyingBySymbol(underlying)!.lotSize,
        tickSize: 0.05,
      })),
    ),
  );
}

function prime(board: QuoteBoard, universe: Universe): void {
  const tradedAtMs = istToEpochMs(SMALL_DATE, '09:19:59');
  for (const [index, instrument] of universe.instruments.entries()) {
    if (instrument.kind === 'index') {
      board.previousClose[index] = instrument.symbol === 'NIFTY' ? 24_980 : 55_950;
      board.trade(index, instrument.symbol === 'NIFTY' ? 25_000 : 56_000, tradedAtMs);
      continue;
    }
    board.previousClose[index] = 190;
    board.oi[index] = 100 * instrument.lotSize;
    board.volume[index] = 1000 * instrument.lotSize;
    board.quote(index, {
      bid: 199.95,
      bidQuantity: 2 * instrument.lotSize,
      ask: 200.05,
      askQuantity: 3 * instrument.lotSize,
    });
    board.trade(index, 200, tradedAtMs);
  }
}
