/** An optional entry, `preopen/msw`: the exchange's REST half for tests that call Dhan by the global `fetch`. */
import { http } from 'msw';
import type { HttpHandler } from 'msw';
import type { MockExchange } from './exchange.ts';

/** The hosts a Dhan client calls over HTTP. Source: dhan-v2-wire 1.1. */
const DHAN_HOSTS = ['api.dhan.co', 'auth.dhan.co', 'images.dhan.co'] as const;

/**
 * Catch-all handlers for msw's `setupServer`: whatever is asked of Dhan's hosts is answered by `exchange` in this process,
 * unknown paths with the exchange's own 404. Other hosts are left to the caller's handlers. msw sees global `fetch` and
 * node:http; clients built on `undici.request` or `ws` need the listening exchange.
 */
export function exchangeHandlers(exchange: MockExchange): HttpHandler[] {
  return DHAN_HOSTS.map((host) =>
    http.all(`https://${host}/*`, ({ request }) => exchange.app.fetch(request)),
  );
}
