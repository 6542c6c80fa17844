/** A call of the Go tier and its answer, whatever carries them: the app's request and response, or the server's own. Source: dhan-v2-wire 0.2. */
import { DATA_ERRORS, renderDataError } from '#engine/wire/error-bodies.ts';
import type { DataErrorCode } from '#engine/wire/error-bodies.ts';
import { LOGIN_REFUSALS } from '../world/login-refusals.ts';
import type { RateFamily } from '../world/rate-limit-data.ts';
import type { RestExchange } from './rest-exchange.ts';

/** What a route reads of a call. The headers are undefined where the client sent none. */
export interface DataCall {
  readonly accessToken: string | undefined;
  readonly clientId: string | undefined;
  readonly body: string;
}

/** JSON and its status. */
export interface DataAnswer {
  readonly status: 200 | (typeof DATA_ERRORS)[DataErrorCode]['status'];
  readonly body: string | Uint8Array<ArrayBuffer>;
}

/** Answers at once: whatever a data route tells is in memory. */
export type DataRoute = (call: DataCall) => DataAnswer;

/** By path; all of them are POST. */
export type DataRoutes = ReadonlyMap<string, DataRoute>;

/** Shape B with the status its code has. Source: dhan-v2-wire 2.3. */
export function dataRefusal(code: DataErrorCode): DataAnswer {
  return { status: DATA_ERRORS[code].status, body: renderDataError(code) };
}

/** The gate: token and client id, then the family's budget. Undefined lets the call in. */
export function refuseDataCall(
  { accessToken, clientId = '' }: DataCall,
  { accounts, limiter, clock }: RestExchange,
  family: RateFamily,
): DataAnswer | undefined {
  const nowMs = clock.nowMs();
  const verdict = accounts.judgeLogin({ accessToken, clientId, nowMs, needsDataPlan: true });
  if (verdict !== 'ok') return dataRefusal(LOGIN_REFUSALS[verdict]);
  return limiter.take(family, clientId, nowMs) ? undefined : dataRefusal(805);
}
