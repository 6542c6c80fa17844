import type { Check, Judgement } from '../check.ts';
import { failed, listed, notJudged, passed, warned } from '../judgement.ts';
import { areFollowing } from '../legs-following.ts';
import type { BackendMovement, BackendTarget } from '../targets.ts';

/** The underlying's price on the backend changes while the market is open. */
export const backendMoves: Check<BackendTarget> = {
  id: 'backend.moves',
  title: "The backend's underlying prices move",
  asserts: "Every underlying's price changes within the timeout while the market is open.",
  group: 'backend',
  dependsOn: ['backend.reachable'],
  run: judgeMovement,
};

/**
 * The legs near the money move with their underlying. It depends on no chain check on purpose: an empty chain in an open market
 * is the very fault to be found, so it fails here instead of being skipped.
 */
export const backendLegsFollow: Check<BackendTarget> = {
  id: 'backend.legs-follow',
  title: 'The option legs follow their underlying',
  asserts:
    'At least half of the calls and of the puts near the money change when their underlying moves; none at all fails, fewer than half warn.',
  group: 'backend',
  dependsOn: ['backend.reachable'],
  run: judgeFollowing,
};

async function judgeMovement(target: BackendTarget): Promise<Judgement> {
  const expected = 'a price change of every underlying while the market is open';
  const market = await target.market('NSE');
  if (!market.isOpen) return notJudged(expected, `not judged: ${market.description}`);
  const movements = await target.movement();
  const still = movements.filter(({ hasMoved }) => !hasMoved);
  if (still.length === 0 && movements.length > 0)
    return passed(
      expected,
      listed(movements.map((movement) => `${movement.underlying} ${spokenPrices(movement)}`)),
    );
  return failed(
    expected,
    `no change in ${watchedSeconds(movements)} s: ${listed(still.map((movement) => `${movement.underlying} ${spokenPrices(movement)}`))}`,
    `Its feed is not connected or not subscribed (websocket_status in curl "${target.url}/health"); restart the backend, then check the feed: preopen verify --exchange live`,
  );
}

async function judgeFollowing(target: BackendTarget): Promise<Judgement> {
  const expected =
    'at least half of the calls and of the puts near the money change when their underlying moves';
  const market = await target.market('NSE');
  if (!market.isOpen) return notJudged(expected, `not judged: ${market.description}`);
  const movements = await target.movement();
  const legless = movements.filter(({ calls, puts }) => calls.seen + puts.seen === 0);
  if (legless.length > 0)
    return failed(expected, listed(legless.map(spokenFollowing)), followingRemedy(legless));
  const moved = movements.filter(({ hasMoved }) => hasMoved);
  if (moved.length === 0)
    return notJudged(expected, 'no underlying moved, so no leg had to (see backend.moves)');
  const deaf = moved.filter(({ calls, puts }) => calls.followed === 0 || puts.followed === 0);
  if (deaf.length > 0) return failed(expected, listed(deaf.map(spokenFollowing)), followingRemedy(deaf));
  const slow = moved.filter(({ calls, puts }) => !areFollowing(calls) || !areFollowing(puts));
  if (slow.length > 0) return warned(expected, listed(slow.map(spokenFollowing)), followingRemedy(slow));
  return passed(expected, listed(moved.map(spokenFollowing)));
}

/** `0 of 84 legs followed NIFTY 23150.5 -> 23152.75`. */
function spokenFollowing(movement: BackendMovement): string {
  const { calls, puts, underlying } = movement;
  const isUneven = (calls.followed === 0) !== (puts.followed === 0);
  const deaf = isUneven ? ` (no ${calls.followed === 0 ? 'call' : 'put'} did)` : '';
  const legs = `${calls.followed + puts.followed} of ${calls.seen + puts.seen} legs`;
  return `${legs} followed ${underlying} ${spokenPrices(movement)}${deaf}`;
}

function followingRemedy(movements: readonly BackendMovement[]): string {
  const isEmpty = movements.some(({ calls, puts }) => calls.seen + puts.seen === 0);
  return isEmpty
    ? 'There are no legs to move: mend backend.cache first (credentials), then restart the backend.'
    : 'The tick moves the underlying only: call the repricing of every cached expiry from the tick handler, and look for "Updated NIFTY: LTP=..., N options updated" with N > 0 in the log.';
}

function spokenPrices({ priceFrom, priceTo }: BackendMovement): string {
  if (priceFrom === undefined) return 'without a price';
  return priceTo === undefined || priceTo === priceFrom ? `at ${priceFrom}` : `${priceFrom} -> ${priceTo}`;
}

function watchedSeconds(movements: readonly BackendMovement[]): number {
  return Math.round(Math.max(0, ...movements.map(({ watchedMs }) => watchedMs)) / 1000);
}
