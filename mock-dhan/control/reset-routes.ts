import type { Hono } from 'hono';
import { istIso } from '#engine/market/ist-time.ts';
import type { ControlledExchange } from '../served-exchange.ts';

/**
 * `POST /reset`: time, market, tokens, rate limits, counters, journal, faults and expectations as they were when the exchange was first served;
 * its connections are closed with 1001, and faults planned since are gone. The clock runs, or is held, as before. Errors: 409 where a recording speaks.
 */
export function addResetRoute(app: Hono, exchange: ControlledExchange): void {
  app.post('/reset', (context) => {
    if (!exchange.reset) return context.json({ error: NO_BEGINNING }, 409);
    exchange.reset();
    return context.json({ now: istIso(exchange.clock.nowMs()) });
  });
}

const NO_BEGINNING =
  'control port: expected a simulated exchange, was a recorded one. Serve the recording again.';
