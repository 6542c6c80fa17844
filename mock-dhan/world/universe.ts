import type {
  ContractInstrument,
  ExchangeSegment,
  FutureInstrument,
  IndexInstrument,
  Instrument,
  OptionInstrument,
  Underlying,
} from '#engine/market/instrument.ts';

/** One underlying as this exchange lists it: contract facts of the scenario's date. */
export interface ListedUnderlying extends Underlying {
  /** Of its options, nearest first. */
  readonly expiries: readonly string[];
}

/** Every instrument the exchange lists. An instrument's position in `instruments` is its index on the quote board. */
export class Universe {
  readonly underlyings: readonly ListedUnderlying[];
  readonly instruments: readonly Instrument[];
  readonly #byKey = new Map<string, number>();
  readonly #legsByExpiry = new Map<string, number[]>();
  readonly #futures = new Map<string, number[]>();

  constructor(underlyings: readonly ListedUnderlying[], contracts: readonly ContractInstrument[]) {
    this.underlyings = underlyings;
    this.instruments = [...underlyings.map(toIndexInstrument), ...contracts];
    for (const [index, instrument] of this.instruments.entries()) {
      this.#byKey.set(`${instrument.exchangeSegment}:${instrument.securityId}`, index);
      if (instrument.kind === 'option') this.#addLeg(instrument, index);
      if (instrument.kind === 'future') this.#addFuture(instrument, index);
    }
    for (const legs of this.#legsByExpiry.values()) legs.sort((a, b) => this.#compareLegs(a, b));
    for (const futures of this.#futures.values()) futures.sort((a, b) => this.#compareFutures(a, b));
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

  /** Board indexes of an underlying's futures, nearest first; empty when none is listed. */
  futuresOf(symbol: string): readonly number[] {
    return this.#futures.get(symbol) ?? [];
  }

  /** Board index of the future of that expiry, or -1 when it is not listed. */
  futureIndex(symbol: string, expiry: string): number {
    return this.futuresOf(symbol).find((index) => this.#expiryOf(index) === expiry) ?? -1;
  }

  #addFuture({ underlying }: FutureInstrument, index: number): void {
    const futures = this.#futures.get(underlying);
    if (futures) futures.push(index);
    else this.#futures.set(underlying, [index]);
  }

  #compareFutures(a: number, b: number): number {
    return this.#expiryOf(a) < this.#expiryOf(b) ? -1 : 1;
  }

  #expiryOf(index: number): string {
    const instrument = this.instruments[index];
    return instrument?.kind === 'future' ? instrument.expiry : '';
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
