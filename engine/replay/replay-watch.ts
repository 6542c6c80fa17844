import { MS_PER_SECOND } from '../market/ist-time.ts';
import type { ExpiryChain } from '../market/option-chain.ts';
import type { Journal } from '../ports.ts';

/** What one underlying's ticks looked like from here. */
export interface UnderlyingFacts {
  readonly symbol: string;
  firstTickAtMs: number;
  lastTickAtMs: number;
  ticks: number;
  /** Longest time between two ticks, or between the open and the next tick, ms: before the open an underlying may be silent. */
  longestSilenceMs: number;
  /** Ticks that changed the price, and those of them after which some leg of the underlying had changed. */
  moves: number;
  movesFollowedByLegs: number;
}

/** An invariant that was broken, the first time it was. */
export interface InvariantBreach {
  readonly invariant: 'time-order' | 'crossed-quote' | 'price-below-tick';
  readonly where: string;
}

const BREACHES_MAX = 20;

/** Watches what the engine publishes and keeps the facts that replay checks judge. */
export class ReplayWatch implements Journal {
  readonly underlyings = new Map<string, UnderlyingFacts>();
  readonly breaches: InvariantBreach[] = [];
  readonly #openMs: number;
  #lastAtMs = 0;
  readonly #lastPrice = new Map<string, number>();
  readonly #lastChainCheckMs = new WeakMap<ExpiryChain, number>();
  #repricedSinceMove: UnderlyingFacts | undefined;

  /** `openMs`: when the session opens, epoch ms. */
  constructor(openMs = 0) {
    this.#openMs = openMs;
  }

  underlyingTick(atMs: number, symbol: string, ltp: number): void {
    this.#checkOrder(atMs, symbol);
    const facts = this.#facts(symbol, atMs);
    if (facts.ticks > 0) {
      const silenceMs = atMs - Math.max(facts.lastTickAtMs, this.#openMs);
      facts.longestSilenceMs = Math.max(facts.longestSilenceMs, silenceMs);
    }
    facts.lastTickAtMs = atMs;
    facts.ticks += 1;
    this.#repricedSinceMove = undefined;
    if (this.#lastPrice.get(symbol) === ltp) return;
    this.#lastPrice.set(symbol, ltp);
    facts.moves += 1;
    this.#repricedSinceMove = facts;
  }

  legTick(atMs: number, chain: ExpiryChain, leg: number): void {
    this.#checkOrder(atMs, chain.underlying);
    this.#checkLeg(chain, leg);
  }

  chainRepriced(atMs: number, chain: ExpiryChain): void {
    if (this.#repricedSinceMove?.symbol === chain.underlying) {
      this.#repricedSinceMove.movesFollowedByLegs += 1;
      this.#repricedSinceMove = undefined;
    }
    if (atMs - (this.#lastChainCheckMs.get(chain) ?? 0) < MS_PER_SECOND) return;
    this.#lastChainCheckMs.set(chain, atMs);
    for (let leg = 0; leg < chain.ltp.length; leg += 1) this.#checkLeg(chain, leg);
  }

  #facts(symbol: string, atMs: number): UnderlyingFacts {
    let facts = this.underlyings.get(symbol);
    if (!facts) {
      facts = {
        symbol,
        firstTickAtMs: atMs,
        lastTickAtMs: atMs,
        ticks: 0,
        longestSilenceMs: 0,
        moves: 0,
        movesFollowedByLegs: 0,
      };
      this.underlyings.set(symbol, facts);
    }
    return facts;
  }

  #checkOrder(atMs: number, what: string): void {
    if (atMs < this.#lastAtMs) this.#breach('time-order', `${what} at ${atMs} after ${this.#lastAtMs}`);
    this.#lastAtMs = atMs;
  }

  #checkLeg(chain: ExpiryChain, leg: number): void {
    const bid = chain.bid[leg]!;
    const ask = chain.ask[leg]!;
    const ltp = chain.ltp[leg]!;
    if (ask > 0 && bid > ask)
      this.#breach('crossed-quote', `${nameOf(chain, leg)} bid ${bid} over ask ${ask}`);
    if (ltp !== 0 && !(ltp >= chain.tickSize / 2))
      this.#breach('price-below-tick', `${nameOf(chain, leg)} ltp ${ltp}`);
  }

  #breach(invariant: InvariantBreach['invariant'], where: string): void {
    if (this.breaches.length < BREACHES_MAX) this.breaches.push({ invariant, where });
  }
}

function nameOf(chain: ExpiryChain, leg: number): string {
  return `${chain.underlying} ${chain.expiry} ${chain.strikes[leg >>> 1]} ${leg % 2 === 0 ? 'CE' : 'PE'}`;
}
