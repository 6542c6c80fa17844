import { nameLeg } from '#engine/bus/leg-name.ts';
import { isContract } from '#engine/market/symbol/market-symbol.ts';
import { readSymbol } from '#engine/market/symbol/read-symbol.ts';

/** The candles' name of what somebody asked for in any form: `NIFTY 50` and `NIFTY50` are NIFTY. Undefined for what no form fits. `asOf`: `YYYY-MM-DD`. */
export function candleSymbol(asked: string, asOf: string): string | undefined {
  const read = readSymbol(asked, asOf);
  if (!read.ok) return undefined;
  const { symbol } = read.readings[0];
  if (!isContract(symbol)) return symbol.symbol;
  if (symbol.kind === 'future' || symbol.expiry === undefined) return undefined;
  return nameLeg({ ...symbol, expiry: symbol.expiry });
}
