/**
 * What a run published, as the int32 words its digest covers and its journal keeps.
 *
 * Shape: a record opens with its number. `name`: the next text is the next name, counted from 0. `underlyingTick`: name, time, price.
 * `legTick`: name of the chain, time, leg, last price, bid, ask. `chainRepriced`: name of the chain, time, then each changed leg, ended by
 * END_OF_LEGS. `text`: the next text is a check's verdict. Times are two words, epoch seconds and milliseconds. Prices are paise. A changed leg is one word, leg and
 * change of price, 16 bits each, or WIDE_CHANGE, leg and price where the change is larger.
 */
import { RecordingError } from '../errors.ts';

export const RECORD = { name: 0, underlyingTick: 1, legTick: 2, chainRepriced: 3, text: 4 } as const;
export const CHANGE_PAISE_MAX = 32_767;
export const WIDE_CHANGE = -2;
export const END_OF_LEGS = -1;

/** A piece of a journal, in the order it was published. */
export type PublishedPart =
  | { readonly kind: 'words'; readonly words: Int32Array }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'ladder'; readonly name: string; readonly strikes: readonly number[] };

/** Legs are numbered as in a chain: `2 * i` is the call of the ladder's `strikes[i]`, `2 * i + 1` its put. Prices in paise. */
export type PublishedRecord =
  | {
      readonly kind: 'underlying-tick';
      readonly name: string;
      readonly atMs: number;
      readonly ltp: number;
    }
  | {
      readonly kind: 'leg-tick';
      readonly name: string;
      readonly atMs: number;
      readonly leg: number;
      readonly ltp: number;
      readonly bid: number;
      readonly ask: number;
    }
  | {
      readonly kind: 'reprice';
      readonly name: string;
      readonly atMs: number;
      /** Changed legs in order, each followed by its new price. */
      readonly legs: readonly number[];
    }
  | { readonly kind: 'verdict'; readonly text: string };

/** Puts the parts of a journal together to records, one after the other. */
export class PublishedReader {
  readonly #parts: Iterator<PublishedPart>;
  readonly #names: string[] = [];
  readonly #ladders = new Map<string, readonly number[]>();
  readonly #paise = new Map<string, number[]>();
  #words: Int32Array = new Int32Array(0);
  #position = 0;

  constructor(parts: Iterable<PublishedPart>) {
    this.#parts = parts[Symbol.iterator]();
  }

  /** Undefined after the last. Errors: RecordingError where the parts break off or make no sense. */
  next(): PublishedRecord | undefined {
    for (;;) {
      const opening = this.#wordOrEnd();
      if (opening === undefined) return undefined;
      if (opening !== RECORD.name) return this.#record(opening);
      if (this.#word() !== RECORD.text) throw damaged('a name is missing');
      this.#names.push(this.#text());
    }
  }

  /** `23000 CE`, or the number of a leg whose ladder is unknown. */
  legName(chain: string, leg: number): string {
    const strike = this.#ladders.get(chain)?.[leg >> 1];
    return strike === undefined ? `leg ${leg}` : `${strike} ${leg % 2 === 0 ? 'CE' : 'PE'}`;
  }

  #record(opening: number): PublishedRecord {
    if (opening === RECORD.text) return { kind: 'verdict', text: this.#text().trimEnd() };
    const name = this.#name();
    const atMs = this.#word() * 1000 + this.#word();
    switch (opening) {
      case RECORD.underlyingTick:
        return { kind: 'underlying-tick', name, atMs, ltp: this.#word() };
      case RECORD.legTick: {
        const [leg, ltp, bid, ask] = [this.#word(), this.#word(), this.#word(), this.#word()];
        this.#paiseOf(name)[leg] = ltp;
        return { kind: 'leg-tick', name, atMs, leg, ltp, bid, ask };
      }
      case RECORD.chainRepriced:
        return { kind: 'reprice', name, atMs, legs: this.#changedLegs(name) };
      default:
        throw damaged(`no record has the number ${opening}`);
    }
  }

  #changedLegs(name: string): number[] {
    const paise = this.#paiseOf(name);
    const legs: number[] = [];
    for (let word = this.#word(); word !== END_OF_LEGS; word = this.#word()) {
      const isWide = word === WIDE_CHANGE;
      const leg = isWide ? this.#word() : word >> 16;
      const price = isWide ? this.#word() : (paise[leg] ?? 0) + ((word << 16) >> 16);
      paise[leg] = price;
      legs.push(leg, price);
    }
    return legs;
  }

  #paiseOf(name: string): number[] {
    let paise = this.#paise.get(name);
    if (!paise) {
      paise = [];
      this.#paise.set(name, paise);
    }
    return paise;
  }

  #name(): string {
    const id = this.#word();
    const name = this.#names[id];
    if (name === undefined) throw damaged(`name ${id} was never told`);
    return name;
  }

  #word(): number {
    const word = this.#wordOrEnd();
    if (word === undefined) throw damaged('its last record breaks off');
    return word;
  }

  #wordOrEnd(): number | undefined {
    while (this.#position === this.#words.length) {
      const part = this.#nextPart();
      if (!part) return undefined;
      if (part.kind === 'text') throw damaged('a text stands where none belongs');
      this.#words = part.words;
      this.#position = 0;
    }
    this.#position += 1;
    return this.#words[this.#position - 1];
  }

  #text(): string {
    const part = this.#position === this.#words.length ? this.#nextPart() : undefined;
    if (part?.kind !== 'text') throw damaged('a text is missing');
    return part.text;
  }

  /** Ladders are kept aside: they may stand anywhere before the records that need them. */
  #nextPart(): Exclude<PublishedPart, { readonly kind: 'ladder' }> | undefined {
    for (let next = this.#parts.next(); !next.done; next = this.#parts.next()) {
      const part = next.value;
      if (part.kind !== 'ladder') return part;
      this.#ladders.set(part.name, part.strikes);
    }
    return undefined;
  }
}

function damaged(reason: string): RecordingError {
  return new RecordingError(
    `reading what a run published failed: expected whole records, but ${reason}. Write the journal again.`,
  );
}
