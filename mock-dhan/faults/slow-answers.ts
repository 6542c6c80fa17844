import type { FaultOf } from '#engine/faults/planned-fault.ts';
import type { Clock, Timers } from '#engine/ports.ts';
import type { FaultPlan } from './fault-plan.ts';

/** Answers that wait for the exchange's clock. */
export class SlowAnswers {
  /** Waiting now: whoever moves the clock must not wait for them. */
  held = 0;
  readonly #faults: FaultPlan;
  readonly #clock: Clock & Timers;

  constructor(faults: FaultPlan, clock: Clock & Timers) {
    this.#faults = faults;
    this.#clock = clock;
  }

  /** Resolves when an answer of that route may leave. */
  async wait(route: string, clientId: string): Promise<void> {
    const fault = this.#faults.strike(
      'slow-answer',
      ({ routes }) => routes.includes('*') || routes.includes(route),
      clientId,
    );
    if (fault) await this.#hold(this.#delayOf(fault));
  }

  async #hold(delayMs: number): Promise<void> {
    this.held += 1;
    await new Promise<void>((resolve) => {
      this.#clock.at(this.#clock.nowMs() + delayMs, () => {
        this.held -= 1;
        resolve();
      });
    });
  }

  #delayOf({ id, latencyMs, jitterMs }: FaultOf<'slow-answer'>): number {
    return latencyMs + Math.round(jitterMs * this.#faults.randomOf(id).nextFloat());
  }
}
