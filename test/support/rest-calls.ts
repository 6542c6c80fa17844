/** Calls to a mounted exchange as Dhan's clients make them. */
import type { HttpResponse } from '#engine/ports.ts';
import type { MountedExchange } from './mounted-exchange.ts';
import { SMALL_EXPIRY } from './small-world.ts';

/** Bodies that name NIFTY and its chain. */
export const NIFTY = { UnderlyingScrip: 13, UnderlyingSeg: 'IDX_I' };
export const NIFTY_CHAIN = { ...NIFTY, Expiry: SMALL_EXPIRY };

/** The headers of the first account. */
export function loginHeaders({ exchange }: MountedExchange): Record<string, string> {
  const { accessToken, clientId } = exchange.accounts.credentialsOf()!;
  return { 'access-token': accessToken, 'client-id': clientId, 'content-type': 'application/json' };
}

/** Posts JSON, or a text as it stands; with the first account's login unless told. */
export function post(
  exchange: MountedExchange,
  path: string,
  body: unknown,
  headers = loginHeaders(exchange),
): Promise<HttpResponse> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return exchange.http.send({ method: 'POST', url: `${exchange.restUrl}${path}`, headers, body: text });
}
