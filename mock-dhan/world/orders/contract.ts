import type { OptionInstrument } from '#engine/market/instrument.ts';

/** A listed instrument as orders know it. Only options can be traded here: indices cannot, and nothing else is listed. */
export interface Contract {
  /** Its place on the quote board. */
  readonly index: number;
  /** That of its underlying. */
  readonly underlyingIndex: number;
  readonly instrument: OptionInstrument;
  readonly exchange: 'NSE' | 'BSE';
  readonly lotSize: number;
  readonly tickPaise: number;
  /** Largest quantity of one order, in units: the whole lots within the exchange's freeze quantity. */
  readonly quantityMax: number;
}
