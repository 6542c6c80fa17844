/** Every case of every feed. */
import type { FeedCase } from '#test/support/feed-case.ts';
import { DEPTH_FEED_CASES } from './depth-feed-cases.ts';
import { LIVE_FEED_CASES } from './live-feed-cases.ts';
import { ORDER_UPDATE_CASES } from './order-update-cases.ts';

export const FEED_CASES: readonly FeedCase[] = [
  ...LIVE_FEED_CASES,
  ...DEPTH_FEED_CASES,
  ...ORDER_UPDATE_CASES,
];
