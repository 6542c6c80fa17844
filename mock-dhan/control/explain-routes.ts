import type { Hono } from 'hono';
import { z } from 'zod';
import { FEED_NAMES } from '#engine/behaviour/client-event.ts';
import type { ControlledExchange } from '../served-exchange.ts';

/**
 * `GET /explain?client=ID&instrument=NSE_FNO:40000` (or a symbol such as NIFTY26FEB25000CE), `&feed=depth-20` for another than the live feed, `?client=ID&feed=order-update`
 * for the order updates, which carry no instruments: why the client's feed got no tick of it, hop by hop, and one
 * sentence that names the hop which lost it. Errors: 400 for a query that is none, 409 where a recording speaks for the exchange.
 */
export function addExplainRoute(app: Hono, exchange: ControlledExchange): void {
  app.get('/explain', (context) => {
    const query = ExplainQuerySchema.safeParse(context.req.query()).data;
    if (!query) return context.json({ error: NO_QUERY }, 400);
    if (!exchange.explain) return context.json({ error: NO_MARKET }, 409);
    const { client: clientId, feed, instrument } = query;
    if (feed === 'order-update') return context.json(exchange.explain({ clientId, feed }));
    if (instrument === undefined) return context.json({ error: NO_QUERY }, 400);
    return context.json(exchange.explain({ clientId, feed, instrument }));
  });
}

/** What `GET /explain` takes. */
export const ExplainQuerySchema = z.strictObject({
  client: z.string().min(1),
  feed: z.enum(FEED_NAMES).default('live'),
  /** Of every feed but the order updates. */
  instrument: z.string().min(1).optional(),
});
const NO_QUERY =
  'control port: expected /explain?client=CLIENT_ID&instrument=NSE_FNO:40000, or a symbol such as NIFTY26FEB25000CE, and feed=live, depth-20, depth-200 or order-update (which takes no instrument).';
const NO_MARKET =
  'control port: expected a simulated exchange, was a recorded one, which knows no subscriptions.';
