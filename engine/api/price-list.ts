import { istIso } from '../market/ist-time.ts';
import type { PriceEntry, PriceTable } from '../market/price-table.ts';
import { hasPrice, toPaisa } from './underlying-price.ts';

/** `{"NIFTY": 23150.5}` in rupees, in the order the symbols were first seen; null until a price has arrived. */
export function priceList(prices: PriceTable): Record<string, number | null> {
  return bySymbol(prices, (entry) => (hasPrice(entry) ? toPaisa(entry.ltp) : null));
}

/** When each symbol's price arrived here, IST ISO 8601; null before its first tick. */
export function arrivalTimes(prices: PriceTable): Record<string, string | null> {
  return bySymbol(prices, (entry) => (entry.receivedAtMs > 0 ? istIso(entry.receivedAtMs) : null));
}

/** When each symbol last traded by the exchange's time, IST ISO 8601; null before its first tick. */
export function tradeTimes(prices: PriceTable): Record<string, string | null> {
  return bySymbol(prices, (entry) => (entry.lastTradeAtMs > 0 ? istIso(entry.lastTradeAtMs) : null));
}

/** When any price last arrived, IST ISO 8601; null before the first tick. */
export function lastArrival(prices: PriceTable): string | null {
  const latestMs = Math.max(0, ...[...prices.entries()].map((entry) => entry.receivedAtMs));
  return latestMs > 0 ? istIso(latestMs) : null;
}

function bySymbol<Value>(prices: PriceTable, value: (entry: PriceEntry) => Value): Record<string, Value> {
  return Object.fromEntries([...prices.entries()].map((entry) => [entry.symbol, value(entry)]));
}
