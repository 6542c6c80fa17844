import type {
  ExchangeSegment,
  IndexInstrument,
  Instrument,
  OptionInstrument,
  Underlying,
} from '#engine/market/instrument.ts';

/** One underlying as this exchange lists it: contract facts of the scenario's date. */
export interface ListedUnderlying extends Underlying {
  /** Nearest first. */
  readonly expiries: readonly string[];
}

/** Every instrument the exchange lists. An instrument's position in `instruments` is its index on the quote board. */
export class Universe {
  readonly underlyings: readonly ListedUnderlying[];
  readonly instruments: readonly Instrument[];
  readonly #byKey = new Map<string, number>();
  readonly #legsByExpiry = new Map<string, number[]>();

  constructor(underlyings: readonly ListedUnderlying[], options: readonly OptionInstrument[]) {
    this.underlyings = underlyings;
    this.instruments = [...underlyings.map(toIndexInstrument), ...options];
    for (const [index, instrument] of this.instruments.entries()) {
      this.#byKey.set(`${instrument.exchangeSegment}:${instrument.securityId}`, index);
      if (instrument.kind === 'option') this.#addLeg(instrument, index);
    }
    for (const legs of this.#legsByExpiry.values()) legs.sort((a, b) => this.#compareLegs(a, b));
  }

  /** Board index, or -1 when nothing is listed under that id. */
  indexOf(exchangeSegment: ExchangeSegment, securityId: number): number {
    return this.#byKey.get(`${exchangeSegment}:${securityId}`) ?? -1;
  }

  underlyingIndex(symbol: string): number {
    return this.underlyings.findIndex((underlying) => underlying.symbol === symbol);
  }

  /** Board indexes of an expiry's legs, by strike then CE before PE; empty when the expiry is not listed. */
  legsOf(symbol: string, expiry: string): readonly number[] {
    return this.#legsByExpiry.get(`${symbol}:${expiry}`) ?? [];
  }

  #addLeg(option: OptionInstrument, index: number): void {
    const key = `${option.underlying}:${option.expiry}`;
    const legs = this.#legsByExpiry.get(key);
    if (legs) legs.push(index);
    else this.#legsByExpiry.set(key, [index]);
  }

  #compareLegs(a: number, b: number): number {
    const legA = this.instruments[a];
    const legB = this.instruments[b];
    if (legA?.kind !== 'option' || legB?.kind !== 'option') return a - b;
    return legA.strike - legB.strike || (legA.optionType < legB.optionType ? -1 : 1);
  }
}

function toIndexInstrument(underlying: Underlying): IndexInstrument {
  return {
    kind: 'index',
    securityId: underlying.securityId,
    exchangeSegment: 'IDX_I',
    exchange: underlying.exchange,
    symbol: underlying.symbol,
    displayName: underlying.displayName,
    tickSize: underlying.tickSize,
  };
}
