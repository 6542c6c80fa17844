/** Legs near the money, and how many of them changed since the watch began. */
export interface LegsFollowing {
  readonly seen: number;
  readonly followed: number;
}

/** Far legs may stand at their floor while the underlying moves a little, so not every leg must change. */
const FOLLOWING_SHARE_MIN = 0.5;

/** At least half of the legs changed; no legs at all do not follow. */
export function areFollowing({ seen, followed }: LegsFollowing): boolean {
  return seen > 0 && followed >= seen * FOLLOWING_SHARE_MIN;
}
