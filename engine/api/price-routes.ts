import { Hono } from 'hono';
import { istIso } from '../market/ist-time.ts';
import type { BackendContext } from './backend-context.ts';
import { arrivalTimes, lastArrival, priceList, tradeTimes } from './price-list.ts';

/** `/prices`: the last price of every underlying, and how fresh each one is. */
export function priceRoutes({ engine, clock }: BackendContext): Hono {
  return new Hono().get('/prices', (c) =>
    c.json({
      prices: priceList(engine.prices),
      updated_at: lastArrival(engine.prices),
      received_at: arrivalTimes(engine.prices),
      traded_at: tradeTimes(engine.prices),
      timestamp: istIso(clock.nowMs()),
    }),
  );
}
