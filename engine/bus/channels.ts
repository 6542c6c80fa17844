/** The channels of one underlying. Source: seed-requirements A10, item 88. */
export interface TickChannels {
  readonly underlying: string;
  readonly options: string;
}

/** `ticker:nifty:underlying` and `ticker:nifty:options`. */
export function channelsOf(symbol: string): TickChannels {
  const prefix = `ticker:${symbol.toLowerCase()}`;
  return { underlying: `${prefix}:underlying`, options: `${prefix}:options` };
}
