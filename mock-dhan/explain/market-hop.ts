import { istTimeOfDay } from '#engine/market/ist-time.ts';
import { sessionPhase } from '#engine/market/trading-session.ts';
import type { CarryingFeedType, ExplainedExchange, InstrumentDelivery } from './explained-exchange.ts';
import { lost, passed } from './explanation.ts';
import type { Hop } from './explanation.ts';

/** Whether the market has moved the instrument since it was subscribed, in a way that its mode carries. */
export function marketHop(
  { world, clock }: ExplainedExchange,
  {
    feed,
    index,
    delivery,
  }: { readonly feed: CarryingFeedType; readonly index: number; readonly delivery: InstrumentDelivery },
): Hop {
  const { board, universe } = world;
  const tradedAtMs = board.lastTradeAtMs[index]!;
  const { moves } = delivery;
  const traded =
    tradedAtMs === 0 ? 'it has not traded today' : `it last traded at ${istTimeOfDay(tradedAtMs)}`;
  if (moves === 0) {
    const instrument = universe.instruments[index]!;
    const isOfBse =
      instrument.exchangeSegment === 'BSE_FNO' || ('exchange' in instrument && instrument.exchange === 'BSE');
    const { phase, reason } = sessionPhase(isOfBse ? 'BSE' : 'NSE', clock.nowMs());
    const why =
      phase === 'open'
        ? feed === 'live'
          ? 'nobody trades or quotes it'
          : 'nobody quotes it'
        : `the market is ${reason}`;
    return lost('market', `nothing has moved it since it was subscribed, ${why}; ${traded}`);
  }
  const isTickerOnly = feed === 'live' && delivery.modes.every((mode) => mode === 'ticker');
  if (isTickerOnly && tradedAtMs < delivery.sinceMs)
    return lost('market', `its quote moved ${moves} times, but ticker mode carries trades alone; ${traded}`);
  return passed('market', `moved ${moves} times since it was subscribed; ${traded}`);
}
