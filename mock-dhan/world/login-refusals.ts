import type { LoginVerdict } from './accounts.ts';

/**
 * The code that a login which is no good is refused with: reason of packet 50 on a feed, key of shape B on the data APIs.
 * Source: dhan-v2-wire 2.3, 6.5; 11, row 25.
 */
export const LOGIN_REFUSALS = {
  missing: 808,
  malformed: 809,
  unknown: 809,
  expired: 807,
  'client-mismatch': 810,
  'no-data-plan': 806,
} as const satisfies Readonly<Record<Exclude<LoginVerdict, 'ok'>, number>>;
