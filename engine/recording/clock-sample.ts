/** How far the `Date` of an answer was ahead of the recording's clock: a message of the channel `clock`. */
export interface ClockSample {
  /** In whole seconds. */
  readonly exchangeAheadMs: number;
}

/** The message's bytes. */
export function encodeClockSample(sample: ClockSample): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(sample));
}

/** Errors: SyntaxError. */
export function decodeClockSample(bytes: Uint8Array): ClockSample {
  return JSON.parse(new TextDecoder().decode(bytes)) as ClockSample;
}
