/** The channels of one underlying. Source: seed-requirements A10, item 88; that of futures is this platform's own. */
export interface TickChannels {
  readonly underlying: string;
  readonly options: string;
  readonly futures: string;
}

/** `ticker:nifty:underlying`, `ticker:nifty:options` and `ticker:nifty:futures`. */
export function channelsOf(symbol: string): TickChannels {
  const prefix = `ticker:${symbol.toLowerCase()}`;
  return { underlying: `${prefix}:underlying`, options: `${prefix}:options`, futures: `${prefix}:futures` };
}
