/** The forward that a chain's own calls and puts agree on. */
import type { ExpiryChain } from '../market/option-chain.ts';
import { discountFactor, yearsToExpiry } from './discounting.ts';
import { legPrice, quoteMid } from './leg-price.ts';

/** How many strikes, nearest to call = put, vote. */
const VOTING_STRIKES = 7;

/**
 * Forward of the chain's expiry by put-call parity: the median, over the seven strikes nearest to call = put, of
 * K + (C - P) / discount at quote middles. Where no pair is quoted last prices vote, and where none is traded either it is
 * `spot`. Rupees.
 */
export function parityForward(chain: ExpiryChain, spot: number, nowMs: number): number {
  return quotedForward(chain, nowMs) ?? medianVote(chain, nowMs, legPrice) ?? spot;
}

/** The same from quotes alone; undefined where no strike has both its call and its put quoted on both sides. */
export function quotedForward(chain: ExpiryChain, nowMs: number): number | undefined {
  return medianVote(chain, nowMs, quoteMid);
}

function medianVote(
  chain: ExpiryChain,
  nowMs: number,
  priceOf: (chain: ExpiryChain, leg: number) => number,
): number | undefined {
  const growth = 1 / discountFactor(yearsToExpiry(chain.expiresAtMs, nowMs));
  const pairs: { readonly gap: number; readonly forward: number }[] = [];
  for (let index = 0; index < chain.strikes.length; index += 1) {
    const call = priceOf(chain, index * 2);
    const put = priceOf(chain, index * 2 + 1);
    if (call > 0 && put > 0)
      pairs.push({ gap: Math.abs(call - put), forward: chain.strikes[index]! + growth * (call - put) });
  }
  const votes = pairs
    .sort((a, b) => a.gap - b.gap || a.forward - b.forward)
    .slice(0, VOTING_STRIKES)
    .map((pair) => pair.forward)
    .sort((a, b) => a - b);
  return median(votes, votes.length);
}

/** Of the first `count`; undefined where there are none. */
function median(ascending: ArrayLike<number>, count: number): number | undefined {
  const middle = count >>> 1;
  if (count === 0) return undefined;
  if (count % 2 === 1) return ascending[middle];
  return (ascending[middle - 1]! + ascending[middle]!) / 2;
}

/** Votes of single strikes for the forward, the seven nearest to call = put kept; allocated once. */
export class ParityVotes {
  readonly #gaps = new Float64Array(VOTING_STRIKES);
  readonly #forwards = new Float64Array(VOTING_STRIKES);
  /** Scratch. */
  readonly #sorted = new Float64Array(VOTING_STRIKES);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  clear(): void {
    this.#count = 0;
  }

  /** `difference`: call less put, carried to expiry. Rupees. */
  add(strike: number, difference: number): void {
    const gap = Math.abs(difference);
    let place = this.#count;
    if (place === VOTING_STRIKES) {
      if (gap >= this.#gaps[place - 1]!) return;
      place -= 1;
    } else this.#count += 1;
    for (; place > 0 && this.#gaps[place - 1]! > gap; place -= 1) {
      this.#gaps[place] = this.#gaps[place - 1]!;
      this.#forwards[place] = this.#forwards[place - 1]!;
    }
    this.#gaps[place] = gap;
    this.#forwards[place] = strike + difference;
  }

  /** Rupees; 0 without votes. */
  median(): number {
    const sorted = this.#sorted;
    for (let vote = 0; vote < this.#count; vote += 1) {
      const forward = this.#forwards[vote]!;
      let place = vote;
      for (; place > 0 && sorted[place - 1]! > forward; place -= 1) sorted[place] = sorted[place - 1]!;
      sorted[place] = forward;
    }
    return median(sorted, this.#count) ?? 0;
  }
}
