/** Conditions on a watched instrument that place orders when they are met. Source: dhan-v2-wire 4.8. */
import type { ExchangeSegment } from '#engine/market/instrument.ts';
import type { ALERT_COMPARISONS, ALERT_OPERATORS, ALERT_TIME_FRAMES } from '#engine/wire/trading-names.ts';
import type { OrderRequest } from './order.ts';

/** When an alert is met. Values in rupees, or in the indicator's own unit. */
export interface AlertCondition {
  readonly comparisonType: (typeof ALERT_COMPARISONS)[number];
  readonly exchangeSegment: ExchangeSegment;
  readonly securityId: number;
  /** `SMA_5`, `RSI_14`, `BB_UPPER` ...; not with PRICE_WITH_VALUE. */
  readonly indicatorName?: string | undefined;
  readonly timeFrame?: (typeof ALERT_TIME_FRAMES)[number] | undefined;
  readonly operator: (typeof ALERT_OPERATORS)[number];
  readonly comparingValue?: number | undefined;
  readonly comparingIndicatorName?: string | undefined;
  /** The last day it is watched, `YYYY-MM-DD`; a year from its creation unless given. */
  readonly expDate?: string | undefined;
  readonly frequency: string;
  readonly userNote?: string | undefined;
}

/** What is watched, and the orders that are placed when it happens. */
export interface AlertRequest {
  readonly clientId: string;
  readonly condition: AlertCondition;
  /** At most ALERT_LEGS_MAX. */
  readonly orders: readonly Omit<OrderRequest, 'clientId'>[];
}

/** Orders of one alert, or of one basket. */
export const ALERT_LEGS_MAX = 15;

/** An alert as it stands. */
export interface Alert {
  readonly alertId: string;
  readonly request: AlertRequest;
  readonly status: 'ACTIVE' | 'TRIGGERED' | 'EXPIRED' | 'CANCELLED';
  readonly createdAtMs: number;
  readonly triggeredAtMs: number | undefined;
  /** Of the watched instrument when it was last looked at, rupees. */
  readonly lastPrice: number;
  /** Ids of the orders it placed; empty before it triggers, and where every one was refused. */
  readonly placedOrderIds: readonly string[];
}
