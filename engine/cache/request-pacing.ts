import { UpstreamError } from '../errors.ts';
import type { Clock, Timers } from '../ports.ts';

/** The exchange's own limits, kept on this side so that a start never provokes a 429. Source: dhan-v2-wire 3. */
const DATA_REQUESTS_PER_SECOND = 5;
const UNIQUE_CHAIN_INTERVAL_MS = 3000;
/** How often a call is made in all when the exchange answers that it came too soon. */
const ATTEMPTS_MAX = 3;

/** Spaces option-chain and expiry-list calls: 5 a second in all, and 3 s between two for the same chain. */
export class RequestPacer {
  readonly #clock: Clock & Timers;
  /** When the last calls were let go, oldest first; at most DATA_REQUESTS_PER_SECOND of them. */
  readonly #recentAtMs: number[] = [];
  readonly #lastAtMsByChain = new Map<string, number>();

  constructor(clock: Clock & Timers) {
    this.#clock = clock;
  }

  /** Resolves when a call for `chain` (any text that identifies it) may be sent. Callers are served in order. */
  async admit(chain: string): Promise<void> {
    const atMs = this.#reserve(chain);
    if (atMs > this.#clock.nowMs()) await waitUntil(this.#clock, atMs);
  }

  /** Sends when admitted; a rate-limit answer (another program may share the account) is tried again after the same wait. */
  async call<T>(chain: string, send: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      await this.admit(chain);
      try {
        return await send();
      } catch (error) {
        const isTooSoon = error instanceof UpstreamError && error.failure === 'rate-limit';
        if (!isTooSoon || attempt >= ATTEMPTS_MAX) throw error;
      }
    }
  }

  #reserve(chain: string): number {
    const lastOfChain = this.#lastAtMsByChain.get(chain);
    const previous = this.#recentAtMs.at(-1) ?? 0;
    const windowStart =
      this.#recentAtMs.length < DATA_REQUESTS_PER_SECOND ? 0 : (this.#recentAtMs[0] ?? 0) + 1000;
    const afterSameChain = lastOfChain === undefined ? 0 : lastOfChain + UNIQUE_CHAIN_INTERVAL_MS;
    const atMs = Math.max(this.#clock.nowMs(), previous, windowStart, afterSameChain);
    this.#recentAtMs.push(atMs);
    if (this.#recentAtMs.length > DATA_REQUESTS_PER_SECOND) this.#recentAtMs.shift();
    this.#lastAtMsByChain.set(chain, atMs);
    return atMs;
  }
}

/** Resolves when the clock reaches `atMs`. */
export function waitUntil(timers: Timers, atMs: number): Promise<void> {
  return new Promise((resolve) => {
    timers.at(atMs, resolve);
  });
}
