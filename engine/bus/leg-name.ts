import { expiryOfMonth } from '../market/expiry-calendar.ts';
import { underlyingBySymbol } from '../market/instrument.ts';
import { MONTH_NAMES } from '../market/ist-time.ts';
import type { LegNaming } from './tick-bodies.ts';

/** `NIFTY26FEB24500CE` for the last expiry of a month, `NIFTY2621024500CE` for any other: year, month (1 to 9, O, N, D), day. */
export const nameLeg: LegNaming = ({ underlying, expiry, strike, optionType }) => {
  const [year = '', month = '', day = ''] = expiry.split('-');
  const exchange = underlyingBySymbol(underlying)?.exchange ?? 'NSE';
  const isMonthly = expiryOfMonth({ symbol: underlying, exchange }, `${year}-${month}`, expiry) === expiry;
  const when = isMonthly
    ? MONTH_NAMES[Number(month) - 1]!.toUpperCase()
    : `${MONTH_LETTERS[Number(month) - 1]}${day}`;
  return `${underlying}${year.slice(2)}${when}${strike}${optionType}`;
};

const MONTH_LETTERS = '123456789OND';
