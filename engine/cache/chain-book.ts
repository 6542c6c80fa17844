import type { FollowedFuture } from '../market/followed-future.ts';
import type { Underlying } from '../market/instrument.ts';
import type { PriceEntry, PriceTable } from '../market/price-table.ts';
import type { CachedChain } from './cached-chain.ts';
import type { OptionChainCache } from './option-chain-cache.ts';

/** One underlying with everything a tick of it touches. */
export interface UnderlyingBook {
  readonly underlying: Underlying;
  readonly price: PriceEntry;
  /** The strike the cached windows are centred on. */
  centre: number;
  /** Nearest expiry first. */
  chains: CachedChain[];
  /** Nearest expiry first; none unless they are followed. */
  futures: readonly FollowedFuture[];
  /** When its tick was last written to the log, epoch ms; minus infinity before the first. */
  loggedAtMs: number;
}

/** The engine's working set beside the public cache: pricers and ladders, by underlying. */
export class ChainBook {
  readonly #books = new Map<string, UnderlyingBook>();
  readonly #cache: OptionChainCache;
  readonly #prices: PriceTable;

  constructor(cache: OptionChainCache, prices: PriceTable) {
    this.#cache = cache;
    this.#prices = prices;
  }

  /** Adds an underlying (again), without chains yet. */
  open(underlying: Underlying): UnderlyingBook {
    const book: UnderlyingBook = {
      underlying,
      price: this.#prices.entry(underlying.symbol),
      centre: 0,
      chains: [],
      futures: [],
      loggedAtMs: Number.NEGATIVE_INFINITY,
    };
    this.#books.set(underlying.symbol, book);
    return book;
  }

  /** Replaces an underlying's chains here and in the public cache. */
  setChains(book: UnderlyingBook, centre: number, chains: CachedChain[]): void {
    book.centre = centre;
    book.chains = chains;
    for (const { chain } of chains) this.#cache.put(chain);
  }

  books(): IterableIterator<UnderlyingBook> {
    return this.#books.values();
  }
}
