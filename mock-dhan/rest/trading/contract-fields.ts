/** How bodies name a contract, a time and an amount. */
import { istDate, istTimeOfDay } from '#engine/market/ist-time.ts';
import { customSymbol, tradingSymbol } from '#engine/market/symbol/format-symbol.ts';
import { contractSymbol } from '#engine/market/symbol/market-symbol.ts';
import { derivativeFields } from '#engine/wire/derivative-fields.ts';
import { UNSET } from '#engine/wire/trading-names.ts';
import type { Contract } from '../../world/orders/contract.ts';

/** What every body of an order, a trade or a position tells of its contract. */
export function contractFields({ instrument, exchange }: Contract) {
  const { exchangeSegment, securityId } = instrument;
  const symbol = contractSymbol(instrument, exchange);
  return {
    exchangeSegment,
    securityId: String(securityId),
    tradingSymbol: tradingSymbol(symbol) ?? '',
    customSymbol: customSymbol(symbol) ?? '',
    ...derivativeFields(instrument),
  } as const;
}

/** `YYYY-MM-DD HH:mm:ss` in IST, of epoch ms; the first second of the calendar where there is no time. */
export function wireTime(epochMs: number | undefined): string {
  return epochMs === undefined ? UNSET.time : `${istDate(epochMs)} ${istTimeOfDay(epochMs).slice(0, 8)}`;
}

/** Rupees for each of so many units, with at most four decimals; 0 for none. */
export function averageRupees(valuePaise: number, quantity: number): number {
  return quantity === 0 ? 0 : Math.round((valuePaise / quantity) * 100) / 10_000;
}
