import { Hono } from 'hono';
import type { Context } from 'hono';
import { istIso } from '#engine/market/ist-time.ts';
import { renderNotFound } from '#engine/wire/error-bodies.ts';
import { dataError, inputError, javaError, jsonAnswer } from './answers.ts';
import { addAuthRoutes } from './auth-routes.ts';
import { limitBody } from './body-limit.ts';
import { addChartRoutes } from './chart-routes.ts';
import type { DataRoutes } from './data-call.ts';
import { addDataRoutes } from './data-routes.ts';
import { frameAnswers, routeOf } from './framed-answers.ts';
import { addOutOfScopeRoutes } from './out-of-scope-routes.ts';
import { addProfileRoutes } from './profile-routes.ts';
import type { RestExchange } from './rest-exchange.ts';
import { addScripMasterRoutes } from './scrip-master-routes.ts';
import { addSeedRoutes } from './seed-routes.ts';
import { addSpecRoutes } from './spec-routes.ts';
import { addTradingRoutes } from './trading-routes.ts';

/**
 * The exchange's REST half, whatever the Host: api.dhan.co under /v2, auth.dhan.co under /app, /partner and its login pages,
 * images.dhan.co under /api-data.
 * Every answer carries `Date` from the scenario's clock and `X-Simulated: 1`, so that no client takes it for the real exchange unawares.
 */
export function createRestApp(exchange: RestExchange, dataRoutes: DataRoutes): Hono {
  const app = new Hono();
  app.use(frameAnswers(exchange));
  app.use(limitBody(refuseTooLarge));
  app.get('/healthz', (context) =>
    context.json({ status: 'ok', scenario: exchange.scenario.name, now: istIso(exchange.clock.nowMs()) }),
  );
  addDataRoutes(app, dataRoutes);
  addChartRoutes(app, exchange);
  addProfileRoutes(app, exchange);
  addAuthRoutes(app, exchange);
  addScripMasterRoutes(app, exchange);
  addTradingRoutes(app, exchange);
  addSeedRoutes(app, exchange);
  addSpecRoutes(app);
  addOutOfScopeRoutes(app);
  app.notFound((context) =>
    jsonAnswer(context, 404, renderNotFound(context.req.path, exchange.clock.nowMs())),
  );
  app.onError((_error, context) => answerFailure(context));
  return app;
}

/** Undefined for whatever does not read a body: its answer is the same, however long a body it is sent. */
function refuseTooLarge(context: Context): Response | undefined {
  const { tier, answer } = routeOf(context) ?? {};
  if (tier === 'go') return dataError(context, 814);
  const isRead = tier === 'java' && answer !== 'out-of-scope' && context.req.method !== 'DELETE';
  return isRead ? inputError(context) : undefined;
}

function answerFailure(context: Context): Response {
  return routeOf(context)?.tier === 'java'
    ? javaError(context, 500, INTERNAL_ERROR)
    : dataError(context, 800);
}

/** Source: dhan-v2-wire 2.2. */
const INTERNAL_ERROR = {
  errorType: 'Internal_Error',
  errorCode: 'DH-908',
  errorMessage: 'Internal Server Error',
};
