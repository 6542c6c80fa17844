import type { Hono } from 'hono';
import { dhanIndexId } from '#engine/wire/seed-names.ts';
import { inputError, jsonAnswer, refuseAccountCall } from './answers.ts';
import type { RestExchange } from './rest-exchange.ts';

/**
 * `GET /v2/market-data/quote/{id}`, which the first original system asks for and Dhan does not have: by the wire's word the last price of an
 * index under `data.ltp`, or Dhan's 404. Source: design decision 2; seed-requirements I18.
 */
export function addSeedRoutes(app: Hono, exchange: RestExchange): void {
  app.get('/v2/market-data/quote/:securityId', (context) => {
    const { world, wire, clock } = exchange;
    if (wire.seedNames === 'unknown') return context.notFound();
    const refusal = refuseAccountCall(context, exchange, 'data');
    if (refusal) return refusal;
    const index = world.universe.indexOf('IDX_I', dhanIndexId(Number(context.req.param('securityId')), wire));
    if (index < 0) return inputError(context);
    world.sync(clock.nowMs());
    return jsonAnswer(
      context,
      200,
      JSON.stringify({ data: { ltp: world.board.ltp[index] }, status: 'success' }),
    );
  });
}
