import { istDate } from '#engine/market/ist-time.ts';
import type { RateFamily, RateLimit, RateLimits } from './rate-limit-data.ts';

/** Buckets kept at most; the least recently used are dropped, which can only let a caller through. */
const BUCKETS_MAX = 20_000;

interface Bucket {
  /** When the budget of each window will be whole again, epoch ms. */
  fullAtMs: number[];
  date: string;
  requestsToday: number;
}

/**
 * Token buckets on scenario time, one per window of the family's limit: full at first, refilled continuously. A refused call costs nothing.
 * `key` is the client id; for `option-chain` the client id and what was asked for.
 */
export class RateLimiter {
  readonly #limits: RateLimits;
  readonly #buckets = new Map<string, Bucket>();
  /** Refused calls by family, for the control port. */
  readonly refused: Record<RateFamily, number> = {
    order: 0,
    data: 0,
    quote: 0,
    'option-chain': 0,
    'non-trading': 0,
    handshake: 0,
  };

  constructor(limits: RateLimits) {
    this.#limits = limits;
  }

  /** True when the call may pass, and takes it off the budget. */
  take(family: RateFamily, key: string, nowMs: number): boolean {
    const limit = this.#limits[family];
    const bucket = this.#bucketOf(`${family}:${key}`, limit, nowMs);
    // Counting the time until the bucket is full keeps whole milliseconds, where fractions of a token would drift.
    const fullAtMs = limit.windows.map(
      ({ requests, windowMs }, index) => Math.max(bucket.fullAtMs[index]!, nowMs) + windowMs / requests,
    );
    const isAllowed =
      limit.windows.every(({ windowMs }, index) => fullAtMs[index]! - nowMs <= windowMs) &&
      bucket.requestsToday < (limit.perDay ?? Infinity);
    if (isAllowed) {
      bucket.fullAtMs = fullAtMs;
      bucket.requestsToday += 1;
    } else {
      this.refused[family] += 1;
    }
    return isAllowed;
  }

  #bucketOf(id: string, { windows }: RateLimit, nowMs: number): Bucket {
    const date = istDate(nowMs);
    const bucket = this.#buckets.get(id) ?? {
      fullAtMs: windows.map(() => nowMs),
      date,
      requestsToday: 0,
    };
    // A clock that was set back must not leave a caller locked out until the old time returns.
    bucket.fullAtMs = bucket.fullAtMs.map((fullAtMs, index) =>
      Math.min(fullAtMs, nowMs + windows[index]!.windowMs),
    );
    if (bucket.date !== date) {
      bucket.date = date;
      bucket.requestsToday = 0;
    }
    this.#remember(id, bucket);
    return bucket;
  }

  /** Re-inserts at the end, which makes the map's order the order of last use. */
  #remember(id: string, bucket: Bucket): void {
    this.#buckets.delete(id);
    this.#buckets.set(id, bucket);
    if (this.#buckets.size <= BUCKETS_MAX) return;
    const [oldest] = this.#buckets.keys();
    if (oldest !== undefined) this.#buckets.delete(oldest);
  }
}
