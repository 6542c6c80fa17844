import type { Underlying } from '../market/instrument.ts';
import type { MasterRow } from '../market/instrument-master.ts';

/** One option contract as the scrip master lists it. */
export interface MasterContract {
  readonly securityId: number;
  readonly lotSize: number;
  /** Rupees. */
  readonly tickSize: number;
}

/** The master's option rows of the followed underlyings, by underlying, expiry, strike and type. */
export class ContractIndex {
  readonly #byName = new Map<string, MasterContract>();
  readonly #firstOfExpiry = new Map<string, MasterContract>();
  readonly #underlyings = new Set<string>();

  constructor(rows: readonly MasterRow[], underlyings: readonly Underlying[]) {
    const followed = new Map(underlyings.map((underlying) => [underlying.symbol, underlying]));
    for (const row of rows) {
      const underlying = followed.get(row.underlyingSymbol);
      if (row.exchangeSegment !== underlying?.optionsSegment) continue;
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
