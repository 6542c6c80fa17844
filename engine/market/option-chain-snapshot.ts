/** One option chain as the exchange answered it: the whole listed ladder at one moment. */
export interface OptionChainSnapshot {
  /** The underlying's last price, rupees. */
  readonly spot: number;
  /** Ascending by strike. */
  readonly strikes: readonly StrikeSnapshot[];
}

/** One strike of an answer. */
export interface StrikeSnapshot {
  readonly strike: number;
  /** Undefined where the exchange sent `null` or nothing. */
  readonly ce: LegSnapshot | undefined;
  readonly pe: LegSnapshot | undefined;
}

/** Rupees, units; implied volatility in percent as published. 0 means absent. */
export interface LegSnapshot {
  /** 0 in answers older than February 2026, which carry none. */
  readonly securityId: number;
  readonly ltp: number;
  readonly bid: number;
  readonly ask: number;
  readonly volume: number;
  readonly oi: number;
  readonly previousClose: number;
  readonly impliedVolatility: number;
}
