const COUNTERS = [
  '[STARTUP]    • Underlyings: 6',
  '[STARTUP]    • Expiries: 12',
  '[STARTUP]    • Strikes: 1200',
  '[STARTUP]    • Tokens: 2400',
];

/** The block as S0 prints it: the verdict first. Source: seed-requirements A3, item 29. */
export const SEED_ORDER = [
  '[STARTUP] ✅ Cache verified and ready',
  ...COUNTERS,
  '[STARTUP] ✅ Option chain cache populated with live data:',
];

/** The block as S1 and S2 print it: the verdict last. */
export const SESSION_ORDER = [
  '[STARTUP] ✅ Option chain cache populated with live data:',
  ...COUNTERS,
  '[STARTUP] ✅ Cache verified and ready',
];

export const UPDATE_LINE = '📈 Updated NIFTY: LTP=23150.50, 100 options updated';
export const FATAL_LINE = '[STARTUP] ❌ FATAL: Cannot start without cache!';
export const CACHE_WARNING_LINE = "[WARN] Failed to update option cache for NIFTY: 'CE'";
