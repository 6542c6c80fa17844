import { fileURLToPath } from 'node:url';

/** When backends are judged: moments of shipped days, and what verify says there of a backend without a defect. */
export interface Moment {
  readonly scenario: string;
  /** IST `HH:mm:ss`; the day is played up to there. */
  readonly at: string;
  /** Ids of the checks that fail or warn for a sound backend, by hand; a healthy moment has none. */
  readonly red: readonly string[];
}

const OF_ONE = fileURLToPath(new URL('scenarios/empty-expiry-list-of-one.yaml', import.meta.url));
const NULL_CHAIN = fileURLToPath(new URL('scenarios/null-chain-without-a-feed.yaml', import.meta.url));

/** What a backend that was rightly refused looks like. */
const REFUSED = [
  'backend.health',
  'backend.startup',
  'backend.cache',
  'backend.chain',
  'backend.moves',
  'backend.legs-follow',
  'backend.sockets',
];

/** Healthy moments, and faults of the exchange that a sound backend has got over, or rightly refuses to start in. */
export const MOMENTS = {
  open: { scenario: 'calm-morning', at: '09:31:00', red: [] },
  'six-underlyings': { scenario: 'market-hours', at: '09:20:00', red: [] },
  'first-half-minute': { scenario: 'auction-0900', at: '09:15:30', red: [] },
  'before-the-open': { scenario: 'auction-0900', at: '09:05:00', red: [] },
  'after-the-close': { scenario: 'market-close', at: '16:05:00', red: [] },
  'late-hours': { scenario: 'market-close', at: '15:36:00', red: [] },
  'expiry-day': { scenario: 'expiry-day', at: '15:25:00', red: [] },
  'seconds-after-a-drop': { scenario: 'drop-then-accept', at: '09:31:20', red: [] },
  'after-a-drop': { scenario: 'drop-then-accept', at: '09:33:00', red: [] },
  'after-a-half-open-feed': { scenario: 'half-open-feed', at: '09:35:00', red: [] },
  'after-an-idle-night': { scenario: 'overnight-idle-drops', at: '09:17:00', red: [] },
  'after-a-429': { scenario: 'cold-cache-under-rate-limit', at: '09:17:00', red: [] },
  'after-a-trend': { scenario: 'gap-and-trend', at: '10:05:00', red: [] },
  'new-lot-size': { scenario: 'lot-size-change', at: '09:18:00', red: [] },
  'zeros-on-the-feed': { scenario: 'zero-prices', at: '09:22:00', red: ['feed.values'] },
  'quiet-legs': { scenario: 'illiquid-strikes', at: '09:23:55', red: [] },
  'mute-legs': {
    scenario: 'mute-options-segment',
    at: '09:35:00',
    red: ['feed.legs', 'feed.segments', 'feed.depth-20', 'feed.depth-200', 'backend.same-volumes'],
  },
  'without-a-feed': {
    scenario: 'feed-refused',
    at: '09:20:00',
    red: [
      'feed.connects',
      'backend.health',
      'backend.moves',
      'backend.fresh',
      'backend.sockets',
      'backend.same-volumes',
    ],
  },
  'empty-expiry-list-of-one': { scenario: OF_ONE, at: '09:31:00', red: REFUSED },
  'empty-expiry-list': {
    scenario: 'empty-expiry-list',
    at: '09:20:00',
    red: ['expiries.listed', ...REFUSED],
  },
  'zero-chain': { scenario: 'zero-chain', at: '09:15:30', red: ['chain.values', ...REFUSED] },
  'null-chain-without-a-feed': {
    scenario: NULL_CHAIN,
    at: '09:15:30',
    red: ['chain.complete', 'feed.connects', ...REFUSED],
  },
  'blank-master': {
    scenario: 'scrip-master-blank-fno',
    at: '09:15:30',
    red: ['master.contracts', ...REFUSED],
  },
  'empty-database': { scenario: 'empty-db', at: '09:20:00', red: ['credentials.present', ...REFUSED] },
  'expired-token': { scenario: 'expired-token', at: '09:20:00', red: ['token.valid', ...REFUSED] },
  'dead-token': {
    scenario: 'token-rollover-0300',
    at: '03:10:00',
    red: ['exchange.login', 'backend.health', 'backend.sockets'],
  },
  'revoked-token': {
    scenario: 'token-revoked',
    at: '09:35:00',
    red: ['backend.health', 'backend.moves', 'backend.fresh', 'backend.sockets'],
  },
} as const satisfies Readonly<Record<string, Moment>>;

export type MomentId = keyof typeof MOMENTS;
