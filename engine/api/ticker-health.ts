import { Hono } from 'hono';
import { httpDate } from '../market/ist-time.ts';
import type { BusCounts, Clock } from '../ports.ts';

/** What the publisher of ticks tells of itself. */
export interface TickerFacts {
  readonly clock: Clock;
  readonly isExchangeConnected: () => boolean;
  readonly bus: { readonly description: string; readonly counts: () => BusCounts };
}

/** `/health`: `ok`, or `degraded` with what is wrong of each dependency in words, always with 200 as the original. Source: seed-requirements B8. */
export function createTickerApp({ clock, isExchangeConnected, bus }: TickerFacts): Hono {
  return new Hono().get('/health', (c) => {
    c.header('date', httpDate(clock.nowMs()));
    const { waiting, dropped, ...counts } = bus.counts();
    const dependencies = {
      exchange: isExchangeConnected() ? 'ok' : 'the feed is not connected',
      bus: dropped > 0 ? `${dropped} messages were dropped, ${waiting} wait for ${bus.description}` : 'ok',
    };
    const isOk = Object.values(dependencies).every((state) => state === 'ok');
    return c.json({
      status: isOk ? 'ok' : 'degraded',
      dependencies,
      bus: { at: bus.description, waiting, dropped, ...counts },
    });
  });
}
