import { quotesOfCandles } from './candle-quotes.ts';
import type { TableCandle } from './candle-quotes.ts';
import type { TableQuote } from './table-quote.ts';
import type { Table } from './table-rows.ts';

/** Candles of indices, labelled by their start. */
export const INDEX_CANDLE_COLUMNS = ['ts_iso', 'underlying', 'open', 'high', 'low', 'close'] as const;

export function readIndexCandles({ rows }: Table): TableQuote[] {
  const candles: TableCandle[] = [];
  for (const row of rows)
    candles.push({
      atMs: row.time('ts_iso'),
      underlying: row.index('underlying'),
      leg: undefined,
      open: row.price('open'),
      high: row.price('high'),
      low: row.price('low'),
      close: row.price('close'),
      volume: 0,
      oi: 0,
    });
  return quotesOfCandles(candles);
}
