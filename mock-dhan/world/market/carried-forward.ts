import { discountFactor, yearsToExpiry } from '#engine/pricing/discounting.ts';
import { SettlementAverage } from '#engine/pricing/settlement-average.ts';
import { expiryMs } from './session-steps.ts';

/**
 * The forward of one expiry by cost of carry, which calls, puts and the future of that expiry share. In the last half hour it goes over into the average that all
 * of them are paid by, in part known.
 */
export class CarriedForward {
  /** As of the last `place`: years to expiry, what a rupee then is worth now, and the forward in rupees. */
  years = 0;
  discount = 1;
  forward = 0;
  readonly #expiresAtMs: number;
  readonly #average: SettlementAverage;

  /** `expiry`: `YYYY-MM-DD`. */
  constructor(expiry: string) {
    this.#expiresAtMs = expiryMs(expiry);
    this.#average = new SettlementAverage(this.#expiresAtMs);
  }

  /** The index stood at `spot` from `nowMs` on. */
  observe(spot: number, nowMs: number): void {
    this.#average.observe(spot, nowMs);
  }

  /** Works the forward out for a spot and a moment, whether or not it has come. */
  place(spot: number, nowMs: number): void {
    this.years = yearsToExpiry(this.#expiresAtMs, nowMs);
    this.discount = discountFactor(this.years);
    this.forward = this.#average.knownPart + (this.openShare(nowMs) * spot) / this.discount;
  }

  /** Share of what the contracts are paid by that is still open: 1 until half an hour before expiry, 0 at it. */
  openShare(nowMs: number): number {
    return this.#average.openShare(nowMs);
  }
}
