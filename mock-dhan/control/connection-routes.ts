import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { FEED_NAMES } from '#engine/behaviour/client-event.ts';
import { istIso } from '#engine/market/ist-time.ts';
import { DISCONNECT_REASONS } from '#engine/wire/feed-codes.ts';
import type { DisconnectReason } from '#engine/wire/feed-codes.ts';
import type { ControlledExchange } from '../served-exchange.ts';

/**
 * `GET /counters` and `GET /connections` tell what the exchange did and who is connected; `POST /connections/disconnect`
 * `{reason, feed?, clientId?}` ends sessions as the exchange does and tells how many. Errors: 400 for a body that is none.
 */
export function addConnectionRoutes(app: Hono, exchange: ControlledExchange): void {
  app.get('/counters', (context) => context.json(exchange.counters()));
  app.get('/connections', (context) =>
    context.json({
      connections: exchange.connections().map(({ connectedAtMs, ...connection }) => ({
        ...connection,
        connectedAt: istIso(connectedAtMs),
      })),
    }),
  );
  app.post('/connections/disconnect', async (context) => disconnect(context, exchange));
}

async function disconnect(context: Context, { feeds }: ControlledExchange): Promise<Response> {
  const request = DisconnectSchema.safeParse(await context.req.json().catch(() => undefined)).data;
  if (!request) return context.json({ error: NO_DISCONNECT }, 400);
  const chosen = request.feed ? [feeds[request.feed]] : Object.values(feeds);
  const counts = chosen.map((feed) => feed.disconnect(request.reason, request.clientId));
  return context.json({ disconnected: counts.reduce((sum, count) => sum + count, 0) });
}

const REASONS = Object.keys(DISCONNECT_REASONS).map(Number) as DisconnectReason[];

/** What `POST /connections/disconnect` takes. */
export const DisconnectSchema = z.strictObject({
  reason: z.literal(REASONS),
  feed: z.enum(FEED_NAMES).optional(),
  clientId: z.string().optional(),
});

const NO_DISCONNECT = `control port: expected {"reason": ${REASONS.join(' | ')}, "feed"?: ${FEED_NAMES.join(' | ')}, "clientId"?: "..."}.`;
