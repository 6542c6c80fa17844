import { waitUntil } from '../../cache/request-pacing.ts';
import type { Clock, Timers } from '../../ports.ts';

/** How long to wait and how often to look; both are counted on the clock, so that a virtual one drives them. */
export interface PollOptions {
  readonly clock: Clock & Timers;
  readonly deadlineMs: number;
  readonly everyMs: number;
}

/**
 * Looks at once and then every `everyMs` until `isDone` says so or the deadline has passed. Resolves to true when it was done in
 * time. The last look happens at the deadline itself, so a fact that arrives late in the interval is still seen.
 */
export async function pollUntil(
  options: PollOptions,
  isDone: () => boolean | Promise<boolean>,
): Promise<boolean> {
  const { clock, everyMs } = options;
  const endMs = clock.nowMs() + options.deadlineMs;
  for (;;) {
    if (await isDone()) return true;
    const nowMs = clock.nowMs();
    if (nowMs >= endMs) return false;
    await waitUntil(clock, Math.min(nowMs + everyMs, endMs));
  }
}
