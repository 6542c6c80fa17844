import { createHash, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import type { Context } from 'hono';
import { z } from 'zod';
import { FEED_NAMES } from '#engine/behaviour/client-event.ts';
import { istIso } from '#engine/market/ist-time.ts';
import { DISCONNECT_REASONS } from '#engine/wire/feed-codes.ts';
import type { DisconnectReason } from '#engine/wire/feed-codes.ts';
import type { ControlledExchange } from '../served-exchange.ts';
import { addClockRoutes } from './clock-routes.ts';
import type { ClockDriver } from './clock-routes.ts';
import { addExpectationRoute } from './expectation-routes.ts';
import { addExplainRoute } from './explain-routes.ts';
import { addFaultRoutes } from './fault-routes.ts';
import type { FaultReader } from './fault-routes.ts';
import { addJournalRoute } from './journal-routes.ts';
import { addResetRoute } from './reset-routes.ts';

/**
 * What the exchange tells about itself, on a port of its own so that no client mistakes it for Dhan.
 * Routes: GET and POST /clock (clock-routes.ts), GET, POST and DELETE /faults (fault-routes.ts), GET /counters, GET /connections,
 * GET /journal (journal-routes.ts), GET /expectations (expectation-routes.ts), GET /explain (explain-routes.ts), POST /reset (reset-routes.ts); POST /connections/disconnect
 * `{reason, feed?, clientId?}` ends sessions and tells how many.
 * Errors: 401 JSON without `Authorization: Bearer <token>`, 400 JSON for a body that is none, 404 JSON elsewhere.
 * `driver`: what drives the clock; without one it is told and not moved here. `readFault`: reads faults to plan; without it none are taken.
 */
export function createControlApp(
  exchange: ControlledExchange,
  options: {
    readonly token: string;
    readonly driver?: ClockDriver | undefined;
    readonly readFault?: FaultReader | undefined;
  },
): Hono {
  const app = new Hono();
  const expected = sha256(`Bearer ${options.token}`);
  app.use(async (context, next) => {
    // Digests have one length, so that comparing them tells nothing about the token, not even its length.
    if (timingSafeEqual(sha256(context.req.header('authorization') ?? ''), expected)) return next();
    return context.json({ error: UNAUTHORIZED }, 401);
  });
  addClockRoutes(app, exchange, options.driver);
  addFaultRoutes(app, exchange, options.readFault);
  addJournalRoute(app, exchange);
  addExpectationRoute(app, exchange);
  addExplainRoute(app, exchange);
  addResetRoute(app, exchange);
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
  app.notFound((context) => context.json({ error: NOT_FOUND }, 404));
  app.onError((_error, context) => context.json({ error: 'the control port failed to answer' }, 500));
  return app;
}

async function disconnect(context: Context, { feeds }: ControlledExchange): Promise<Response> {
  const request = DisconnectSchema.safeParse(await context.req.json().catch(() => undefined)).data;
  if (!request) return context.json({ error: NO_DISCONNECT }, 400);
  const chosen = request.feed ? [feeds[request.feed]] : Object.values(feeds);
  const counts = chosen.map((feed) => feed.disconnect(request.reason, request.clientId));
  return context.json({ disconnected: counts.reduce((sum, count) => sum + count, 0) });
}

const REASONS = Object.keys(DISCONNECT_REASONS).map(Number) as DisconnectReason[];

const DisconnectSchema = z.strictObject({
  reason: z.literal(REASONS),
  feed: z.enum(FEED_NAMES).optional(),
  clientId: z.string().optional(),
});

const NO_DISCONNECT = `control port: expected {"reason": ${REASONS.join(' | ')}, "feed"?: ${FEED_NAMES.join(' | ')}, "clientId"?: "..."}.`;
const UNAUTHORIZED =
  'control port: expected the header "Authorization: Bearer <token>" with the token of the ready file. Send it.';
const NOT_FOUND =
  'control port: expected GET /clock, /counters, /connections, /faults, /journal, /expectations or /explain, POST /clock, /faults, /reset or /connections/disconnect, or DELETE /faults/{id}.';

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
