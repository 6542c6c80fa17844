import { createHash, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import { istIso } from '#engine/market/ist-time.ts';
import type { MockExchange } from '../exchange.ts';

/**
 * What the exchange tells about itself, on a port of its own so that no client mistakes it for Dhan.
 * Routes: GET /clock, /counters, /connections. Errors: 401 JSON without `Authorization: Bearer <token>`, 404 JSON elsewhere.
 * `speed` answers scenario seconds per wall second; 0 while whoever drives the clock holds it.
 */
export function createControlApp(
  exchange: MockExchange,
  options: { readonly token: string; readonly speed?: () => number },
): Hono {
  const app = new Hono();
  const expected = sha256(`Bearer ${options.token}`);
  app.use(async (context, next) => {
    // Digests have one length, so that comparing them tells nothing about the token, not even its length.
    if (timingSafeEqual(sha256(context.req.header('authorization') ?? ''), expected)) return next();
    return context.json({ error: UNAUTHORIZED }, 401);
  });
  app.get('/clock', (context) => {
    const epochMs = exchange.clock.nowMs();
    const speed = options.speed?.() ?? 0;
    return context.json({ now: istIso(epochMs), epochMs, speed, scenario: exchange.scenario.name });
  });
  app.get('/counters', (context) => context.json(exchange.counters()));
  app.get('/connections', (context) =>
    context.json({
      connections: exchange.connections().map(({ connectedAtMs, ...connection }) => ({
        ...connection,
        connectedAt: istIso(connectedAtMs),
      })),
    }),
  );
  app.notFound((context) => context.json({ error: NOT_FOUND }, 404));
  app.onError((_error, context) => context.json({ error: 'the control port failed to answer' }, 500));
  return app;
}

const UNAUTHORIZED =
  'control port: expected the header "Authorization: Bearer <token>" with the token of the ready file. Send it.';
const NOT_FOUND = 'control port: expected GET /clock, /counters or /connections.';

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
