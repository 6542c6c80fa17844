/** The values that fields of orders and portfolios may have, in the exchange's own words. Source: dhan-v2-wire 4.1, 4.8. */

export const TRANSACTION_TYPES = ['BUY', 'SELL'] as const;
export const PRODUCT_TYPES = ['CNC', 'INTRADAY', 'MARGIN', 'MTF', 'CO', 'BO'] as const;
export const ORDER_TYPES = ['LIMIT', 'MARKET', 'STOP_LOSS', 'STOP_LOSS_MARKET'] as const;
/** NA: of what is no option. */
export const DRV_OPTION_TYPES = ['CALL', 'PUT', 'NA'] as const;
export const VALIDITIES = ['DAY', 'IOC'] as const;
export const AMO_TIMES = ['PRE_OPEN', 'OPEN', 'OPEN_30', 'OPEN_60'] as const;
export const LEG_NAMES = ['ENTRY_LEG', 'TARGET_LEG', 'STOP_LOSS_LEG'] as const;

export const ALERT_COMPARISONS = [
  'TECHNICAL_WITH_VALUE',
  'TECHNICAL_WITH_INDICATOR',
  'TECHNICAL_WITH_CLOSE',
  'PRICE_WITH_VALUE',
] as const;
export const ALERT_OPERATORS = [
  'CROSSING_UP',
  'CROSSING_DOWN',
  'CROSSING_ANY_SIDE',
  'GREATER_THAN',
  'LESS_THAN',
  'GREATER_THAN_EQUAL',
  'LESS_THAN_EQUAL',
  'EQUAL',
  'NOT_EQUAL',
] as const;
export const ALERT_TIME_FRAMES = ['DAY', 'ONE_MIN', 'FIVE_MIN', 'FIFTEEN_MIN'] as const;

/** Texts that stand where there is nothing to tell. Source: dhan-v2-wire 4. */
export const UNSET = { text: 'NA', time: '0001-01-01 00:00:00', date: '0001-01-01' } as const;
