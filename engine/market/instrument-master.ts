import type { ExchangeSegment, OptionType } from './instrument.ts';

/** One row of a scrip master, reduced to what a backend needs. Prices in rupees (the files write paise on contract rows). */
export interface MasterRow {
  readonly exchange: string;
  readonly exchangeSegment: ExchangeSegment;
  readonly securityId: number;
  /** `INDEX OPTIDX FUTIDX EQUITY OPTSTK FUTSTK FUTCOM OPTFUT FUTCUR OPTCUR`, as written. */
  readonly instrument: string;
  /** Underlying's symbol for derivatives, own symbol otherwise; empty where the file leaves it blank. */
  readonly underlyingSymbol: string;
  readonly tradingSymbol: string;
  readonly displayName: string;
  readonly lotSize: number;
  readonly tickSize: number;
  /** `YYYY-MM-DD`; undefined for rows that do not expire. */
  readonly expiry: string | undefined;
  readonly strike: number | undefined;
  readonly optionType: OptionType | undefined;
}
