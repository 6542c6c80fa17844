import { MS_PER_MINUTE, addDays, istDate } from '#engine/market/ist-time.ts';
import type { Clock } from '#engine/ports.ts';
import type { EarlierDays } from '../earlier-days.ts';
import type { QuoteBoard } from '../quote-board.ts';
import type { AlertCalls, OrderCalls } from '../trading-floor.ts';
import type { Universe } from '../universe.ts';
import { ALERT_LEGS_MAX } from './alert.ts';
import type { Alert, AlertCondition, AlertRequest } from './alert.ts';
import { ALERT_INDICATORS, distanceOf, isMet } from './alert-values.ts';
import type { MarketHours } from './market-hours.ts';
import type { MarketPulse } from './market-pulse.ts';
import type { Order, OrderRequest } from './order.ts';
import type { OrderIds } from './order-ids.ts';
import { areNumbersOfAnOrder } from './order-rules.ts';
import { ORDER_ERRORS, badInput, done, orderError, refused } from './refusal.ts';
import type { Outcome } from './refusal.ts';

/** Of one account, those that are over included; the oldest of these make room. */
const ALERTS_MAX = 1000;
const DAYS_WATCHED = 365;

type AlertState = { -readonly [Key in keyof Alert]: Alert[Key] } & {
  /** Of the watched instrument on the board. */
  readonly index: number;
  lastDate: string;
  distance: number | undefined;
  /** Minute in which an indicator was looked at last. */
  minute: number;
};

/** Conditional alerts. Indices are the only instruments here that can be watched: nothing else of those that may be is listed. */
export class Alerts implements AlertCalls {
  readonly #clock: Clock;
  readonly #board: QuoteBoard;
  readonly #universe: Universe;
  readonly #hours: MarketHours;
  readonly #earlier: EarlierDays;
  readonly #ids: OrderIds;
  readonly #orders: Pick<OrderCalls, 'place'>;
  readonly #pulse: MarketPulse;
  readonly #byClient = new Map<string, AlertState[]>();

  constructor(options: {
    readonly clock: Clock;
    readonly board: QuoteBoard;
    readonly universe: Universe;
    readonly hours: MarketHours;
    readonly earlier: EarlierDays;
    readonly ids: OrderIds;
    readonly orders: Pick<OrderCalls, 'place'>;
    readonly pulse: MarketPulse;
  }) {
    this.#clock = options.clock;
    this.#board = options.board;
    this.#universe = options.universe;
    this.#hours = options.hours;
    this.#earlier = options.earlier;
    this.#ids = options.ids;
    this.#orders = options.orders;
    this.#pulse = options.pulse;
    options.pulse.add(() => this.#lookAtAll());
  }

  create(request: AlertRequest): Outcome<Alert> {
    const index = this.#watchedBy(request);
    if (index === undefined) return refused(badInput());
    const alerts = this.#byClient.get(request.clientId) ?? [];
    this.#byClient.set(request.clientId, alerts);
    if (!makeRoom(alerts)) return refused(orderError(ORDER_ERRORS.notPossible));
    const alert = this.#watch({ alertId: this.#ids.nextAlertId(), request, index });
    alerts.push(alert);
    return done(alert);
  }

  modify(clientId: string, alertId: string, request: AlertRequest): Outcome<Alert> {
    const alerts = this.#byClient.get(clientId) ?? [];
    const place = alerts.findIndex((alert) => alert.alertId === alertId);
    const old = alerts[place];
    const index = this.#watchedBy(request);
    if (!old || index === undefined) return refused(badInput());
    if (old.status !== 'ACTIVE') return refused(orderError(ORDER_ERRORS.notPossible));
    const alert = { ...this.#watch({ alertId, request, index }), createdAtMs: old.createdAtMs };
    alerts[place] = alert;
    return done(alert);
  }

  cancel(clientId: string, alertId: string): Outcome<Alert> {
    const alert = this.#find(clientId, alertId);
    if (!alert) return refused(badInput());
    if (alert.status !== 'ACTIVE') return refused(orderError(ORDER_ERRORS.notPossible));
    alert.status = 'CANCELLED';
    return done(alert);
  }

  find(clientId: string, alertId: string): Alert | undefined {
    return this.#find(clientId, alertId);
  }

  list(clientId: string): readonly Alert[] {
    return this.#byClient.get(clientId) ?? [];
  }

  placeMulti(requests: readonly OrderRequest[]): Outcome<readonly Outcome<Order>[]> {
    if (requests.length === 0 || requests.length > ALERT_LEGS_MAX) return refused(badInput());
    return done(requests.map((request) => this.#orders.place(request)));
  }

  #find(clientId: string, alertId: string): AlertState | undefined {
    return this.#byClient.get(clientId)?.find((alert) => alert.alertId === alertId);
  }

  /** Board index of what a good request watches; undefined for another request. */
  #watchedBy({ condition, orders }: AlertRequest): number | undefined {
    const index = this.#universe.indexOf(condition.exchangeSegment, condition.securityId);
    if (this.#universe.instruments[index]?.kind !== 'index') return undefined;
    const areGood = orders.length > 0 && orders.length <= ALERT_LEGS_MAX && orders.every(areNumbersOfAnOrder);
    return areGood && isGoodCondition(condition) ? index : undefined;
  }

  #watch(alert: {
    readonly alertId: string;
    readonly request: AlertRequest;
    readonly index: number;
  }): AlertState {
    const nowMs = this.#clock.nowMs();
    this.#pulse.wake();
    return {
      ...alert,
      status: 'ACTIVE',
      createdAtMs: nowMs,
      triggeredAtMs: undefined,
      lastPrice: this.#board.ltp[alert.index]!,
      placedOrderIds: [],
      lastDate: alert.request.condition.expDate ?? addDays(istDate(nowMs), DAYS_WATCHED),
      distance: undefined,
      minute: -1,
    };
  }

  /** Returns whether any is still watched. */
  #lookAtAll(): boolean {
    const nowMs = this.#clock.nowMs();
    const session = this.#hours.isOpen(nowMs) ? this.#hours.sessionOf(nowMs) : undefined;
    let isAwaited = false;
    for (const alerts of this.#byClient.values())
      for (const alert of alerts) {
        if (alert.status !== 'ACTIVE') continue;
        if (session) this.#look(alert, { nowMs, openMs: session.openMs });
        isAwaited ||= alert.status === 'ACTIVE';
      }
    return isAwaited;
  }

  #look(alert: AlertState, { nowMs, openMs }: { readonly nowMs: number; readonly openMs: number }): void {
    const { condition } = alert.request;
    alert.lastPrice = this.#board.ltp[alert.index]!;
    if (istDate(nowMs) > alert.lastDate) {
      alert.status = 'EXPIRED';
      return;
    }
    const minute = Math.floor(nowMs / MS_PER_MINUTE);
    if (condition.comparisonType !== 'PRICE_WITH_VALUE' && minute === alert.minute) return;
    alert.minute = minute;
    const { index } = alert;
    const { symbol = '' } = this.#universe.underlyings[index] ?? {};
    const view = { board: this.#board, index, symbol, earlier: this.#earlier, nowMs, openMs };
    const distance = distanceOf(condition, view);
    const isTriggered = distance !== undefined && isMet(condition.operator, distance, alert.distance);
    alert.distance = distance;
    if (isTriggered) this.#trigger(alert, nowMs);
  }

  #trigger(alert: AlertState, nowMs: number): void {
    alert.status = 'TRIGGERED';
    alert.triggeredAtMs = nowMs;
    const { clientId, orders } = alert.request;
    alert.placedOrderIds = orders.flatMap((order) => {
      const placed = this.#orders.place({ ...order, clientId });
      return placed.ok ? [placed.value.orderId] : [];
    });
  }
}

function isGoodCondition(condition: AlertCondition): boolean {
  const { comparisonType, comparingValue, indicatorName, comparingIndicatorName } = condition;
  const isIndicator = (name: string | undefined): boolean => ALERT_INDICATORS.includes(name ?? '');
  const hasValue = comparingValue !== undefined && Number.isFinite(comparingValue);
  switch (comparisonType) {
    case 'PRICE_WITH_VALUE':
      return hasValue;
    case 'TECHNICAL_WITH_VALUE':
      return isIndicator(indicatorName) && hasValue;
    case 'TECHNICAL_WITH_INDICATOR':
      return isIndicator(indicatorName) && isIndicator(comparingIndicatorName);
    case 'TECHNICAL_WITH_CLOSE':
      return isIndicator(indicatorName);
  }
}

/** False when every one of them is still watched. */
function makeRoom(alerts: AlertState[]): boolean {
  if (alerts.length < ALERTS_MAX) return true;
  const oldest = alerts.findIndex(({ status }) => status !== 'ACTIVE');
  if (oldest < 0) return false;
  alerts.splice(oldest, 1);
  return true;
}
