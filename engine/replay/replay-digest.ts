import type { ExpiryChain } from '../market/option-chain.ts';
import type { Hasher, Journal } from '../ports.ts';
import { CHANGE_PAISE_MAX, END_OF_LEGS, RECORD, WIDE_CHANGE } from './published-records.ts';

const BUFFER_LENGTH = 65_536;
const WORDS_PER_LEG_MAX = 3;

/** Whoever keeps a copy of what the digest covers, in the same order. */
export interface DigestCopy {
  /** Little-endian, and only valid during the call. */
  words(words: Int32Array): void;
  text(text: string): void;
  /** What the leg numbers of a chain's records stand for; told once, before the first of them. */
  ladder(name: string, chain: ExpiryChain): void;
}

interface ChainState {
  readonly id: number;
  /** Price last hashed per leg, so that a reprice contributes only what it changed. */
  readonly paise: Int32Array;
}

/**
 * SHA-256 over everything a run published, in order: underlying ticks, legs' own ticks, repriced legs, check results.
 * Shape: little-endian int32 words (published-records.ts). Never over the seed, the version,
 * float bits or wall time, so equal runs agree on any platform and another seed shows only through the prices.
 */
export class ReplayDigest implements Journal {
  readonly #hasher: Hasher;
  readonly #words = new Int32Array(BUFFER_LENGTH);
  #length = 0;
  readonly #nameIds = new Map<string, number>();
  readonly #chains = new WeakMap<ExpiryChain, ChainState>();

  readonly #copy: DigestCopy | undefined;

  constructor(hasher: Hasher, copy?: DigestCopy) {
    this.#hasher = hasher;
    this.#copy = copy;
  }

  underlyingTick(atMs: number, symbol: string, ltp: number): void {
    const id = this.#nameId(symbol);
    this.#open(RECORD.underlyingTick, id, atMs);
    this.#push(paise(ltp));
  }

  legTick(atMs: number, chain: ExpiryChain, leg: number): void {
    const state = this.#chainState(chain);
    this.#open(RECORD.legTick, state.id, atMs);
    this.#push(leg);
    this.#push(paise(chain.ltp[leg]!));
    this.#push(paise(chain.bid[leg]!));
    this.#push(paise(chain.ask[leg]!));
    state.paise[leg] = paise(chain.ltp[leg]!);
  }

  chainRepriced(atMs: number, chain: ExpiryChain): void {
    const { id, paise: hashed } = this.#chainState(chain);
    const { ltp } = chain;
    if (this.#length + ltp.length * WORDS_PER_LEG_MAX + 8 > BUFFER_LENGTH) this.#flush();
    this.#open(RECORD.chainRepriced, id, atMs);
    const words = this.#words;
    let length = this.#length;
    // A word is written for every leg and kept for those that changed: which ones do no processor can guess, and guessing wrong costs more.
    for (let leg = 0; leg < ltp.length; leg += 1) {
      const price = paise(ltp[leg]!);
      const change = (price - hashed[leg]!) | 0;
      hashed[leg] = price;
      if (change <= CHANGE_PAISE_MAX && change >= -CHANGE_PAISE_MAX) {
        words[length] = (leg << 16) | (change & 0xffff);
        length += Number(change !== 0);
      } else {
        words[length] = WIDE_CHANGE;
        words[length + 1] = leg;
        words[length + 2] = price;
        length += WORDS_PER_LEG_MAX;
      }
    }
    this.#length = length;
    this.#push(END_OF_LEGS);
  }

  /** Adds words, such as a check's id and status. */
  text(words: string): void {
    this.#push(RECORD.text);
    this.#flush();
    this.#hasher.update(new TextEncoder().encode(words));
    this.#copy?.text(words);
  }

  /** `sha256:` and 64 hex digits; the digest is closed afterwards. */
  close(): string {
    this.#flush();
    return `sha256:${this.#hasher.digestHex()}`;
  }

  #chainState(chain: ExpiryChain): ChainState {
    let state = this.#chains.get(chain);
    if (!state) {
      const name = `${chain.underlying} ${chain.expiry}`;
      this.#copy?.ladder(name, chain);
      state = {
        id: this.#nameId(name),
        paise: new Int32Array(chain.ltp.length),
      };
      this.#chains.set(chain, state);
    }
    return state;
  }

  #nameId(name: string): number {
    let id = this.#nameIds.get(name);
    if (id === undefined) {
      id = this.#nameIds.size;
      this.#nameIds.set(name, id);
      this.#push(RECORD.name);
      this.text(name);
    }
    return id;
  }

  #open(record: number, id: number, atMs: number): void {
    this.#push(record);
    this.#push(id);
    const seconds = Math.floor(atMs / 1000);
    this.#push(seconds);
    this.#push(Math.floor(atMs - seconds * 1000));
  }

  #push(value: number): void {
    if (this.#length === BUFFER_LENGTH) this.#flush();
    this.#words[this.#length] = value;
    this.#length += 1;
  }

  #flush(): void {
    if (this.#length === 0) return;
    if (!IS_LITTLE_ENDIAN) swapBytes(this.#words.subarray(0, this.#length));
    this.#hasher.update(new Uint8Array(this.#words.buffer, 0, this.#length * 4));
    this.#copy?.words(this.#words.subarray(0, this.#length));
    this.#length = 0;
  }
}

/** A whole number of 32 bits, as the digest's words are. */
function paise(rupees: number): number {
  return Math.floor(rupees * 100 + 0.5) | 0;
}

const IS_LITTLE_ENDIAN = new Uint8Array(new Int32Array([1]).buffer)[0] === 1;

function swapBytes(words: Int32Array): void {
  const view = new DataView(words.buffer, words.byteOffset, words.byteLength);
  for (let index = 0; index < words.length; index += 1) view.setInt32(index * 4, words[index]!, true);
}
