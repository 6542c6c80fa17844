import type { Hono } from 'hono';
import { z } from 'zod';
import type { ControlledExchange } from '../served-exchange.ts';

/**
 * `GET /explain?client=ID&instrument=NSE_FNO:40000` (or an index by its symbol): why the client's live feed got no tick of it, hop by hop, and one
 * sentence that names the hop which lost it. Errors: 400 for a query that is none, 409 where a recording speaks for the exchange.
 */
export function addExplainRoute(app: Hono, exchange: ControlledExchange): void {
  app.get('/explain', (context) => {
    const query = ExplainQuerySchema.safeParse(context.req.query()).data;
    if (!query) return context.json({ error: NO_QUERY }, 400);
    if (!exchange.explain) return context.json({ error: NO_MARKET }, 409);
    return context.json(exchange.explain({ clientId: query.client, instrument: query.instrument }));
  });
}

/** What `GET /explain` takes. */
export const ExplainQuerySchema = z.strictObject({
  client: z.string().min(1),
  instrument: z.string().min(1),
});
const NO_QUERY =
  'control port: expected /explain?client=CLIENT_ID&instrument=NSE_FNO:40000, or an index by its symbol.';
const NO_MARKET =
  'control port: expected a simulated exchange, was a recorded one, which knows no subscriptions.';
