import type { Hono } from 'hono';
import { MS_PER_MINUTE } from '#engine/market/ist-time.ts';
import { renderGeneratedToken, renderRenewedToken } from '#engine/wire/auth-bodies.ts';
import { isTotp } from '../world/totp.ts';
import { INVALID_LOGIN, authError, inputError, javaError, jsonAnswer, refuseAccountCall } from './answers.ts';
import { addConsentRoutes } from './consent-routes.ts';
import type { RestExchange } from './rest-exchange.ts';
import { addStaticIpRoutes } from './static-ip-routes.ts';

/** Source: dhan-v2-wire 3. */
const GENERATE_EVERY_MS = 2 * MS_PER_MINUTE;

/** Everything a login is made of: tokens, their renewal, consents, static addresses. Source: dhan-v2-wire 1.4, 1.6. */
export function addAuthRoutes(app: Hono, exchange: RestExchange): void {
  addGenerateRoute(app, exchange);
  addRenewRoutes(app, exchange);
  addConsentRoutes(app, exchange);
  addStaticIpRoutes(app, exchange);
}

/** `POST /app/generateAccessToken`, everything in the query. A refusal is shape E; it does not start the two minutes anew. */
function addGenerateRoute(app: Hono, exchange: RestExchange): void {
  const generatedAtMs = new Map<string, number>();
  app.post('/app/generateAccessToken', (context) => {
    const { accounts, clock } = exchange;
    const nowMs = clock.nowMs();
    const account = accounts.find(context.req.query('dhanClientId') ?? '');
    if (!account) return authError(context, 'Invalid Client ID');
    const { pin, totpSecret } = account.secrets;
    if (context.req.query('pin') !== pin) return authError(context, 'Invalid Pin');
    if (!isTotp(context.req.query('totp') ?? '', totpSecret, nowMs))
      return authError(context, 'Invalid TOTP');
    const sinceLastMs = nowMs - (generatedAtMs.get(account.clientId) ?? -Infinity);
    // A clock that was set back must not leave a caller locked out until the old time returns.
    if (sinceLastMs >= 0 && sinceLastMs < GENERATE_EVERY_MS)
      return authError(context, 'Token can be generated once every 2 minutes.');
    generatedAtMs.set(account.clientId, nowMs);
    accounts.renewToken(account, { consumer: 'APP', partnerId: TOTP_PARTNER_ID, nowMs });
    return jsonAnswer(context, 200, renderGeneratedToken(account));
  });
}

/** `GET /v2/RenewToken`, for SELF tokens that still live; other verbs are refused by name. Source: dhan-v2-wire 1.4; 11, row 49. */
function addRenewRoutes(app: Hono, exchange: RestExchange): void {
  app.get('/v2/RenewToken', (context) => {
    const refusal = refuseAccountCall(context, exchange);
    if (refusal) return refusal;
    const { accounts, clock } = exchange;
    const account = accounts.ownerOf(context.req.header('access-token') ?? '');
    if (!account) return context.notFound();
    const clientId = context.req.header('dhanClientId');
    if (!clientId) return inputError(context, 'dhanClientId is required');
    if (clientId !== account.clientId) return javaError(context, 401, INVALID_LOGIN);
    if (account.consumer === 'APP')
      return inputError(context, 'Renewal of token not allowed for this token type');
    accounts.renewToken(account, { consumer: 'SELF', partnerId: '', nowMs: clock.nowMs() });
    return jsonAnswer(context, 200, renderRenewedToken(account));
  });
  app.on(['POST', 'PUT'], '/v2/RenewToken', (context) => inputError(context));
}

/** The wire names no partner for a token made by TOTP; APP tokens carry one all the same. */
const TOTP_PARTNER_ID = 'preopen-totp';
