/** Calls to a mounted exchange as Dhan's clients make them. */
import type { HttpResponse } from '#engine/ports.ts';
import type { MountedExchange } from './mounted-exchange.ts';
import { SMALL_DATE, SMALL_EXPIRY } from './small-world.ts';

/** Bodies that name NIFTY and its chain. */
export const NIFTY = { UnderlyingScrip: 13, UnderlyingSeg: 'IDX_I' };
export const NIFTY_CHAIN = { ...NIFTY, Expiry: SMALL_EXPIRY };

/** NIFTY's minutes of the small day. */
export const MINUTE_CHART = {
  securityId: '13',
  exchangeSegment: 'IDX_I',
  instrument: 'INDEX',
  interval: '1',
  fromDate: SMALL_DATE,
  toDate: SMALL_DATE,
};

/** NIFTY's call at the money, minute by minute, of the small day. */
export const CALL_SERIES = {
  exchangeSegment: 'NSE_FNO',
  securityId: 13,
  instrument: 'OPTIDX',
  expiryFlag: 'WEEK',
  expiryCode: 1,
  strike: 'ATM',
  drvOptionType: 'CALL',
  requiredData: ['open', 'high', 'low', 'close', 'iv', 'volume', 'strike', 'oi', 'spot'],
  interval: '1',
  fromDate: SMALL_DATE,
  toDate: SMALL_DATE,
};

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
