import { Refusal } from '#engine/api/refusal.ts';
import { nameLeg } from '#engine/bus/leg-name.ts';
import { compactSymbol } from '#engine/market/symbol/format-symbol.ts';
import { isContract } from '#engine/market/symbol/market-symbol.ts';
import type { MarketSymbol } from '#engine/market/symbol/market-symbol.ts';
import { readSymbol } from '#engine/market/symbol/read-symbol.ts';
import type { PlatformFaults } from './platform-faults.ts';

/** Symbols as the second system is asked for them, in any form. */
export interface AskedSymbols {
  /** The candles' name: `NIFTY 50` and `NIFTY50` are NIFTY, `NIFTY FEB FUT` is NIFTY26FEBFUT. Undefined for what no form fits. */
  readonly candlesOf: (asked: string) => string | undefined;
  /** What it is written on, itself for what is no contract: NIFTY26FEBFUT is asked of NIFTY. Undefined for what no form fits. */
  readonly underlyingOf: (asked: string) => string | undefined;
}

/** Reads symbols as on the day that `today` gives, `YYYY-MM-DD`. Errors: Refusal 400, with the fault futures-symbol-valueerror alone. */
export function askedSymbols(today: () => string, faults: PlatformFaults): AskedSymbols {
  const read = (asked: string): MarketSymbol | undefined => {
    const readings = readSymbol(asked, today());
    if (!readings.ok) return undefined;
    const { symbol } = readings.readings[0];
    if (symbol.kind === 'future' && faults.strikes('futures-symbol-valueerror'))
      throw new Refusal(400, `ValueError: cannot extract the underlying from ${asked}`);
    return symbol;
  };
  return {
    candlesOf(asked) {
      const symbol = read(asked);
      if (!symbol) return undefined;
      if (!isContract(symbol)) return symbol.symbol;
      if (symbol.kind === 'future') return compactSymbol(symbol, today());
      return symbol.expiry === undefined ? undefined : nameLeg({ ...symbol, expiry: symbol.expiry });
    },
    underlyingOf(asked) {
      const symbol = read(asked);
      return symbol && isContract(symbol) ? symbol.underlying : symbol?.symbol;
    },
  };
}
