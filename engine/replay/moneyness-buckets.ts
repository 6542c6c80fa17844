/** Distance of the strike from the forward, percent, positive out of the money; from `above` (inclusive) to the next one's. */
const BUCKETS = [
  { above: -Infinity, name: 'ITM>4%' },
  { above: -4, name: 'ITM 2-4%' },
  { above: -2, name: 'ITM 1-2%' },
  { above: -1, name: 'ITM .25-1%' },
  { above: -0.25, name: 'ATM +-.25%' },
  { above: 0.25, name: 'OTM .25-1%' },
  { above: 1, name: 'OTM 1-2%' },
  { above: 2, name: 'OTM 2-4%' },
  { above: 4, name: 'OTM>4%' },
] as const;

/** Names of the buckets that errors are told by, from in to out of the money. */
export const BUCKET_NAMES: readonly string[] = BUCKETS.map(({ name }) => name);

/** Index into BUCKET_NAMES; `leg` is even for a call. */
export function bucketOf(strike: number, forward: number, leg: number): number {
  const side = leg % 2 === 0 ? 1 : -1;
  const percentOut = ((side * (strike - forward)) / forward) * 100;
  return BUCKETS.findLastIndex(({ above }) => percentOut >= above);
}
