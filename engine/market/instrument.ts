/** What can be traded or watched, in the exchange's own terms. */

/** Wire numbers of the exchange segments; 6 is unused. Source: dhan-v2-wire 4.1. */
export const EXCHANGE_SEGMENT_CODES = {
  IDX_I: 0,
  NSE_EQ: 1,
  NSE_FNO: 2,
  NSE_CURRENCY: 3,
  BSE_EQ: 4,
  MCX_COMM: 5,
  BSE_CURRENCY: 7,
  BSE_FNO: 8,
} as const;

/** A segment by its name on the wire. */
export type ExchangeSegment = keyof typeof EXCHANGE_SEGMENT_CODES;
/** Segments that list index options. */
export type OptionsSegment = 'NSE_FNO' | 'BSE_FNO';
/** Exchanges with a calendar here. */
export type Exchange = 'NSE' | 'BSE' | 'MCX';
/** Call or put. */
export type OptionType = 'CE' | 'PE';

/** An index as it is quoted; it cannot be traded. */
export interface IndexInstrument {
  readonly kind: 'index';
  /** IDX_I id: what option chain and feed want (NIFTY 13), not the master's underlying id (26000). */
  readonly securityId: number;
  readonly exchangeSegment: 'IDX_I';
  readonly exchange: 'NSE' | 'BSE';
  readonly symbol: string;
  readonly displayName: string;
  /** Rupees. */
  readonly tickSize: number;
}

/** One listed option leg. */
export interface OptionInstrument {
  readonly kind: 'option';
  readonly securityId: number;
  readonly exchangeSegment: OptionsSegment;
  readonly underlying: string;
  /** `YYYY-MM-DD`, IST. */
  readonly expiry: string;
  readonly strike: number;
  readonly optionType: OptionType;
  /** Units per lot. */
  readonly lotSize: number;
  /** Rupees. */
  readonly tickSize: number;
}

/** Whatever has a security id here. */
export type Instrument = IndexInstrument | OptionInstrument;

/** An index that options are written on. */
export interface Underlying {
  readonly symbol: string;
  /** IDX_I security id. */
  readonly securityId: number;
  readonly displayName: string;
  readonly exchange: 'NSE' | 'BSE';
  readonly optionsSegment: OptionsSegment;
  /** UNDERLYING_SECURITY_ID of its derivatives in the detailed master: an exchange token, not the IDX_I id. */
  readonly masterUnderlyingId: number;
  /** Rupees between neighbouring listed strikes near the money. */
  readonly strikeInterval: number;
  /** Units per lot in 2026 contracts; recordings of other dates carry their own. */
  readonly lotSize: number;
  /** Largest order plus one, in units. */
  readonly freezeQuantity: number;
  readonly tickSize: number;
}

/** The six index underlyings. Source: dhan-v2-wire 5.3, 10.4. */
export const UNDERLYINGS: readonly Underlying[] = [
  {
    symbol: 'NIFTY',
    securityId: 13,
    displayName: 'Nifty 50',
    exchange: 'NSE',
    optionsSegment: 'NSE_FNO',
    masterUnderlyingId: 26000,
    strikeInterval: 50,
    lotSize: 65,
    freezeQuantity: 1756,
    tickSize: 0.05,
  },
  {
    symbol: 'BANKNIFTY',
    securityId: 25,
    displayName: 'Nifty Bank',
    exchange: 'NSE',
    optionsSegment: 'NSE_FNO',
    masterUnderlyingId: 26009,
    strikeInterval: 100,
    lotSize: 30,
    freezeQuantity: 600,
    tickSize: 0.05,
  },
  {
    symbol: 'FINNIFTY',
    securityId: 27,
    displayName: 'Finnifty',
    exchange: 'NSE',
    optionsSegment: 'NSE_FNO',
    masterUnderlyingId: 26037,
    strikeInterval: 50,
    lotSize: 60,
    freezeQuantity: 1801,
    tickSize: 0.05,
  },
  {
    symbol: 'MIDCPNIFTY',
    securityId: 442,
    displayName: 'Nifty Midcap Select',
    exchange: 'NSE',
    optionsSegment: 'NSE_FNO',
    masterUnderlyingId: 26074,
    strikeInterval: 25,
    lotSize: 120,
    freezeQuantity: 2801,
    tickSize: 0.05,
  },
  {
    symbol: 'SENSEX',
    securityId: 51,
    displayName: 'Sensex',
    exchange: 'BSE',
    optionsSegment: 'BSE_FNO',
    masterUnderlyingId: 1,
    strikeInterval: 100,
    lotSize: 20,
    freezeQuantity: 1000,
    tickSize: 0.01,
  },
  {
    symbol: 'BANKEX',
    securityId: 69,
    displayName: 'BSE BANKEX',
    exchange: 'BSE',
    optionsSegment: 'BSE_FNO',
    masterUnderlyingId: 2,
    strikeInterval: 100,
    lotSize: 30,
    freezeQuantity: 900,
    tickSize: 0.01,
  },
];

/**
 * First id of a segment's options where the source of prices names none; ids count up in listing order, so the same source always lists the
 * same ids.
 */
export const FIRST_OPTION_ID: Readonly<Record<OptionsSegment, number>> = {
  NSE_FNO: 40_000,
  BSE_FNO: 800_000,
};

/** The known index of that symbol, in upper case; undefined for any other. */
export function underlyingBySymbol(symbol: string): Underlying | undefined {
  return UNDERLYINGS.find((underlying) => underlying.symbol === symbol);
}
