/** An exchange that lists any number of NIFTY calls, for limits on instruments. */
import { underlyingBySymbol } from '#engine/market/instrument.ts';
import type { OptionInstrument } from '#engine/market/instrument.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import type { ScenarioAccount } from '#engine/scenario.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { createExchange } from '#mock-dhan/exchange.ts';
import type { MockExchange } from '#mock-dhan/exchange.ts';
import { QuoteBoard } from '#mock-dhan/world/quote-board.ts';
import { Universe } from '#mock-dhan/world/universe.ts';
import { SMALL_DATE, smallScenario } from './small-world.ts';

/** `accounts`: who may log in; one account unless given. */
export function manyLegs(
  count: number,
  accounts?: readonly ScenarioAccount[],
): {
  readonly exchange: MockExchange;
  readonly legs: OptionInstrument[];
} {
  const underlying = { ...underlyingBySymbol('NIFTY')!, expiries: ['2026-02-10'] };
  const legs = Array.from({ length: count }, (_, position): OptionInstrument => ({
    kind: 'option',
    securityId: 50_000 + position,
    exchangeSegment: 'NSE_FNO',
    underlying: 'NIFTY',
    expiry: '2026-02-10',
    strike: 50 * (position + 1),
    optionType: 'CE',
    lotSize: 65,
    tickSize: 0.05,
  }));
  const universe = new Universe([underlying], legs);
  const world = {
    universe,
    board: new QuoteBoard(universe.instruments.length),
    sync: () => undefined,
    spotOf: () => 0,
  };
  const clock = new VirtualClock(istToEpochMs(SMALL_DATE, '09:20:00'));
  const exchange = createExchange({
    scenario: smallScenario(accounts ? { accounts } : {}),
    world,
    clock,
    seed: 1,
    wallNowMs: 0,
  });
  return { exchange, legs };
}
