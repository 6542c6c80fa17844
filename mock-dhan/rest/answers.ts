import type { Context } from 'hono';
import { renderAuthError } from '#engine/wire/auth-bodies.ts';
import { DATA_ERRORS, renderDataError, renderJavaError } from '#engine/wire/error-bodies.ts';
import type { DataErrorCode } from '#engine/wire/error-bodies.ts';
import type { LoginVerdict } from '../world/accounts.ts';
import type { RateFamily } from '../world/rate-limits.ts';
import type { RestExchange } from './rest-exchange.ts';

/** A body that is JSON already. */
export function jsonAnswer(
  context: Context,
  status: 200 | 400 | 401 | 404 | 429 | 500,
  body: string | Uint8Array<ArrayBuffer>,
): Response {
  return context.body(body, status, { 'Content-Type': 'application/json' });
}

/** Shape B with the status its code has. Source: dhan-v2-wire 2.3. */
export function dataError(context: Context, code: DataErrorCode): Response {
  return jsonAnswer(context, DATA_ERRORS[code].status, renderDataError(code));
}

/** Shape A with DH-905: a field is missing or bad. Source: dhan-v2-wire 2.2. */
export function inputError(context: Context, errorMessage: string): Response {
  const error = { errorType: 'Input_Exception', errorCode: 'DH-905', errorMessage };
  return jsonAnswer(context, 400, renderJavaError(error));
}

/** Shape E, the auth host's refusal with HTTP 200. Source: dhan-v2-wire 2.1. */
export function authError(context: Context, message: string): Response {
  return jsonAnswer(context, 200, renderAuthError(message));
}

/** The Go tier's gate: token and client id, then the family's budget. Undefined lets the call in. */
export function refuseDataCall(
  context: Context,
  exchange: RestExchange,
  family: RateFamily,
): Response | undefined {
  const clientId = clientIdOf(context);
  const nowMs = exchange.clock.nowMs();
  const accessToken = context.req.header('access-token');
  const verdict = exchange.accounts.judgeLogin({ accessToken, clientId, nowMs });
  if (verdict !== 'ok') return dataError(context, LOGIN_DATA_CODES[verdict]);
  return exchange.limiter.take(family, clientId, nowMs) ? undefined : dataError(context, 805);
}

/** Who calls the Go tier, by its own word; the gate checks it against the token. */
export function clientIdOf(context: Context): string {
  return context.req.header('client-id') ?? '';
}

/** The Java tier's gate: the token alone, then the non-trading budget. Undefined lets the call in. */
export function refuseAccountCall(context: Context, exchange: RestExchange): Response | undefined {
  const accessToken = context.req.header('access-token');
  const nowMs = exchange.clock.nowMs();
  const verdict = exchange.accounts.judgeLogin({ accessToken, clientId: undefined, nowMs });
  if (verdict === 'missing' || verdict === 'malformed')
    return jsonAnswer(context, 401, renderJavaError(INVALID_LOGIN));
  if (verdict === 'unknown' || verdict === 'expired')
    return jsonAnswer(context, 400, renderJavaError(DEAD_TOKEN));
  const clientId = exchange.accounts.ownerOf(accessToken ?? '')?.clientId ?? '';
  if (exchange.limiter.take('non-trading', clientId, nowMs)) return undefined;
  return jsonAnswer(context, 429, renderJavaError(RATE_LIMITED));
}

/** Source: dhan-v2-wire 2.3; 11, row 25. */
const LOGIN_DATA_CODES: Readonly<Record<Exclude<LoginVerdict, 'ok'>, DataErrorCode>> = {
  missing: 808,
  malformed: 809,
  unknown: 809,
  expired: 807,
  'client-mismatch': 810,
  'no-data-plan': 806,
};

/** What DH-905 says of a body it cannot use. Source: dhan-v2-wire 2.2. */
export const BAD_FIELDS = 'Missing required fields, bad values for parameters etc.';
/** Shape A of a login that is no good. Source: dhan-v2-wire 2.2. */
export const INVALID_LOGIN = {
  errorType: 'Invalid_Authentication',
  errorCode: 'DH-901',
  errorMessage: 'Client ID or user generated access token is invalid or expired.',
};
const DEAD_TOKEN = { errorType: 'Order_Error', errorCode: 'DH-906', errorMessage: 'Invalid Token' };
const RATE_LIMITED = {
  errorType: 'Rate_Limit',
  errorCode: 'DH-904',
  errorMessage:
    'Too many requests on server from single user breaching rate limits. Try throttling API calls.',
};
