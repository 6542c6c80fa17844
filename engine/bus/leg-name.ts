import { underlyingBySymbol } from '../market/instrument.ts';
import { compactSymbol } from '../market/symbol/format-symbol.ts';
import type { LegNaming } from './tick-bodies.ts';

/** As NSE and BSE list it: `NIFTY26FEB24500CE` for the last expiry of a month, `NIFTY2621024500CE` for any other. */
export const nameLeg: LegNaming = ({ underlying, expiry, strike, optionType }) =>
  compactSymbol(
    {
      kind: 'option',
      exchange: underlyingBySymbol(underlying)?.exchange ?? 'NSE',
      underlying,
      underlyingKind: 'index',
      month: expiry.slice(0, 7),
      expiry,
      strike,
      optionType,
    },
    expiry,
  );
