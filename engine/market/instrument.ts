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
/** Segments that list options and futures of indices. */
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

/** One listed index future. */
export interface FutureInstrument {
  readonly kind: 'future';
  readonly securityId: number;
  readonly exchangeSegment: OptionsSegment;
  readonly underlying: string;
  /** `YYYY-MM-DD`, IST. */
  readonly expiry: string;
  /** Units per lot. */
  readonly lotSize: number;
  /** Rupees. */
  readonly tickSize: number;
}

/** What is traded: it has a book, a volume, open interest and an expiry, where an index has none of them. */
export type ContractInstrument = OptionInstrument | FutureInstrument;

/** Whatever has a security id here. */
export type Instrument = IndexInstrument | ContractInstrument;

/** Whether it is traded. */
export function isTraded(instrument: Instrument): instrument is ContractInstrument {
  return instrument.kind !== 'index';
}

/** An instrument's kind as scrip masters, charts and statements write it. */
export const INSTRUMENT_NAMES = {
  index: 'INDEX',
  option: 'OPTIDX',
  future: 'FUTIDX',
} as const satisfies Record<Instrument['kind'], string>;

/** A contract's INSTRUMENT_TYPE: a short form on NSE, the instrument's name on BSE. Source: dhan-v2-wire 5.2. */
export function instrumentType(kind: ContractInstrument['kind'], exchange: 'NSE' | 'BSE'): string {
  if (exchange === 'BSE') return INSTRUMENT_NAMES[kind];
  return kind === 'option' ? 'OP' : 'FUT';
}

/** An index that options and futures are written on. */
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
  /** Rupees; its futures' own. */
  readonly futureTickSize: number;
}

/**
 * The six index underlyings. Source: dhan-v2-wire 5.3, 10.4. Future ticks of NIFTY and BANKNIFTY are those of master rows (5.1); the other two of NSE follow its rule
 * of 2025, by which they are what the index's level makes them (0.05 below 15,000, 0.10 to 30,000, 0.20 above), those of BSE are its options'.
 */
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
    futureTickSize: 0.1,
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
    futureTickSize: 0.2,
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
    futureTickSize: 0.1,
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
    futureTickSize: 0.05,
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
    futureTickSize: 0.05,
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
    futureTickSize: 0.05,
  },
];

/** First id of a segment's futures, below or above all that its options may have. */
export const FIRST_FUTURE_ID: Readonly<Record<OptionsSegment, number>> = {
  NSE_FNO: 35_000,
  BSE_FNO: 1_144_500,
};

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
