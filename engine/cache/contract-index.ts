import { INSTRUMENT_NAMES } from '../market/instrument.ts';
import type { FutureInstrument, Underlying } from '../market/instrument.ts';
import type { MasterRow } from '../market/instrument-master.ts';

/** One option contract as the scrip master lists it. */
export interface MasterContract {
  readonly securityId: number;
  readonly lotSize: number;
  /** Rupees. */
  readonly tickSize: number;
}

/** The master's rows of the followed underlyings' contracts: options by underlying, expiry, strike and type, futures by underlying. */
export class ContractIndex {
  readonly #byName = new Map<string, MasterContract>();
  readonly #firstOfExpiry = new Map<string, MasterContract>();
  readonly #underlyings = new Set<string>();
  readonly #futures: FutureInstrument[] = [];

  constructor(rows: readonly MasterRow[], underlyings: readonly Underlying[]) {
    const followed = new Map(underlyings.map((underlying) => [underlying.symbol, underlying]));
    for (const row of rows) {
      const underlying = followed.get(row.underlyingSymbol);
      if (row.exchangeSegment !== underlying?.optionsSegment) continue;
      if (row.instrument === INSTRUMENT_NAMES.future && row.expiry !== undefined)
        this.#futures.push(futureOf(row, underlying, row.expiry));
      if (row.expiry === undefined || row.strike === undefined || row.optionType === undefined) continue;
      const expiry = `${row.underlyingSymbol} ${row.expiry}`;
      this.#underlyings.add(row.underlyingSymbol);
      this.#byName.set(`${expiry} ${row.strike} ${row.optionType}`, row);
      if (!this.#firstOfExpiry.has(expiry)) this.#firstOfExpiry.set(expiry, row);
    }
  }

  /** Option contracts known. */
  get size(): number {
    return this.#byName.size;
  }

  /** Whether any option of that underlying is listed. */
  lists(underlying: string): boolean {
    return this.#underlyings.has(underlying);
  }

  /** Those of an underlying that are listed, nearest expiry first. */
  futures(underlying: string): FutureInstrument[] {
    const own = this.#futures.filter((future) => future.underlying === underlying);
    return own.sort((a, b) => (a.expiry < b.expiry ? -1 : 1));
  }

  contract(
    underlying: string,
    expiry: string,
    strike: number,
    optionType: 'CE' | 'PE',
  ): MasterContract | undefined {
    return this.#byName.get(`${underlying} ${expiry} ${strike} ${optionType}`);
  }

  /** Any contract of the expiry: lot and tick size are the same for all of them. */
  anyContract(underlying: string, expiry: string): MasterContract | undefined {
    return this.#firstOfExpiry.get(`${underlying} ${expiry}`);
  }
}

function futureOf(row: MasterRow, underlying: Underlying, expiry: string): FutureInstrument {
  const { securityId, lotSize, tickSize } = row;
  const { symbol, optionsSegment: exchangeSegment } = underlying;
  return { kind: 'future', securityId, exchangeSegment, underlying: symbol, expiry, lotSize, tickSize };
}
