/** What a sound backend works out of the chain in fake-targets.ts: 41 strikes around 23,000, each leg held once and traded once. */

const STRIKES = Array.from({ length: 41 }, (_, index) => 22_000 + index * 50);

/** One entry of `options/analytics`, changed by `change`. */
export function analyticsEntry(change: object = {}): object {
  return {
    expiry: '2026-02-10',
    days_to_expiry: 6.24,
    forward: 23_000.4,
    basis: 0.4,
    atm_strike: 23_000,
    atm_iv: 12,
    atm_straddle: {
      strike: 23_000,
      call: 151,
      put: 151.2,
      price: 302.2,
      implied_move_percent: 1.3139,
      break_even_low: 22_697.8,
      break_even_high: 23_302.2,
    },
    skew_25_delta: { call_iv: 11, put_iv: 13, risk_reversal: -2, butterfly: 0 },
    pcr_oi: 1,
    pcr_volume: 1,
    max_pain_oi: 23_000,
    max_pain_volume: 23_000,
    reasons: {},
    ...change,
  };
}

/** `options/analytics` of that entry and of a farther expiry. */
export function analyticsBody(change: object = {}): object {
  const farther = analyticsEntry({ expiry: '2026-02-17', days_to_expiry: 13.24 });
  return {
    status: 'success',
    data: { underlying: 'NIFTY', underlying_ltp: 23_000, expiries: [analyticsEntry(change), farther] },
  };
}

/** One point of a smile at a forward of 23,000.4. */
function smilePoint(strike: number): Record<string, unknown> {
  return {
    strike,
    moneyness_percent: (strike / 23_000.4 - 1) * 100,
    iv: 12 + Math.abs(strike - 23_000) / 1000,
    leg: strike >= 23_000.4 ? 'CE' : 'PE',
  };
}

interface SurfaceData {
  term_structure: Record<string, unknown>[];
  expiries: (Record<string, unknown> & { smile: Record<string, unknown>[] })[];
}

/** `options/surface` of the same two expiries, changed in place by `change`. */
export function surfaceBody(change: (data: SurfaceData) => void = () => undefined): object {
  const heads = [
    { expiry: '2026-02-10', days_to_expiry: 6.24, forward: 23_000.4, atm_iv: 12.02 },
    { expiry: '2026-02-17', days_to_expiry: 13.24, forward: 23_000.4, atm_iv: 12.03 },
  ];
  const data: SurfaceData = {
    term_structure: heads.map((head, index) => ({ ...head, forward_iv: index === 0 ? null : 12.04 })),
    expiries: heads.map((head) => ({ ...head, smile: STRIKES.map(smilePoint), reasons: {} })),
  };
  change(data);
  return { status: 'success', data: { underlying: 'NIFTY', underlying_ltp: 23_000, ...data } };
}
