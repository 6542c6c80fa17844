import type { PriceEntry, PriceTable } from '../market/price-table.ts';

/** The underlying's last price in rupees, to the paisa; undefined before the first one arrived. Adds no table entry. */
export function underlyingPrice(prices: PriceTable, symbol: string): number | undefined {
  for (const entry of prices.entries())
    if (entry.symbol === symbol && hasPrice(entry)) return toPaisa(entry.ltp);
  return undefined;
}

/** False for a symbol that is followed and has not been priced yet. */
export function hasPrice(entry: PriceEntry): boolean {
  return entry.ltp > 0;
}

/** Rounds away float dust: 234.95, never 234.95000000000002. */
export function toPaisa(rupees: number): number {
  return Math.round(rupees * 100) / 100;
}
