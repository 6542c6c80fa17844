/** Which HTTP statuses a route can answer with, for the coverage table and for whoever asks whether an answer is one of ours. */
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import { routeKey } from './route-table.ts';
import type { Route } from './route-table.ts';

/** A status of a documented answer; 500 with DH-908 or 800 would be a failure of this mock and is in no list. */
export type RouteStatus = 200 | 202 | 302 | 400 | 401 | 404 | 429 | 500 | 501;

/** The statuses of `route` on this wire, ascending: those of its gate and those of its own. Source: dhan-v2-wire 2, 4.0. */
export function statusesOf(route: Route, wire: WireProfile): readonly RouteStatus[] {
  if (!isKnownOn(route, wire)) return [404];
  const statuses = new Set([...gateStatuses(route, wire), ...ownStatuses(route, wire)]);
  return [...statuses].sort((a, b) => a - b);
}

/** Whether the wire knows the route at all. */
export function isKnownOn({ answer }: Route, { seedNames }: WireProfile): boolean {
  return answer !== 'seed-compat' || seedNames === 'accepted';
}

/** What a caller is told before the route looks at the call: a login that is no good, a budget that is spent. */
function gateStatuses({ tier, family }: Route, wire: WireProfile): readonly RouteStatus[] {
  if (family === undefined) return [];
  if (tier === 'java') return [401, deadTokenStatus(wire), 429];
  return [401, 429];
}

/** The Java tier's answer to a token that was good once. */
function deadTokenStatus(wire: WireProfile): RouteStatus {
  return wire.deadToken === 'dh-906' ? 400 : 401;
}

function ownStatuses(route: Route, wire: WireProfile): readonly RouteStatus[] {
  switch (route.answer) {
    case 'out-of-scope':
      return [501];
    case 'seed-compat':
      return [200, 400];
    case 'served':
      return servedStatuses(route, wire);
  }
}

function servedStatuses(route: Route, wire: WireProfile): readonly RouteStatus[] {
  const particular = PARTICULARS.get(routeKey(route));
  if (particular) return typeof particular === 'function' ? particular(wire) : particular;
  return route.tier === 'go' ? [200, 400] : [200];
}

/** Calls about orders, portfolio and statements that can be refused for what they ask. */
const JUDGED = [
  'POST /v2/orders',
  'POST /v2/orders/slicing',
  'PUT /v2/orders/:orderId',
  'DELETE /v2/orders/:orderId',
  'POST /v2/super/orders',
  'PUT /v2/super/orders/:orderId',
  'DELETE /v2/super/orders/:orderId/:leg',
  'POST /v2/forever/orders',
  'PUT /v2/forever/orders/:orderId',
  'DELETE /v2/forever/orders/:orderId',
  'POST /v2/alerts/orders',
  'POST /v2/alerts/multi/orders',
  'PUT /v2/alerts/orders/:alertId',
  'DELETE /v2/alerts/orders/:alertId',
  'GET /v2/alerts/orders/:alertId',
  'DELETE /v2/positions',
  'POST /v2/margincalculator',
  'POST /v2/margincalculator/multi',
  'POST /v2/killswitch',
  'POST /v2/pnlExit',
  'GET /v2/ledger',
  'GET /v2/trades/:from/:to/:page',
  'POST /v2/edis/form',
  'POST /v2/edis/bulkform',
  'GET /v2/edis/inquire/:isin',
] as const;

type Particulars = readonly RouteStatus[] | ((wire: WireProfile) => readonly RouteStatus[]);

/** Served routes that do more, or less, than answer 200; those of the Go tier all judge a body. */
const PARTICULARS: ReadonlyMap<string, Particulars> = new Map<string, Particulars>([
  ['GET /v2/instrument/:exchangeSegment', [200, 400]],
  ['POST /v2/charts/historical', [200, 400]],
  ['POST /v2/charts/intraday', [200, 400]],
  ['POST /v2/charts/rollingoption', [200, 400]],
  ['GET /v2/RenewToken', [200, 400]],
  ['POST /v2/RenewToken', [400]],
  ['PUT /v2/RenewToken', [400]],
  ['POST /v2/ip/setIP', [200, 400]],
  ['PUT /v2/ip/modifyIP', [200, 400]],
  ['GET /login/consentApp-login', [200, 302]],
  ['GET /consent-login', [200, 302]],
  ...JUDGED.map((key) => [key, [200, 400]] as const),
  ['GET /v2/orders/:orderId', ({ unknownOrder }) => (unknownOrder === 'empty-list' ? [200] : [200, 400])],
  ['GET /v2/orders/external/:correlationId', [200, 404]],
  ['GET /v2/holdings', ({ emptyHoldings }) => (emptyHoldings === 'dh-1111' ? [200, 500] : [200])],
  ['POST /v2/positions/convert', ({ convertAnswer }) => [convertAnswer === '202-empty' ? 202 : 200, 400]],
  ['GET /v2/edis/tpin', [202]],
]);
