import { Hono } from 'hono';
import type { MonitorBook } from '../bus/monitor-book.ts';
import type { BusCounts } from '../ports.ts';
import { answerRefusal } from './refusal.ts';

/** What the monitor serves, and how it fares. */
export interface MonitorSource {
  readonly book: MonitorBook;
  /** The underlying of an asked symbol, such as that of NIFTY26FEBFUT; undefined for what is no symbol. Unless told otherwise: as asked, in upper case. */
  readonly underlyingOf?: (asked: string) => string | undefined;
  /** Undefined until it listens to the bus. */
  readonly bus: () => { readonly description: string; readonly counts: BusCounts } | undefined;
  /** Where option bars go; undefined where none are kept. */
  readonly bars: () =>
    | { readonly store: string; readonly saved: number; readonly refused: number }
    | undefined;
}

/**
 * `/monitor/snapshot?underlying=NIFTY` (NIFTY unless asked otherwise) and `/monitor/status`. Errors: 503 before the monitor listens, 422 for an underlying
 * that is not followed; a contract is asked of its underlying. Source: seed-requirements B8.
 */
export function monitorRoutes({ book, underlyingOf, bus, bars }: MonitorSource): Hono {
  return new Hono()
    .get('/monitor/snapshot', (c) => {
      const asked = (c.req.query('underlying') ?? book.symbols[0] ?? '').trim();
      if (!bus()) return c.json({ detail: 'Monitor stream not initialised' }, 503);
      const symbol = underlyingOf ? underlyingOf(asked) : asked.toUpperCase();
      if (symbol === undefined || !book.symbols.includes(symbol))
        return c.json(
          { detail: `underlying: expected one of ${book.symbols.join(', ')}, was ${asked.toUpperCase()}` },
          422,
        );
      return c.json({ status: 'ok', ...book.snapshot(symbol) });
    })
    .get('/monitor/status', (c) => c.json({ bus: bus() ?? null, bars: bars() ?? null }))
    .onError(answerRefusal);
}
