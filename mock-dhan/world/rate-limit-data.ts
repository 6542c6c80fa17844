/** What the exchange allows, by the date it came into force. Source: dhan-v2-wire 3. */
import { MS_PER_MINUTE, MS_PER_SECOND } from '#engine/market/ist-time.ts';

/** Families of calls that share a budget. `option-chain` is counted per unique request, the others per client. */
export type RateFamily = 'order' | 'data' | 'quote' | 'option-chain' | 'non-trading' | 'handshake';

/** So many calls in any such window. */
export interface RateWindow {
  readonly requests: number;
  readonly windowMs: number;
}

/** All windows hold at once. `perDay` counts IST calendar days. */
export interface RateLimit {
  readonly windows: readonly [RateWindow, ...RateWindow[]];
  readonly perDay?: number;
}

/** The limit of each family. */
export type RateLimits = Readonly<Record<RateFamily, RateLimit>>;

const MS_PER_HOUR = 60 * MS_PER_MINUTE;

const SINCE_V2_3: RateLimits = {
  order: {
    windows: [
      { requests: 10, windowMs: MS_PER_SECOND },
      { requests: 250, windowMs: MS_PER_MINUTE },
      { requests: 1000, windowMs: MS_PER_HOUR },
    ],
    perDay: 7000,
  },
  data: { windows: [{ requests: 5, windowMs: MS_PER_SECOND }], perDay: 100_000 },
  quote: { windows: [{ requests: 1, windowMs: MS_PER_SECOND }] },
  'option-chain': { windows: [{ requests: 1, windowMs: 3 * MS_PER_SECOND }] },
  'non-trading': { windows: [{ requests: 20, windowMs: MS_PER_SECOND }] },
  // Only that a flood is answered 429 and that a minute's rest mends it is known; the number is this mock's.
  handshake: { windows: [{ requests: 30, windowMs: MS_PER_MINUTE }] },
};

const [, ...LONGER_ORDER_WINDOWS] = SINCE_V2_3.order.windows;

/** Oldest first. */
const EDITIONS: readonly { readonly since: string; readonly limits: RateLimits }[] = [
  {
    since: '0001-01-01',
    limits: {
      ...SINCE_V2_3,
      order: {
        ...SINCE_V2_3.order,
        windows: [{ requests: 25, windowMs: MS_PER_SECOND }, ...LONGER_ORDER_WINDOWS],
      },
    },
  },
  { since: '2025-09-08', limits: SINCE_V2_3 },
];

/** The limits in force on a date, `YYYY-MM-DD`. */
export function rateLimitsOn(date: string): RateLimits {
  return EDITIONS.findLast(({ since }) => since <= date)?.limits ?? SINCE_V2_3;
}
