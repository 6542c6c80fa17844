/** The first original system's own names for what Dhan calls otherwise. Source: design decision 2; seed-requirements I6, I18. */
import type { WireProfile } from './wire-profile.ts';

/** NIFTY in that system's documents; its other ids name no underlying there. */
const SEED_NIFTY_ID = 13_626;
const DHAN_NIFTY_ID = 13;

/** `I` is the scrip master's column, not a segment of the API. Anything else stays as it is. */
export function dhanSegment(segment: unknown, wire: WireProfile): unknown {
  return wire.seedNames === 'accepted' && segment === 'I' ? 'IDX_I' : segment;
}

/** 13626 is NIFTY among its indices. Anything else stays as it is. */
export function dhanIndexId(securityId: number, wire: WireProfile): number {
  return wire.seedNames === 'accepted' && securityId === SEED_NIFTY_ID ? DHAN_NIFTY_ID : securityId;
}
