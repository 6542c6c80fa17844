import { istDate } from '#engine/market/ist-time.ts';

/** Families of calls that share a budget. `option-chain` is counted per unique request, the others per client. */
export type RateFamily = 'order' | 'data' | 'quote' | 'option-chain' | 'non-trading';

/** `perDay` counts IST calendar days. */
interface RateLimit {
  readonly requests: number;
  readonly windowMs: number;
  readonly perDay?: number;
}

/** Source: dhan-v2-wire 3. */
export const RATE_LIMITS: Readonly<Record<RateFamily, RateLimit>> = {
  order: { requests: 10, windowMs: 1000, perDay: 7000 },
  data: { requests: 5, windowMs: 1000, perDay: 100_000 },
  quote: { requests: 1, windowMs: 1000 },
  'option-chain': { requests: 1, windowMs: 3000 },
  'non-trading': { requests: 20, windowMs: 1000 },
};

/** Buckets kept at most; the least recently used are dropped, which can only let a caller through. */
const BUCKETS_MAX = 20_000;

interface Bucket {
  /** When the budget will be whole again, epoch ms. */
  fullAtMs: number;
  date: string;
  requestsToday: number;
}

/**
 * Token buckets on scenario time: full at first, refilled continuously at the family's rate. A refused call costs nothing.
 * `key` is the client id; for `option-chain` the client id and what was asked for.
 */
export class RateLimiter {
  readonly #buckets = new Map<string, Bucket>();
  /** Refused calls by family, for the control port. */
  readonly refused: Record<RateFamily, number> = {
    order: 0,
    data: 0,
    quote: 0,
    'option-chain': 0,
    'non-trading': 0,
  };

  /** True when the call may pass, and takes it off the budget. */
  take(family: RateFamily, key: string, nowMs: number): boolean {
    const limit = RATE_LIMITS[family];
    const bucket = this.#bucketOf(`${family}:${key}`, limit, nowMs);
    // Counting the time until the bucket is full keeps whole milliseconds, where fractions of a token would drift.
    const fullAtMs = Math.max(bucket.fullAtMs, nowMs) + limit.windowMs / limit.requests;
    const isAllowed = fullAtMs - nowMs <= limit.windowMs && bucket.requestsToday < (limit.perDay ?? Infinity);
    if (isAllowed) {
      bucket.fullAtMs = fullAtMs;
      bucket.requestsToday += 1;
    } else {
      this.refused[family] += 1;
    }
    return isAllowed;
  }

  #bucketOf(id: string, limit: RateLimit, nowMs: number): Bucket {
    const date = istDate(nowMs);
    const bucket = this.#buckets.get(id) ?? { fullAtMs: nowMs, date, requestsToday: 0 };
    // A clock that was set back must not leave a caller locked out until the old time returns.
    bucket.fullAtMs = Math.min(bucket.fullAtMs, nowMs + limit.windowMs);
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
