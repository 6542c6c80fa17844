/** An option series that stays at the same distance from the money. Source: dhan-v2-wire 4.4. */
import type { OptionInstrument } from '#engine/market/instrument.ts';
import { MS_PER_MINUTE, MS_PER_SECOND } from '#engine/market/ist-time.ts';
import { dhanGreeks } from '#engine/pricing/dhan-greeks.ts';
import type { GreekClock } from '#engine/pricing/dhan-greeks.ts';
import type { RollingOptionBar, RollingOptionRequest } from '#engine/wire/rest-bodies.ts';
import { expiryFlagOf } from '#engine/wire/scrip-master.ts';
import { barsOf } from '../world/candle-bars.ts';
import type { Bar } from '../world/candle-bars.ts';
import { sessionOn } from '../world/market/session-steps.ts';
import type { ListedUnderlying } from '../world/universe.ts';
import type { RestExchange } from './rest-exchange.ts';

/**
 * Per bar of the underlying, the bar of the leg that stands `strikesFromMoney` from the strike nearest to the underlying's close of that
 * bar (which is the rule recorded series follow). Bars in which the leg did not trade are absent; none at all where nothing is listed.
 */
export function rollingOptionBars(exchange: RestExchange, request: RollingOptionRequest): RollingOptionBar[] {
  const { universe } = exchange.world;
  const clock = exchange.wire.greekClock;
  const { exchangeSegment, securityId } = request;
  const underlying = universe.underlyings.find(
    (listed) => listed.securityId === securityId && listed.optionsSegment === exchangeSegment,
  );
  if (!underlying || Math.abs(request.strikesFromMoney) > STRIKES_FROM_MONEY_MAX) return [];
  const ladder = ladderOf(exchange, underlying, request);
  const barsByStrike = new Map<number, ReadonlyMap<number, Bar>>();
  const draw = (index: number): Bar[] => barsAt(exchange, index, request);
  return draw(universe.underlyingIndex(underlying.symbol)).flatMap((spotBar) => {
    const leg = ladder[nearestIn(ladder, spotBar.close) + request.strikesFromMoney];
    if (!leg) return [];
    const legBars =
      barsByStrike.get(leg.strike) ??
      new Map(draw(universe.indexOf(leg.exchangeSegment, leg.securityId)).map((bar) => [bar.startMs, bar]));
    barsByStrike.set(leg.strike, legBars);
    const bar = legBars.get(spotBar.startMs);
    return bar
      ? [seriesBar(leg, bar, { spot: spotBar.close, intervalMinutes: request.intervalMinutes, clock })]
      : [];
  });
}

/** Source: dhan-v2-wire 4.4. */
const STRIKES_FROM_MONEY_MAX = 10;

/** The legs of the expiry and side that are asked for, lowest strike first. */
function ladderOf(
  { world: { universe } }: RestExchange,
  { symbol, expiries }: ListedUnderlying,
  { expiryFlag, expiryCode, optionType }: RollingOptionRequest,
): OptionInstrument[] {
  // The week of a monthly expiry has no other, so that it counts as the week's too.
  const ofKind = expiries.filter((expiry) => expiryFlag === 'WEEK' || expiryFlagOf(expiry, expiries) !== 'W');
  return universe.legsOf(symbol, ofKind[expiryCode - 1] ?? '').flatMap((index) => {
    const leg = universe.instruments[index];
    return leg?.kind === 'option' && leg.optionType === optionType ? [leg] : [];
  });
}

function barsAt(exchange: RestExchange, index: number, request: RollingOptionRequest): Bar[] {
  const originMs = sessionOn(exchange.scenario.clock.date).openMs;
  return barsOf(exchange.world.board.candles.of(index), { originMs, ...request });
}

/** Of two strikes equally near the lower one. */
function nearestIn(ladder: readonly OptionInstrument[], spot: number): number {
  let nearest = 0;
  for (const [position, { strike }] of ladder.entries())
    if (Math.abs(strike - spot) < Math.abs(ladder[nearest]!.strike - spot)) nearest = position;
  return nearest;
}

function seriesBar(
  leg: OptionInstrument,
  bar: Bar,
  {
    spot,
    intervalMinutes,
    clock,
  }: { readonly spot: number; readonly intervalMinutes: number; readonly clock: GreekClock },
): RollingOptionBar {
  const { startMs, ...prices } = bar;
  const nowMs = startMs + intervalMinutes * MS_PER_MINUTE;
  const { impliedVolatility } = dhanGreeks({ ...leg, ltp: bar.close, spot, nowMs, clock });
  return { ...prices, spot, strike: leg.strike, iv: impliedVolatility, timestamp: startMs / MS_PER_SECOND };
}
