import { InvariantError } from '../errors.ts';
import type { VirtualClock } from '../virtual-clock.ts';

/** Turns in a row without a timer or a result after which the promise is taken to wait for something outside the clock. */
const IDLE_TURNS_MAX = 10_000;

/**
 * Runs a virtual clock until `promise` settles: whenever nothing else is ready, the next timer fires. Meant for work that
 * waits only on the clock and on in-memory transports. Rejects as the promise does.
 */
export async function driveUntilSettled<T>(clock: VirtualClock, promise: Promise<T>): Promise<T> {
  let isSettled = false;
  const settled = (): void => {
    isSettled = true;
  };
  promise.then(settled, settled);
  for (let idleTurns = 0; idleTurns < IDLE_TURNS_MAX; idleTurns += 1) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    if (isSettled) return promise;
    if (clock.step()) idleTurns = 0;
  }
  throw new InvariantError('the driven promise waits for something that is not on the virtual clock');
}
