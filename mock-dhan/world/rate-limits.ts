import { istDay } from '#engine/market/ist-time.ts';
import type { RateFamily, RateLimit, RateLimits } from './rate-limit-data.ts';

/** Buckets kept at most; the least recently used are dropped, which can only let a caller through. */
const BUCKETS_MAX = 20_000;

interface Bucket {
  readonly windows: readonly WindowBudget[];
  /** As `istDay` counts. */
  day: number;
  requestsToday: number;
}

interface WindowBudget {
  readonly windowMs: number;
  /** What a call takes off, as the time it takes to come back: whole milliseconds, where fractions of a call would drift. */
  readonly costMs: number;
  /** When the budget will be whole again, epoch ms. */
  fullAtMs: number;
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
    const isAllowed = bucket.requestsToday < (limit.perDay ?? Infinity) && hasBudget(bucket, nowMs);
    if (isAllowed) spend(bucket, nowMs);
    else this.refused[family] += 1;
    return isAllowed;
  }

  #bucketOf(id: string, limit: RateLimit, nowMs: number): Bucket {
    const bucket = this.#buckets.get(id) ?? fullBucket(limit, nowMs);
    // A clock that was set back must not leave a caller locked out until the old time returns.
    for (const window of bucket.windows) window.fullAtMs = Math.min(window.fullAtMs, nowMs + window.windowMs);
    const day = istDay(nowMs);
    if (bucket.day !== day) {
      bucket.day = day;
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

function fullBucket({ windows }: RateLimit, nowMs: number): Bucket {
  return {
    windows: windows.map(({ windowMs, requests }) => ({
      windowMs,
      costMs: windowMs / requests,
      fullAtMs: nowMs,
    })),
    day: istDay(nowMs),
    requestsToday: 0,
  };
}

function hasBudget({ windows }: Bucket, nowMs: number): boolean {
  for (const window of windows) if (fullAfterCall(window, nowMs) - nowMs > window.windowMs) return false;
  return true;
}

function spend(bucket: Bucket, nowMs: number): void {
  for (const window of bucket.windows) window.fullAtMs = fullAfterCall(window, nowMs);
  bucket.requestsToday += 1;
}

function fullAfterCall({ fullAtMs, costMs }: WindowBudget, nowMs: number): number {
  return Math.max(fullAtMs, nowMs) + costMs;
}
