/** Which cell each case covers, once per wire it holds on. */
import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import type { FeedCase } from '#test/support/feed-case.ts';
import type { RouteCase } from '#test/support/route-case.ts';
import { PROFILE_NAMES } from './coverage-rows.ts';
import type { Cell } from './coverage-rows.ts';
import { FEED_CASES } from './feed-cases.ts';
import { ROUTE_CASES } from './route-cases.ts';

/** The cell of a case of a route. */
export function routeCellOf({ route, status }: RouteCase, profile: Cell['profile']): Cell {
  return { subject: route, answer: String(status), profile };
}

/** The cell of a case of a feed. */
export function feedCellOf({ feed, answer }: FeedCase, profile: Cell['profile']): Cell {
  return { subject: feed, answer, profile };
}

/** One entry per case and wire. */
export function routeCaseCells(): Cell[] {
  return ROUTE_CASES.flatMap((one) => profilesOf(one).map((profile) => routeCellOf(one, profile)));
}

/** One entry per case and wire. */
export function feedCaseCells(): Cell[] {
  return FEED_CASES.flatMap((one) => profilesOf(one).map((profile) => feedCellOf(one, profile)));
}

/** The wires a case holds on. */
export function profilesOf({ on }: { readonly on?: (wire: WireProfile) => boolean }): Cell['profile'][] {
  return PROFILE_NAMES.filter((profile) => !on || on(WIRE_PROFILES[profile]));
}
