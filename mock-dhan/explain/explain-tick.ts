import { istDate, istTimeOfDay } from '#engine/market/ist-time.ts';
import { connectionHop, clientHop, subscriptionHop } from './client-hops.ts';
import { explainOrderUpdates } from './explain-order-updates.ts';
import type {
  CarryingFeedType,
  CarryingSession,
  ExplainedExchange,
  InstrumentDelivery,
} from './explained-exchange.ts';
import type { Explanation, Hop, HopName } from './explanation.ts';
import { lost, passed } from './explanation.ts';
import { faultHop } from './fault-hop.ts';
import { numberOf, resolveInstrument } from './named-instrument.ts';
import { marketHop } from './market-hop.ts';

/** What is asked: a client's id, and an instrument as `NSE_FNO:40000` or a symbol in any form. The order updates carry no instruments. */
export type TickQuestion =
  | { readonly clientId: string; readonly feed: CarryingFeedType; readonly instrument: string }
  | { readonly clientId: string; readonly feed: 'order-update' };

/** A question about an instrument. */
type InstrumentQuestion = Extract<TickQuestion, { readonly instrument: string }>;

/**
 * Why the client's feed has, or has not, brought a tick of the instrument: follows the way that one takes, from the present state of accounts,
 * sessions, board and faults and from the journal, up to the hop that stops it. Changes nothing but that the market is played up to now.
 */
export function explainTick(exchange: ExplainedExchange, question: TickQuestion): Explanation {
  if (question.feed === 'order-update') return explainOrderUpdates(exchange, question.clientId);
  const hops = hopsOf(exchange, question);
  const last = hops.at(-1)!;
  const { clientId, feed, instrument } = question;
  const lostAt = last.isPassed ? null : last.hop;
  const conclusion = last.isPassed
    ? `Client ${clientId} was sent ${instrument}: ${last.said}.`
    : `${LOST_WORDS[last.hop](clientId, instrument)}: ${last.said}.`;
  return { clientId, feed, instrument, hops, lostAt, conclusion };
}

const LOST_WORDS: Readonly<Record<HopName, (clientId: string, instrument: string) => string>> = {
  listed: (_clientId, instrument) => `Nothing can be sent of ${instrument}`,
  client: (clientId) => `Nothing can be sent to ${clientId}`,
  connection: (clientId, instrument) => `${clientId} has no connection that could bring it ${instrument}`,
  subscription: (clientId, instrument) => `${clientId} is connected but not subscribed to ${instrument}`,
  market: (_clientId, instrument) => `There is no tick of ${instrument} to send`,
  faults: (clientId, instrument) => `A planned fault keeps ${instrument} from ${clientId}`,
  line: (clientId, instrument) => `A tick of ${instrument} waits for ${clientId}, who reads too slowly`,
  sent: (clientId, instrument) => `A tick of ${instrument} is about to be sent to ${clientId}`,
};

function hopsOf(
  exchange: ExplainedExchange,
  { clientId, feed, instrument: name }: InstrumentQuestion,
): Hop[] {
  exchange.world.sync(exchange.clock.nowMs());
  const named = resolveInstrument(name, exchange.world.universe, istDate(exchange.clock.nowMs()));
  const { index } = named;
  const hops = [named.hop];
  if (!named.hop.isPassed) return hops;
  if (!exchange.feeds[feed].carries(index))
    return [lost('listed', `${named.name} has no full depth: options and shares of the NSE alone have`)];
  for (const hop of [clientHop(exchange, clientId), connectionHop(exchange, { clientId, feed })]) {
    hops.push(hop);
    if (!hop.isPassed) return hops;
  }
  const subscription = subscriptionHop(exchange, { clientId, feed, name: named.name, index });
  hops.push(subscription.hop);
  const { session, delivery } = subscription;
  if (!session || !delivery) return hops;
  const way = { clientId, feed, index, session, delivery };
  for (const hopOf of [marketHop, faultHop, lineHop, sentHop]) {
    const hop = hopOf(exchange, way);
    hops.push(hop);
    if (!hop.isPassed) break;
  }
  return hops;
}

/** The session that should bring the tick, and what it brought so far. */
interface Way {
  readonly feed: CarryingFeedType;
  readonly index: number;
  readonly session: CarryingSession;
  readonly delivery: InstrumentDelivery;
}

function lineHop(_exchange: ExplainedExchange, { session, delivery }: Way): Hop {
  const waiting = `${session.backlogBytes} bytes wait for the client`;
  if (delivery.isHeldBack) return lost('line', `its newest packet is held back while ${waiting}`);
  return passed('line', session.backlogBytes === 0 ? 'nothing waits for the client' : waiting);
}

function sentHop({ feeds, world }: ExplainedExchange, { feed, index, session, delivery }: Way): Hop {
  const swallowed = session.mutedPackets(numberOf(world.universe, index));
  const packets = Math.max(delivery.packets - swallowed, 0);
  const publishedAtMs = feeds[feed].publishedAtMs(index);
  const lastAtMs = Math.max(publishedAtMs, delivery.sinceMs);
  const bySwallowing = swallowed === 0 ? '' : `, a fault having swallowed ${swallowed}`;
  if (packets === 0) return lost('sent', `nothing yet, the next flush of the feed is due${bySwallowing}`);
  const what = publishedAtMs > delivery.sinceMs ? 'the last' : 'all of them the snapshot,';
  return passed('sent', `${packets} packets, ${what} at ${istTimeOfDay(lastAtMs)}${bySwallowing}`);
}
