import type { PlatformFault, PlatformFaultKind } from '#engine/faults/platform-fault.ts';
import { readTickMs } from '#engine/bus/read-tick-bodies.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import type { Clock } from '#engine/ports.ts';

/** What is wrong with a served platform; nothing, or several things at once. */
export class PlatformFaults {
  readonly #clock: Clock;
  readonly #fromMs: ReadonlyMap<PlatformFaultKind, number>;

  /** `date`: the day of the faults' times, `YYYY-MM-DD`. */
  constructor(
    faults: readonly PlatformFault[],
    { clock, date }: { readonly clock: Clock; readonly date: string },
  ) {
    this.#clock = clock;
    this.#fromMs = new Map(
      faults.map((fault) => {
        const from = 'from' in fault ? fault.from : undefined;
        return [fault.kind, from === undefined ? Number.NEGATIVE_INFINITY : istToEpochMs(date, from)];
      }),
    );
  }

  /** Whether that is wrong by now. */
  strikes(kind: PlatformFaultKind): boolean {
    return this.#clock.nowMs() >= this.#beginMs(kind);
  }

  /** Whether that is wrong at the time of a message, which may arrive later. */
  strikesMessage(kind: PlatformFaultKind, json: string): boolean {
    const fromMs = this.#beginMs(kind);
    if (!Number.isFinite(fromMs)) return fromMs < 0;
    return (readTickMs(json) ?? Number.NEGATIVE_INFINITY) >= fromMs;
  }

  #beginMs(kind: PlatformFaultKind): number {
    return this.#fromMs.get(kind) ?? Number.POSITIVE_INFINITY;
  }
}
