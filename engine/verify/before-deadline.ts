import type { Clock, Timers } from '../ports.ts';

/** What `work` gives; undefined when the clock reaches `atMs` first. The work goes on, and nobody hears of it any more. */
export async function beforeDeadline<T>(
  work: Promise<T>,
  clock: Clock & Timers,
  atMs: number,
): Promise<T | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = clock.at(atMs, () => resolve(undefined));
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.cancel();
  }
}

export function sleep(clock: Clock & Timers, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.at(clock.nowMs() + ms, resolve);
  });
}
