import { listedExpiries } from './expiry-calendar.ts';
import { LONG_DATED_SWITCHED_AFTER, LOT_SIZES } from './expiry-data.ts';
import type { Underlying } from './instrument.ts';

/**
 * Units per lot of an index's contract of that expiry, as it traded on `asOf`. Quarterly and half-yearly contracts that were listed before a
 * change keep the old size until the exchange switched them. The index's own present size where no history is known.
 */
export function lotSizeOn(
  underlying: Underlying,
  contract: { readonly expiry: string; readonly asOf: string },
): number {
  const { expiry, asOf } = contract;
  const history = (LOT_SIZES[underlying.symbol] ?? []).filter(({ expiriesFrom }) => {
    const switchedAfter = LONG_DATED_SWITCHED_AFTER[expiriesFrom];
    const isStillOld =
      switchedAfter !== undefined && asOf <= switchedAfter && isLongDated(underlying, contract);
    return expiriesFrom <= expiry && !isStillOld;
  });
  return history.at(-1)?.lotSize ?? underlying.lotSize;
}

function isLongDated(
  underlying: Underlying,
  { expiry, asOf }: { readonly expiry: string; readonly asOf: string },
): boolean {
  const kind = listedExpiries(underlying, asOf).find((listed) => listed.expiry === expiry)?.kind;
  return kind === 'Q' || kind === 'H';
}
