/** What has to be covered: one cell per answer and wire profile, from the tables the exchange is built from. */
import { expect } from 'vitest';
import { DISCONNECT_REASONS } from '#engine/wire/feed-codes.ts';
import { PACKET_LAYOUTS } from '#engine/wire/packet-layout.ts';
import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';
import type { WireProfileName } from '#engine/wire/wire-profile.ts';
import type { FeedType } from '#mock-dhan/feed/feed-routing.ts';
import { statusesOf } from '#mock-dhan/rest/route-statuses.ts';
import { ORDER_STATUSES } from '#mock-dhan/world/orders/order.ts';
import { ROUTES, routeKey } from '#mock-dhan/rest/route-table.ts';

/** An answer of a route or a feed on one wire. */
export interface Cell {
  /** `GET /v2/profile`, or the feed's name. */
  readonly subject: string;
  /** A status, a kind of packet, or an end of the connection. */
  readonly answer: string;
  readonly profile: WireProfileName;
}

export const PROFILE_NAMES = Object.keys(WIRE_PROFILES) as readonly WireProfileName[];

/**
 * Fails with the names of the cells of the tables that no case covered, of those that were covered without being in the tables, and
 * of the cases that did not run.
 */
export function expectWholeCoverage(
  covered: readonly Cell[],
  tables: readonly Cell[],
  cases: readonly Cell[],
): void {
  const seen = new Set(covered.map(cellKey));
  const known = new Set(tables.map(cellKey));
  expect(known.size).toBeGreaterThan(0);
  expect([...known].filter((key) => !seen.has(key))).toEqual([]);
  expect([...seen].filter((key) => !known.has(key))).toEqual([]);
  expect(covered.map(cellKey).sort()).toEqual(cases.map(cellKey).sort());
}

/** Every status of every route on every wire. */
export function routeCells(): Cell[] {
  return PROFILE_NAMES.flatMap((profile) =>
    ROUTES.flatMap((route) =>
      statusesOf(route, WIRE_PROFILES[profile]).map((status) => ({
        subject: routeKey(route),
        answer: String(status),
        profile,
      })),
    ),
  );
}

/** Every kind of packet and every end of a connection, on every feed and wire. */
export function feedCells(): Cell[] {
  return PROFILE_NAMES.flatMap((profile) =>
    Object.entries(feedAnswers()).flatMap(([subject, answers]) =>
      answers.map((answer) => ({ subject, answer, profile })),
    ),
  );
}

/** A cell as a text, to be compared and counted. */
export function cellKey({ subject, answer, profile }: Cell): string {
  return `${subject}: ${answer} (${profile})`;
}

/**
 * What each feed can say on a named wire, each of which has the market status off. The order-update socket has no packets: it is logged in to, tells of orders in text, is closed with a reason, or reset; its URL names no
 * client, so that nobody's handshakes are counted there.
 */
export function feedAnswers(): Readonly<Record<FeedType, readonly string[]>> {
  const live = PACKET_LAYOUTS.map(({ kind }) => kind).filter(
    (kind) => kind !== 'disconnect' && kind !== 'market-status',
  );
  const ends = Object.keys(DISCONNECT_REASONS).map((reason) => `disconnect ${reason}`);
  return {
    live: [...live, ...ends, 'upgrade 429'],
    'depth-20': ['bid', 'ask', ...ends, 'upgrade 429'],
    'depth-200': ['bid', 'ask', ...ends, 'upgrade 429'],
    'order-update': ['login', ...ORDER_STATUSES.map((status) => `alert ${status}`), ...ends, 'reset'],
  };
}
