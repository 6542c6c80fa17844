import type { Context } from 'hono';
import { renderAuthError } from '#engine/wire/auth-bodies.ts';
import { renderJavaError } from '#engine/wire/error-bodies.ts';
import type { DataErrorCode } from '#engine/wire/error-bodies.ts';
import { BAD_FIELDS } from '#engine/wire/rest-bodies.ts';
import type { RateFamily } from '../world/rate-limit-data.ts';
import { dataRefusal } from './data-call.ts';
import type { RestExchange } from './rest-exchange.ts';

/** A body that is JSON already. */
export function jsonAnswer(
  context: Context,
  status: 200 | 400 | 401 | 404 | 429 | 500 | 501,
  body: string | Uint8Array<ArrayBuffer>,
): Response {
  return context.body(body, status, { 'Content-Type': 'application/json' });
}

/** Shape B with the status its code has. Source: dhan-v2-wire 2.3. */
export function dataError(context: Context, code: DataErrorCode): Response {
  const { status, body } = dataRefusal(code);
  return jsonAnswer(context, status, body);
}

/** Shape E, the auth host's refusal with HTTP 200. Source: dhan-v2-wire 2.1. */
export function authError(context: Context, message: string): Response {
  return jsonAnswer(context, 200, renderAuthError(message));
}

/** The Java tier's gate: the token alone, then the family's budget. Undefined lets the call in. */
export function refuseAccountCall(
  context: Context,
  exchange: RestExchange,
  family: RateFamily = 'non-trading',
): Response | undefined {
  const accessToken = context.req.header('access-token');
  const nowMs = exchange.clock.nowMs();
  const verdict = exchange.accounts.judgeLogin({
    accessToken,
    clientId: undefined,
    nowMs,
    needsDataPlan: family === 'data',
  });
  if (verdict === 'missing' || verdict === 'malformed') return javaError(context, 401, INVALID_LOGIN);
  if (verdict === 'unknown' || verdict === 'expired')
    return exchange.wire.deadToken === 'dh-906'
      ? javaError(context, 400, DEAD_TOKEN)
      : javaError(context, 401, INVALID_LOGIN);
  if (verdict === 'no-data-plan') return javaError(context, 401, NOT_SUBSCRIBED);
  const clientId = exchange.accounts.ownerOf(accessToken ?? '')?.clientId ?? '';
  if (exchange.limiter.take(family, clientId, nowMs)) return undefined;
  return javaError(context, 429, RATE_LIMITED);
}

/** Shape A. */
export function javaError(
  context: Context,
  status: 400 | 401 | 404 | 429 | 500,
  error: Parameters<typeof renderJavaError>[0],
): Response {
  return jsonAnswer(context, status, renderJavaError(error));
}

/** 400 with DH-905, the answer to a missing or bad field. */
export function inputError(context: Context, errorMessage: string = BAD_FIELDS): Response {
  return javaError(context, 400, { errorType: 'Input_Exception', errorCode: 'DH-905', errorMessage });
}

/** Shape A of a login that is no good. Source: dhan-v2-wire 2.2. */
export const INVALID_LOGIN = {
  errorType: 'Invalid_Authentication',
  errorCode: 'DH-901',
  errorMessage: 'Client ID or user generated access token is invalid or expired.',
};
const DEAD_TOKEN = { errorType: 'Order_Error', errorCode: 'DH-906', errorMessage: 'Invalid Token' };
const NOT_SUBSCRIBED = {
  errorType: 'Invalid_Access',
  errorCode: 'DH-902',
  errorMessage: 'User has not subscribed to Data APIs or does not have access to Trading APIs.',
};
const RATE_LIMITED = {
  errorType: 'Rate_Limit',
  errorCode: 'DH-904',
  errorMessage:
    'Too many requests on server from single user breaching rate limits. Try throttling API calls.',
};
