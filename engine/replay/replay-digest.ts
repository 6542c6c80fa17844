import type { ExpiryChain } from '../market/option-chain.ts';
import type { Hasher, Journal } from '../ports.ts';

/** Kinds of digest records; the number opens each record. */
const RECORD = { name: 0, underlyingTick: 1, legTick: 2, chainRepriced: 3, text: 4 } as const;
const BUFFER_LENGTH = 65_536;

interface ChainState {
  readonly id: number;
  /** Price last hashed per leg, so that a reprice contributes only what it changed. */
  readonly ltp: Float64Array;
}

/**
 * SHA-256 over everything a run published, in order: underlying ticks, legs' own ticks, repriced legs, check results.
 * Shape: little-endian int32 records; times as seconds and milliseconds, prices in paise. Never over the seed, the version,
 * float bits or wall time, so equal runs agree on any platform and another seed shows only through the prices.
 */
export class ReplayDigest implements Journal {
  readonly #hasher: Hasher;
  readonly #buffer = new DataView(new ArrayBuffer(BUFFER_LENGTH * 4));
  #length = 0;
  readonly #nameIds = new Map<string, number>();
  readonly #chains = new WeakMap<ExpiryChain, ChainState>();

  constructor(hasher: Hasher) {
    this.#hasher = hasher;
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
    state.ltp[leg] = chain.ltp[leg]!;
  }

  chainRepriced(atMs: number, chain: ExpiryChain): void {
    const { id, ltp: hashed } = this.#chainState(chain);
    this.#open(RECORD.chainRepriced, id, atMs);
    const { ltp } = chain;
    for (let leg = 0; leg < ltp.length; leg += 1) {
      const price = ltp[leg]!;
      if (price === hashed[leg]) continue;
      hashed[leg] = price;
      this.#push(leg);
      this.#push(paise(price));
    }
    this.#push(-1);
  }

  /** Adds words, such as a check's id and status. */
  text(words: string): void {
    this.#push(RECORD.text);
    this.#flush();
    this.#hasher.update(new TextEncoder().encode(words));
  }

  /** `sha256:` and 64 hex digits; the digest is closed afterwards. */
  close(): string {
    this.#flush();
    return `sha256:${this.#hasher.digestHex()}`;
  }

  #chainState(chain: ExpiryChain): ChainState {
    let state = this.#chains.get(chain);
    if (!state) {
      state = {
        id: this.#nameId(`${chain.underlying} ${chain.expiry}`),
        ltp: new Float64Array(chain.ltp.length),
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
    this.#push(Math.floor(atMs / 1000));
    this.#push(Math.floor(atMs % 1000));
  }

  #push(value: number): void {
    if (this.#length === BUFFER_LENGTH) this.#flush();
    this.#buffer.setInt32(this.#length * 4, value, true);
    this.#length += 1;
  }

  #flush(): void {
    if (this.#length === 0) return;
    this.#hasher.update(new Uint8Array(this.#buffer.buffer, 0, this.#length * 4));
    this.#length = 0;
  }
}

function paise(rupees: number): number {
  return Math.round(rupees * 100);
}
