import type { Hono } from 'hono';
import { MS_PER_DAY } from '#engine/market/ist-time.ts';
import { renderProfile } from '#engine/wire/rest-bodies.ts';
import { jsonAnswer, refuseAccountCall } from './answers.ts';
import type { RestExchange } from './rest-exchange.ts';

/** A data plan is bought by the month; every test account renewed its own a day ago. */
const DATA_PLAN_LEFT_MS = 29 * MS_PER_DAY;

/** `GET /v2/profile`. Source: dhan-v2-wire 1.5. */
export function addProfileRoutes(app: Hono, exchange: RestExchange): void {
  app.get('/v2/profile', (context) => {
    const refusal = refuseAccountCall(context, exchange);
    if (refusal) return refusal;
    const account = exchange.accounts.ownerOf(context.req.header('access-token') ?? '');
    if (!account) return context.notFound();
    const profile = {
      clientId: account.clientId,
      tokenValidUntilMs: account.expiresAtMs,
      activeSegment: 'Equity, Derivative, Currency, Commodity',
      ddpi: 'Active',
      mtf: 'Active',
      dataPlan: account.dataPlan,
      dataValidUntilMs: exchange.clock.nowMs() + (account.dataPlan === 'Active' ? DATA_PLAN_LEFT_MS : 0),
    } as const;
    return jsonAnswer(context, 200, renderProfile(profile));
  });
}
