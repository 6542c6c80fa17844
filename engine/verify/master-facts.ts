/** What a scrip master holds, reduced to what is judged. */
import type { MasterRow } from '../market/instrument-master.ts';
import { parseDetailedMaster } from '../wire/scrip-master.ts';

/** Counts of a detailed scrip master. */
export interface MasterFacts {
  readonly status: number;
  /** Names in the first line; 0 for a body that is no table. */
  readonly columns: number;
  readonly rows: number;
  /** Options and futures among them. */
  readonly derivativeRows: number;
  /** Derivative rows without underlying, symbol or display name. */
  readonly blankNames: number;
  /** Option rows by underlying. */
  readonly optionsOf: ReadonlyMap<string, number>;
  /** Lot size by underlying and expiry, `NIFTY 2026-02-10`. */
  readonly lotOf: ReadonlyMap<string, number>;
  /** One line for each kind of unsound row, or for missing columns. */
  readonly problems: readonly string[];
}

/** Reads whatever came as the master. */
export function masterFacts(status: number, text: string): MasterFacts {
  const { rows, problems } = parseDetailedMaster(text);
  const [header = ''] = text.split('\n', 1);
  const derivatives = rows.filter(isDerivative);
  const optionsOf = new Map<string, number>();
  for (const { underlyingSymbol, optionType } of derivatives)
    if (optionType !== undefined) optionsOf.set(underlyingSymbol, (optionsOf.get(underlyingSymbol) ?? 0) + 1);
  return {
    status,
    columns: header.includes(',') ? header.trim().replace(/,$/, '').split(',').length : 0,
    rows: rows.length,
    derivativeRows: derivatives.length,
    blankNames: derivatives.filter(hasBlankName).length,
    optionsOf,
    lotOf: lotsOf(derivatives),
    problems,
  };
}

function lotsOf(derivatives: readonly MasterRow[]): ReadonlyMap<string, number> {
  return new Map(
    derivatives
      .filter(({ optionType }) => optionType !== undefined)
      .map(({ underlyingSymbol, expiry, lotSize }) => [`${underlyingSymbol} ${expiry}`, lotSize]),
  );
}

function isDerivative({ exchangeSegment }: MasterRow): boolean {
  return exchangeSegment === 'NSE_FNO' || exchangeSegment === 'BSE_FNO';
}

function hasBlankName({ underlyingSymbol, tradingSymbol, displayName }: MasterRow): boolean {
  return [underlyingSymbol, tradingSymbol, displayName].some((name) => name === '' || name === 'NA');
}
