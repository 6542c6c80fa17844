import type { PlatformFault, PlatformFaultKind } from '#engine/faults/platform-fault.ts';
import { istToEpochMs, MS_PER_SECOND } from '#engine/market/ist-time.ts';
import type { UnderlyingBody } from '#engine/bus/tick-bodies.ts';
import type { Clock } from '#engine/ports.ts';

type TickBody = Pick<UnderlyingBody, 'ts'>;

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
    return (JSON.parse(json) as TickBody).ts * MS_PER_SECOND >= fromMs;
  }

  #beginMs(kind: PlatformFaultKind): number {
    return this.#fromMs.get(kind) ?? Number.POSITIVE_INFINITY;
  }
}
