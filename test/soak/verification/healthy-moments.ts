/** Moments of shipped days on which nothing is wrong: closed, before the open, open, expiry, holiday, special sessions. */
export const HEALTHY_MOMENTS = [
  { scenario: 'calm-morning', at: '09:12:00', market: 'pre-open' },
  { scenario: 'auction-0900', at: '09:05:00', market: 'pre-open' },
  { scenario: 'auction-0900', at: '09:14:50', market: 'pre-open' },
  { scenario: 'auction-0900', at: '09:15:30', market: 'open' },
  { scenario: 'calm-morning', at: '09:31:00', market: 'open' },
  { scenario: 'market-hours', at: '09:20:00', market: 'open' },
  { scenario: 'illiquid-strikes', at: '09:23:55', market: 'open' },
  { scenario: 'expiry-day', at: '15:05:00', market: 'expiry day' },
  { scenario: 'expiry-day', at: '15:29:00', market: 'expiry day' },
  { scenario: 'market-close', at: '16:05:00', market: 'closed' },
  { scenario: 'holiday', at: '09:20:00', market: 'holiday' },
  { scenario: 'budget-sunday', at: '09:20:00', market: 'special session' },
] as const;

export const CADENCES_MS = ['100', '250', '1000'] as const;

/** One healthy run: which moment, at which cadence, with which seed. */
export interface HealthyRun {
  readonly moment: (typeof HEALTHY_MOMENTS)[number];
  readonly cadenceMs: (typeof CADENCES_MS)[number];
  readonly seed: number;
}

/** Run `index` of as many as are wanted: every moment at every cadence in turn, each with a seed of its own. */
export function healthyRun(index: number): HealthyRun {
  const moment = HEALTHY_MOMENTS[index % HEALTHY_MOMENTS.length]!;
  const cadenceMs = CADENCES_MS[Math.floor(index / HEALTHY_MOMENTS.length) % CADENCES_MS.length]!;
  return { moment, cadenceMs, seed: 1 + index };
}
