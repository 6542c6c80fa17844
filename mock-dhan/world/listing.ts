/** Which instruments the exchange lists on the scenario's day. */
import { ScenarioError } from '#engine/errors.ts';
import { futureExpiries } from '#engine/market/expiry-calendar.ts';
import {
  FIRST_FUTURE_ID,
  FIRST_OPTION_ID,
  UNDERLYINGS,
  underlyingBySymbol,
} from '#engine/market/instrument.ts';
import type { FutureInstrument, OptionInstrument, Underlying } from '#engine/market/instrument.ts';
import type { RecordedSession } from '#engine/replay/recording.ts';
import type { Scenario, ScenarioUnderlying } from '#engine/scenario.ts';
import { Universe } from './universe.ts';
import type { ListedUnderlying } from './universe.ts';

/** Rupees; NSE and BSE quote index options alike, whatever the index itself is printed in. Source: dhan-v2-wire 10.4. */
const OPTION_TICK_SIZE = 0.05;

/**
 * The universe of a scenario: contract facts and ladders from the recording where it has one, else from UNDERLYINGS and the
 * scenario's expiries and strike count; futures from the calendar. An expiry's legs follow one another on the board, by strike, CE before PE; the futures stand
 * behind all of them.
 * Errors: ScenarioError when an underlying is unknown or the recording does not hold it.
 */
export function listUniverse(scenario: Scenario, session: RecordedSession | undefined): Universe {
  const ladders = scenario.world.underlyings.map((entry) =>
    session ? recordedLadders(entry, session) : generatedLadders(entry),
  );
  const nextIds = { ...FIRST_OPTION_ID };
  const options: OptionInstrument[] = [];
  for (const { underlying, expiries } of ladders)
    for (const { expiry, strikes } of expiries)
      for (const strike of strikes)
        for (const optionType of ['CE', 'PE'] as const)
          options.push({
            kind: 'option',
            securityId: nextIds[underlying.optionsSegment]++,
            exchangeSegment: underlying.optionsSegment,
            underlying: underlying.symbol,
            expiry,
            strike,
            optionType,
            lotSize: underlying.lotSize,
            tickSize: OPTION_TICK_SIZE,
          });
  const underlyings = ladders.map(({ underlying }) => underlying);
  return new Universe(ladders.map(listedUnderlying), [
    ...options,
    ...listFutures(underlyings, scenario.clock.date),
  ]);
}

/** The month contracts of every underlying on the day. */
function listFutures(underlyings: readonly Underlying[], date: string): FutureInstrument[] {
  const nextIds = { ...FIRST_FUTURE_ID };
  return underlyings.flatMap((underlying) =>
    futureExpiries(underlying, date).map((expiry) => ({
      kind: 'future' as const,
      securityId: nextIds[underlying.optionsSegment]++,
      exchangeSegment: underlying.optionsSegment,
      underlying: underlying.symbol,
      expiry,
      lotSize: underlying.lotSize,
      tickSize: underlying.futureTickSize,
    })),
  );
}

interface UnderlyingLadders {
  readonly underlying: Underlying;
  readonly expiries: readonly { readonly expiry: string; readonly strikes: Iterable<number> }[];
}

function recordedLadders(entry: ScenarioUnderlying, session: RecordedSession): UnderlyingLadders {
  const recorded = session.underlyings.find(({ symbol }) => symbol === entry.symbol);
  if (!recorded)
    throw new ScenarioError(
      `listing ${entry.symbol} failed: expected one of the recording's underlyings (${session.underlyings
        .map(({ symbol }) => symbol)
        .join(', ')}), was none of them (world.underlyings). Remove it from the scenario.`,
    );
  const { lotSize, strikeInterval, expiries } = recorded;
  return { underlying: { ...knownUnderlying(entry.symbol), lotSize, strikeInterval }, expiries };
}

/** `strikeCount` strikes around the money: the spot rounded to the interval is entry `strikeCount / 2`. */
function generatedLadders(entry: ScenarioUnderlying): UnderlyingLadders {
  const underlying = knownUnderlying(entry.symbol);
  const { strikeInterval } = underlying;
  const lowest = Math.round(entry.spot / strikeInterval) - Math.floor(entry.strikeCount / 2);
  const strikes = Array.from({ length: entry.strikeCount }, (_, index) => (lowest + index) * strikeInterval);
  if (lowest <= 0)
    throw new ScenarioError(
      `listing ${entry.symbol} failed: expected strikes above 0, was ${lowest * strikeInterval} (world.underlyings). ` +
        'Lower strikeCount or raise spot.',
    );
  return { underlying, expiries: entry.expiries.map((expiry) => ({ expiry, strikes })) };
}

function knownUnderlying(symbol: string): Underlying {
  const underlying = underlyingBySymbol(symbol);
  if (underlying) return underlying;
  throw new ScenarioError(
    `listing ${symbol} failed: expected one of ${UNDERLYINGS.map((known) => known.symbol).join(', ')}, ` +
      `was "${symbol}" (world.underlyings). Correct the symbol.`,
  );
}

function listedUnderlying({ underlying, expiries }: UnderlyingLadders): ListedUnderlying {
  return { ...underlying, expiries: expiries.map(({ expiry }) => expiry) };
}
