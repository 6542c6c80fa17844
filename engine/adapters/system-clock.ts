import type { Clock, TimerHandle, Timers } from '../ports.ts';

/** Node fires a longer timeout at once. */
const TIMEOUT_MS_MAX = 2_147_483_647;

/** The machine's own clock and timers. */
export class SystemClock implements Clock, Timers {
  nowMs(): number {
    return Date.now();
  }

  /** Far timers are set in stages, and one that fires a moment early waits for the rest. */
  at(atMs: number, run: () => void): TimerHandle {
    let timeout: NodeJS.Timeout;
    const arm = (): void => {
      const waitMs = Math.min(Math.max(atMs - Date.now(), 0), TIMEOUT_MS_MAX);
      timeout = setTimeout(() => {
        if (Date.now() < atMs) arm();
        else run();
      }, waitMs);
    };
    arm();
    return { cancel: () => clearTimeout(timeout) };
  }
}
