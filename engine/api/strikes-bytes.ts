import type { ServedGreeks } from '../analytics/chain-greeks.ts';
import type { ExpiryChain } from '../market/option-chain.ts';
import { strikeText } from './strike-text.ts';

/** What was last written of one chain. `seen` holds the values its fragments were made from. */
interface WrittenChain {
  version: number;
  /** Of the greeks; 0 without any. */
  revision: number;
  bytes: Uint8Array;
  /** What `bytes` is a view of: reused, because allocating it anew would cost more than filling it. */
  memory: Uint8Array;
  readonly fragments: Uint8Array[];
  readonly seenStrikes: Float64Array;
  readonly seenColumns: Float64Array[];
  /** 1 for a strike whose fragment must be written again. */
  readonly dirty: Uint8Array;
}

const COMMA = 0x2c;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;
/** Room for figures that get longer, so that a body which grows by a digit needs no new memory. */
const SPARE_BYTES = 4096;

/**
 * The `strikes` object of each chain as UTF-8 JSON, ascending by strike, with the greeks it is given or, without any, in the documents' shape. The same
 * bytes are returned while the chain's `version` and the greeks' `revision` stand; after they moved only the strikes whose values differ are written
 * again, into the same memory: copy what must outlive the next call. One entry per living chain.
 */
export class StrikesBytes {
  readonly #written = new WeakMap<ExpiryChain, WrittenChain>();
  readonly #encoder = new TextEncoder();

  of(chain: ExpiryChain, greeks?: ServedGreeks): Uint8Array {
    let written = this.#written.get(chain);
    if (!written) {
      written = unwritten(chain);
      this.#written.set(chain, written);
    }
    if (written.version !== chain.version || written.revision !== (greeks?.revision ?? 0))
      this.#write(chain, greeks, written);
    return written.bytes;
  }

  #write(chain: ExpiryChain, greeks: ServedGreeks | undefined, written: WrittenChain): void {
    markChanged(shownColumns(chain, greeks), chain, written);
    for (let index = 0; index < chain.strikes.length; index += 1) {
      if (written.dirty[index] === 0) continue;
      written.fragments[index] = this.#encoder.encode(strikeText(chain, index, greeks?.columns));
    }
    written.dirty.fill(0);
    join(written);
    written.version = chain.version;
    written.revision = greeks?.revision ?? 0;
  }
}

/** The columns a body shows, each with one entry per leg. */
function shownColumns(
  { securityIds, ltp, bid, ask, volume, oi, source }: ExpiryChain,
  greeks: ServedGreeks | undefined,
): readonly (Float64Array | Uint8Array)[] {
  const quoted = [securityIds, ltp, bid, ask, volume, oi, source];
  if (!greeks) return quoted;
  const { impliedVolatility, delta, gamma, theta, vega } = greeks.columns;
  return [...quoted, impliedVolatility, delta, gamma, theta, vega];
}

/** NaN differs from every value, so the first comparison finds all strikes changed. */
function unwritten(chain: ExpiryChain): WrittenChain {
  return {
    version: Number.NaN,
    revision: 0,
    bytes: new Uint8Array(0),
    memory: new Uint8Array(0),
    fragments: Array.from(chain.strikes, () => new Uint8Array(0)),
    seenStrikes: new Float64Array(chain.strikes.length).fill(Number.NaN),
    seenColumns: [],
    dirty: new Uint8Array(chain.strikes.length),
  };
}

function markChanged(
  columns: readonly (Float64Array | Uint8Array)[],
  chain: ExpiryChain,
  written: WrittenChain,
): void {
  const { dirty, seenStrikes, seenColumns } = written;
  for (let index = 0; index < seenStrikes.length; index += 1) {
    if (seenStrikes[index] === chain.strikes[index]) continue;
    seenStrikes[index] = chain.strikes[index]!;
    dirty[index] = 1;
  }
  for (const [at, column] of columns.entries()) {
    seenColumns[at] ??= new Float64Array(column.length).fill(Number.NaN);
    markChangedLegs(column, seenColumns[at], dirty);
  }
}

function markChangedLegs(column: Float64Array | Uint8Array, seen: Float64Array, dirty: Uint8Array): void {
  for (let leg = 0; leg < seen.length; leg += 1) {
    if (seen[leg] === column[leg]) continue;
    seen[leg] = column[leg]!;
    dirty[leg >> 1] = 1;
  }
}

/** `{fragment,fragment,...}`. */
function join(written: WrittenChain): void {
  const { fragments } = written;
  const commas = Math.max(0, fragments.length - 1);
  const length = fragments.reduce((sum, fragment) => sum + fragment.length, 2 + commas);
  if (written.memory.length < length) written.memory = new Uint8Array(length + SPARE_BYTES);
  const { memory } = written;
  memory[0] = OPENING_BRACE;
  let at = 1;
  for (const [index, fragment] of fragments.entries()) {
    if (index > 0) memory[at++] = COMMA;
    memory.set(fragment, at);
    at += fragment.length;
  }
  memory[at] = CLOSING_BRACE;
  written.bytes = memory.subarray(0, length);
}
