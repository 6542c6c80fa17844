import { InvariantError } from '#engine/errors.ts';
import { MS_PER_DAY } from '#engine/market/ist-time.ts';
import type { VirtualClock } from '#engine/virtual-clock.ts';

/** Turns of the event loop that everything else gets before the clock moves: an in-memory answer takes two or three. */
const TURNS_PER_STEP = 4;
/** Turns in a row without a timer or a result after which the promise is taken to wait for something outside the clock. */
const IDLE_TURNS_MAX = 10_000;

/**
 * Runs a virtual clock until `promise` settles: whenever nothing else is ready, the next timer fires. Meant for work that
 * waits only on the clock and on in-memory transports; `inFlight` counts their unanswered calls, during which the clock stands
 * still. Rejects as the promise does, and with InvariantError when the clock has moved by a day, or has nothing left to run,
 * and the promise still waits.
 */
export async function driveUntilSettled<T>(
  clock: VirtualClock,
  promise: Promise<T>,
  inFlight: () => number = () => 0,
): Promise<T> {
  let isSettled = false;
  const settled = (): void => {
    isSettled = true;
  };
  promise.then(settled, settled);
  const endMs = clock.nowMs() + MS_PER_DAY;
  for (let idleTurns = 0; idleTurns < IDLE_TURNS_MAX && clock.nowMs() <= endMs; idleTurns += 1) {
    await nextTurn();
    if (isSettled) return promise;
    if (inFlight() > 0) idleTurns = Math.min(idleTurns, TURNS_PER_STEP);
    else if (idleTurns >= TURNS_PER_STEP && clock.step()) idleTurns = 0;
  }
  throw new InvariantError('the driven promise waits for something that is not on the virtual clock');
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
