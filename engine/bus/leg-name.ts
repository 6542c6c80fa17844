import { underlyingBySymbol } from '../market/instrument.ts';
import { compactSymbol } from '../market/symbol/format-symbol.ts';
import { contractSymbol } from '../market/symbol/market-symbol.ts';
import type { NamedContract } from '../market/symbol/market-symbol.ts';
import type { LegNaming } from './tick-bodies.ts';

/** As NSE and BSE list it: `NIFTY26FEB24500CE` for the last expiry of a month, `NIFTY2621024500CE` for any other, `NIFTY26FEBFUT`. */
export function nameContract(contract: NamedContract): string {
  const exchange = underlyingBySymbol(contract.underlying)?.exchange ?? 'NSE';
  return compactSymbol(contractSymbol(contract, exchange), contract.expiry);
}

/** The same of an option. */
export const nameLeg: LegNaming = ({ underlying, expiry, strike, optionType }) =>
  nameContract({ kind: 'option', underlying, expiry, strike, optionType });
