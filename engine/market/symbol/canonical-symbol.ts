import { compactSymbol } from './format-symbol.ts';
import { isContract } from './market-symbol.ts';
import { readSymbol } from './read-symbol.ts';

/**
 * The one name under which prices, candles and snapshots of a symbol are kept, whatever form it is asked in: `NIFTY` for `NIFTY 50`,
 * `NIFTY25NOV24000CE` for `NIFTY 25 NOV 24000 CALL`. Undefined for what is no symbol. `asOf`: the day it is read on.
 */
export function canonicalSymbol(text: string, asOf: string): string | undefined {
  const read = readSymbol(text, asOf);
  if (!read.ok) return undefined;
  const [{ symbol }] = read.readings;
  return isContract(symbol) ? compactSymbol(symbol, asOf) : symbol.symbol;
}
