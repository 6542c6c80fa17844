import { clientHop, connectionHop } from './client-hops.ts';
import { FEED_WORDS } from './explained-exchange.ts';
import type { ExplainedExchange } from './explained-exchange.ts';
import { lost, passed } from './explanation.ts';
import type { Explanation, Hop } from './explanation.ts';
import { faultHop } from './fault-hop.ts';

/** Why a client has, or has not, been sent an order update: that socket carries no instruments, so the way is shorter. */
export function explainOrderUpdates(exchange: ExplainedExchange, clientId: string): Explanation {
  const feed = 'order-update';
  const hops: Hop[] = [];
  for (const hopOf of [
    () => clientHop(exchange, clientId),
    () => connectionHop(exchange, { clientId, feed }),
    () => faultHop(exchange, { clientId, feed }),
    () => sentHop(exchange, clientId),
  ]) {
    hops.push(hopOf());
    if (!hops.at(-1)!.isPassed) break;
  }
  const last = hops.at(-1)!;
  return {
    clientId,
    feed,
    instrument: null,
    hops,
    lostAt: last.isPassed ? null : last.hop,
    conclusion: last.isPassed
      ? `Client ${clientId} was sent order updates: ${last.said}.`
      : `Client ${clientId} was sent nothing on ${FEED_WORDS[feed]}: ${last.said}.`,
  };
}

function sentHop({ feeds, trading, faults }: ExplainedExchange, clientId: string): Hop {
  const count = feeds['order-update'].sessions(clientId).reduce((sum, each) => sum + each.messagesSent, 0);
  if (count > 0) return passed('sent', `${count} messages`);
  const orders = trading.orders.book(clientId).length;
  if (orders === 0) return lost('sent', 'nothing has happened to an order of its');
  const withheld = faults
    .states()
    .filter(({ fault, strikes }) => fault.kind === 'missing-order-update' && strikes > 0)
    .map(({ fault, strikes }) => `the fault "${fault.id}" withheld ${strikes}`);
  const why = withheld.length > 0 ? withheld.join(', ') : 'they changed while it was not connected';
  return lost('sent', `it has ${orders} orders today, and of none was it told: ${why}`);
}
