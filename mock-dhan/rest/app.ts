import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { httpDate, istIso } from '#engine/market/ist-time.ts';
import { renderNotFound } from '#engine/wire/error-bodies.ts';
import { dataError, jsonAnswer } from './answers.ts';
import { addAuthRoutes } from './auth-routes.ts';
import { addMarketFeedRoutes } from './market-feed-routes.ts';
import { addOptionChainRoutes } from './option-chain-routes.ts';
import { addProfileRoutes } from './profile-routes.ts';
import type { RestExchange } from './rest-exchange.ts';
import { addScripMasterRoutes } from './scrip-master-routes.ts';

/** The largest legitimate body, 1000 instruments of a market quote, has about 10 KB. */
const BODY_BYTES_MAX = 256 * 1024;

/**
 * The exchange's REST half, whatever the Host: api.dhan.co under /v2, auth.dhan.co under /app, /partner and its login pages,
 * images.dhan.co under /api-data.
 * Every answer carries `Date` from the scenario's clock and `X-Simulated: 1`, so that no client takes it for the real exchange unawares.
 */
export function createRestApp(exchange: RestExchange): Hono {
  const app = new Hono();
  const knownRoutes = new Set<string>();
  app.use(async (context, next) => {
    await next();
    context.header('Date', httpDate(exchange.clock.nowMs()));
    context.header('X-Simulated', '1');
    const route = `${context.req.method} ${context.req.path}`;
    exchange.requests.record(knownRoutes.has(route) ? route : 'other', context.res.status);
  });
  app.use(bodyLimit({ maxSize: BODY_BYTES_MAX, onError: (context) => dataError(context, 814) }));
  app.get('/healthz', (context) =>
    context.json({ status: 'ok', scenario: exchange.scenario.name, now: istIso(exchange.clock.nowMs()) }),
  );
  addOptionChainRoutes(app, exchange);
  addMarketFeedRoutes(app, exchange);
  addProfileRoutes(app, exchange);
  addAuthRoutes(app, exchange);
  addScripMasterRoutes(app, exchange);
  for (const { method, path } of app.routes) knownRoutes.add(`${method} ${path}`);
  app.notFound((context) =>
    jsonAnswer(context, 404, renderNotFound(context.req.path, exchange.clock.nowMs())),
  );
  app.onError((_error, context) => dataError(context, 800));
  return app;
}
