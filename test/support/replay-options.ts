import type { ReplayOptions } from '#cli/replay-run.ts';
import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';

/** As `preopen replay NAME` plays it, without a word on the terminal. */
export const REPLAY_OPTIONS = {
  speed: 'max',
  through: 'memory',
  wire: WIRE_PROFILES.observed,
  isRaw: false,
  repriceOnTicks: true,
  isVerbose: false,
  hasProgressBar: false,
} as const satisfies ReplayOptions;
