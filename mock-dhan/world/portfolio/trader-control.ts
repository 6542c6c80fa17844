import { istDay } from '#engine/market/ist-time.ts';
import type { Clock } from '#engine/ports.ts';
import type { MarketHours } from '../orders/market-hours.ts';
import type { MarketPulse } from '../orders/market-pulse.ts';
import { isDayProduct, isLive } from '../orders/order.ts';
import type { ProductType } from '../orders/order.ts';
import type { OrderStore } from '../orders/order-store.ts';
import { ORDER_ERRORS, badInput, done, orderError, refused } from '../orders/refusal.ts';
import type { Outcome } from '../orders/refusal.ts';
import type { ControlCalls } from '../trading-floor.ts';
import type { PnlExit, Position } from './portfolio.ts';
import type { PortfolioDesk } from './portfolio-desk.ts';

/** Days on which an account's switch is on, as `istDay` counts. */
export type KillSwitchDays = Map<string, number>;

/** Whether an account's kill switch is on at that time: it ends with its day. */
export function isSwitchedOn(days: KillSwitchDays, clientId: string, nowMs: number): boolean {
  return days.get(clientId) === istDay(nowMs);
}

/** Kill switch and exits at a profit or a loss. Source: dhan-v2-wire 4.11. */
export class TraderControl implements ControlCalls {
  readonly #clock: Clock;
  readonly #hours: MarketHours;
  readonly #store: OrderStore;
  readonly #portfolio: PortfolioDesk;
  readonly #pulse: MarketPulse;
  readonly #switchDays: KillSwitchDays;
  readonly #exits = new Map<string, { readonly limits: PnlExit; readonly day: number }>();

  constructor(options: {
    readonly clock: Clock;
    readonly hours: MarketHours;
    readonly store: OrderStore;
    readonly portfolio: PortfolioDesk;
    readonly pulse: MarketPulse;
    readonly switchDays: KillSwitchDays;
  }) {
    this.#clock = options.clock;
    this.#hours = options.hours;
    this.#store = options.store;
    this.#portfolio = options.portfolio;
    this.#pulse = options.pulse;
    this.#switchDays = options.switchDays;
    options.pulse.add(() => this.#lookAtAll());
  }

  isKillSwitchOn(clientId: string): boolean {
    return isSwitchedOn(this.#switchDays, clientId, this.#clock.nowMs());
  }

  setKillSwitch(clientId: string, isOn: boolean): Outcome<boolean> {
    const nowMs = this.#clock.nowMs();
    if (!isOn) this.#switchDays.delete(clientId);
    else if (this.#isBusy(clientId, nowMs)) return refused(orderError(ORDER_ERRORS.notPossible));
    else this.#switchDays.set(clientId, istDay(nowMs));
    return done(isOn);
  }

  pnlExit(clientId: string): PnlExit | undefined {
    const exit = this.#exits.get(clientId);
    return exit?.day === istDay(this.#clock.nowMs()) ? exit.limits : undefined;
  }

  setPnlExit(clientId: string, limits: PnlExit): Outcome<PnlExit> {
    const { profitPaise, lossPaise, productTypes } = limits;
    const isGood = [profitPaise, lossPaise].every((paise) => Number.isSafeInteger(paise) && paise > 0);
    if (!isGood || productTypes.length === 0) return refused(badInput());
    this.#exits.set(clientId, { limits, day: istDay(this.#clock.nowMs()) });
    if (this.#hours.isOpen(this.#clock.nowMs())) this.#look(clientId);
    this.#pulse.wake();
    return done(limits);
  }

  stopPnlExit(clientId: string): boolean {
    const wasSet = this.pnlExit(clientId) !== undefined;
    this.#exits.delete(clientId);
    return wasSet;
  }

  #isBusy(clientId: string, nowMs: number): boolean {
    return (
      this.#store.book(clientId, nowMs).some(isLive) ||
      this.#portfolio.positions(clientId).some(({ netQuantity }) => netQuantity !== 0)
    );
  }

  /** Returns whether any limit still waits. */
  #lookAtAll(): boolean {
    const nowMs = this.#clock.nowMs();
    for (const [clientId, { day }] of this.#exits)
      if (day !== istDay(nowMs)) this.#exits.delete(clientId);
      else if (this.#hours.isOpen(nowMs)) this.#look(clientId);
    return this.#exits.size > 0;
  }

  #look(clientId: string): void {
    const limits = this.pnlExit(clientId);
    if (!limits) return;
    const isMeant = (productType: ProductType): boolean =>
      limits.productTypes.includes(isDayProduct(productType) ? 'INTRADAY' : 'DELIVERY');
    const profitPaise = profitOf(
      this.#portfolio.positions(clientId).filter((each) => isMeant(each.productType)),
    );
    if (profitPaise < limits.profitPaise && profitPaise > -limits.lossPaise) return;
    this.#exits.delete(clientId);
    this.#portfolio.exit(clientId, isMeant);
    if (limits.enableKillSwitch) this.#switchDays.set(clientId, istDay(this.#clock.nowMs()));
  }
}

function profitOf(positions: readonly Position[]): number {
  return positions.reduce(
    (sum, { realizedPaise, unrealizedPaise }) => sum + realizedPaise + unrealizedPaise,
    0,
  );
}
