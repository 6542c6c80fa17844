/** Where a call comes from, and the calls for which that counts. Source: dhan-v2-wire 1.6; 11, row 65. */
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { inputError } from './answers.ts';
import type { RestExchange } from './rest-exchange.ts';
import { routeKey } from './route-table.ts';
import type { Route } from './route-table.ts';

/** An exchange in the caller's own process has no address to detect. */
const SAME_PROCESS_ADDRESS = '127.0.0.1';

/** The portal counts these as well, the classic documents do not. */
const CONTROLS: ReadonlySet<string> = new Set([
  'POST /v2/positions/convert',
  'DELETE /v2/positions',
  'POST /v2/killswitch',
  'POST /v2/pnlExit',
  'DELETE /v2/pnlExit',
]);

/** The socket's far end, an IPv4 address without its IPv6 prefix. */
export function detectedAddress(context: Context): string {
  const { incoming } = (context.env ?? {}) as Partial<HttpBindings>;
  return incoming?.socket.remoteAddress?.replace(/^::ffff:/, '') ?? SAME_PROCESS_ADDRESS;
}

/** 400 DH-905 to a caller from an address that its account has not registered, where the wire asks for one; undefined lets the call in. */
export function refuseForeignAddress(
  context: Context,
  exchange: RestExchange,
  route: Route,
): Response | undefined {
  if (!needsAddress(route, exchange)) return undefined;
  const clientId = exchange.accounts.ownerOf(context.req.header('access-token') ?? '')?.clientId ?? '';
  return exchange.staticIps.isRegistered(clientId, detectedAddress(context))
    ? undefined
    : inputError(context, 'Invalid IP');
}

function needsAddress(route: Route, { wire }: RestExchange): boolean {
  if (wire.staticIp === 'off') return false;
  if (CONTROLS.has(routeKey(route))) return wire.staticIp === 'orders-and-controls';
  return route.family === 'order';
}
