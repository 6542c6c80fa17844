import type { ExpiryChain } from '../market/option-chain.ts';

/** Every cached chain: underlying -> expiry (ascending) -> chain. The single source for the REST route. */
export class OptionChainCache {
  readonly #chains = new Map<string, Map<string, ExpiryChain>>();

  put(chain: ExpiryChain): void {
    const byExpiry = this.#chains.get(chain.underlying) ?? new Map<string, ExpiryChain>();
    byExpiry.set(chain.expiry, chain);
    const ordered = new Map([...byExpiry].sort(([a], [b]) => (a < b ? -1 : 1)));
    this.#chains.set(chain.underlying, ordered);
  }

  get(underlying: string, expiry: string): ExpiryChain | undefined {
    return this.#chains.get(underlying)?.get(expiry);
  }

  underlyings(): string[] {
    return [...this.#chains.keys()];
  }

  /** Ascending; empty when the underlying is not cached. */
  expiries(underlying: string): string[] {
    return [...(this.#chains.get(underlying)?.keys() ?? [])];
  }

  chainsOf(underlying: string): IterableIterator<ExpiryChain> {
    return (this.#chains.get(underlying) ?? new Map<string, ExpiryChain>()).values();
  }

  *all(): Generator<ExpiryChain> {
    for (const byExpiry of this.#chains.values()) yield* byExpiry.values();
  }

  clear(): void {
    this.#chains.clear();
  }
}
