import { Hono } from 'hono';
import type { Context } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { AnswerFault } from '#engine/faults/planned-fault.ts';
import { httpDate, istIso } from '#engine/market/ist-time.ts';
import { renderNotFound } from '#engine/wire/error-bodies.ts';
import { dataError, inputError, javaError, jsonAnswer } from './answers.ts';
import { addAuthRoutes } from './auth-routes.ts';
import { answerWrongly } from '../faults/answer-faults.ts';
import { limitBody } from './body-limit.ts';
import { callerOf, recordCall } from './call-record.ts';
import type { Call } from './call-record.ts';
import { addChartRoutes } from './chart-routes.ts';
import type { DataRoutes } from './data-call.ts';
import { addDataRoutes } from './data-routes.ts';
import { addOutOfScopeRoutes } from './out-of-scope-routes.ts';
import { addProfileRoutes } from './profile-routes.ts';
import type { RestExchange } from './rest-exchange.ts';
import { ROUTES, routeKey } from './route-table.ts';
import type { Route } from './route-table.ts';
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
  app.use(async (context, next) => {
    const call = callOf(context, exchange);
    // Before the answer is made: a header added to a made one costs a copy of it.
    context.header('Date', httpDate(shownTime(call, exchange)));
    context.header('X-Simulated', '1');
    const fault = answerFault(call, exchange);
    await (fault ? answerWrongly(context, fault, next) : next());
    if (call.route !== undefined) await exchange.slowAnswers.wait(call.route, call.clientId);
    recordCall(call, context.res.status, exchange);
  });
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

function callOf(context: Context, { accounts }: RestExchange): Call {
  const route = routeOf(context);
  const accessToken = context.req.header('access-token');
  const clientId = callerOf({ clientId: context.req.header('client-id'), accessToken }, accounts);
  return { route: route && routeKey(route), clientId };
}

function answerFault({ route, clientId }: Call, { faults }: RestExchange): AnswerFault | undefined {
  if (route === undefined) return undefined;
  return faults.strike('answer', ({ routes }) => routes.includes('*') || routes.includes(route), clientId);
}

/** What the exchange says the time is, epoch ms. */
function shownTime({ clientId }: Call, { clock, faults }: RestExchange): number {
  const skew = faults.strike('clock-skew', () => true, clientId);
  return clock.nowMs() + (skew?.skewMs ?? 0);
}

const ROUTES_BY_KEY: ReadonlyMap<string, Route> = new Map(ROUTES.map((route) => [routeKey(route), route]));

/** The route that answers, or undefined for a path nobody knows. */
function routeOf(context: Context): Route | undefined {
  for (const { method, path } of matchedRoutes(context)) {
    const route = ROUTES_BY_KEY.get(`${method} ${path}`);
    if (route) return route;
  }
  return undefined;
}

/** Undefined for whatever does not read a body: its answer is the same, however long a body it is sent. */
function refuseTooLarge(context: Context): Response | undefined {
  const { tier, answer } = routeOf(context) ?? {};
  if (tier === 'go') return dataError(context, 814);
  return tier === 'java' && answer !== 'out-of-scope' ? inputError(context) : undefined;
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
