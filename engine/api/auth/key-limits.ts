import { MS_PER_MINUTE, MS_PER_SECOND } from '../../market/ist-time.ts';
import type { ApiKeyRecord } from '../../ports.ts';

/** Keys that are counted at the same time; the one that was first counted longest ago makes room. */
const KEYS_MAX = 10_000;

interface Count {
  windowStartMs: number;
  calls: number;
}

/** Counts the calls of each key in fixed windows of a second and of a minute. */
export class KeyLimits {
  readonly #counts = new Map<string, { readonly second: Count; readonly minute: Count }>();

  /** Counts a call at `nowMs`; seconds to wait when it is one too many, otherwise 0. Refused calls are not counted. */
  waitSeconds({ keyId, perSecondMax, perMinuteMax }: ApiKeyRecord, nowMs: number): number {
    const { second, minute } = this.#countsOf(keyId);
    const inSecond = callsIn(second, nowMs, MS_PER_SECOND);
    const inMinute = callsIn(minute, nowMs, MS_PER_MINUTE);
    if (inMinute >= perMinuteMax)
      return Math.ceil((minute.windowStartMs + MS_PER_MINUTE - nowMs) / MS_PER_SECOND);
    if (inSecond >= perSecondMax) return 1;
    second.calls += 1;
    minute.calls += 1;
    return 0;
  }

  #countsOf(keyId: string): { readonly second: Count; readonly minute: Count } {
    const known = this.#counts.get(keyId);
    if (known) return known;
    const [oldest] = this.#counts.keys();
    if (this.#counts.size >= KEYS_MAX && oldest !== undefined) this.#counts.delete(oldest);
    const fresh = {
      second: { windowStartMs: -Infinity, calls: 0 },
      minute: { windowStartMs: -Infinity, calls: 0 },
    };
    this.#counts.set(keyId, fresh);
    return fresh;
  }
}

/** Calls so far in the window that `nowMs` falls in. */
function callsIn(count: Count, nowMs: number, windowMs: number): number {
  const windowStartMs = Math.floor(nowMs / windowMs) * windowMs;
  if (windowStartMs !== count.windowStartMs) {
    count.windowStartMs = windowStartMs;
    count.calls = 0;
  }
  return count.calls;
}
