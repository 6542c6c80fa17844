import { isTraded } from '#engine/market/instrument.ts';
import type { ContractInstrument, ExchangeSegment } from '#engine/market/instrument.ts';
import type { ListedUnderlying, Universe } from '../universe.ts';
import { toPaise } from '../portfolio/paise.ts';

/** A listed instrument as orders know it. Options and futures can be traded here: indices cannot, and nothing else is listed. */
export interface Contract {
  /** Its place on the quote board. */
  readonly index: number;
  /** That of its underlying. */
  readonly underlyingIndex: number;
  readonly instrument: ContractInstrument;
  readonly exchange: 'NSE' | 'BSE';
  readonly lotSize: number;
  readonly tickPaise: number;
  /** Largest quantity of one order, in units: the whole lots within the exchange's freeze quantity. */
  readonly quantityMax: number;
}

/** Whether both sides are held against margin, and nothing is paid for the contract itself: a future, where an option's buyer pays its premium. */
export function isMargined({ instrument }: Pick<Contract, 'instrument'>): boolean {
  return instrument.kind === 'future';
}

/** The contracts of a universe, each made when it is first asked for. */
export class Contracts {
  readonly #universe: Universe;
  readonly #known = new Map<number, Contract>();

  constructor(universe: Universe) {
    this.#universe = universe;
  }

  /** By board index; undefined for what cannot be traded. */
  at(index: number): Contract | undefined {
    const known = this.#known.get(index);
    if (known) return known;
    const instrument = this.#universe.instruments[index];
    if (!instrument || !isTraded(instrument)) return undefined;
    const underlyingIndex = this.#universe.underlyingIndex(instrument.underlying);
    const contract = contractOf(instrument, {
      index,
      underlyingIndex,
      underlying: this.#universe.underlyings[underlyingIndex]!,
    });
    this.#known.set(index, contract);
    return contract;
  }

  /** By what an order names; undefined when nothing that can be traded is listed under it. */
  find(exchangeSegment: ExchangeSegment, securityId: number): Contract | undefined {
    return this.at(this.#universe.indexOf(exchangeSegment, securityId));
  }
}

function contractOf(
  instrument: ContractInstrument,
  listed: { readonly index: number; readonly underlyingIndex: number; readonly underlying: ListedUnderlying },
): Contract {
  const { index, underlyingIndex, underlying } = listed;
  const { lotSize } = instrument;
  return {
    index,
    underlyingIndex,
    instrument,
    exchange: underlying.exchange,
    lotSize,
    tickPaise: toPaise(instrument.tickSize),
    quantityMax: Math.max(1, Math.floor(underlying.freezeQuantity / lotSize)) * lotSize,
  };
}
