import { Hono } from 'hono';
import { cors } from 'hono/cors';
import type { Engine } from '../engine.ts';
import { causeChain } from '../errors.ts';
import { httpDate } from '../market/ist-time.ts';
import type { Clock, LogSink } from '../ports.ts';
import { analyticsRoutes } from './analytics-routes.ts';
import { requirePrincipal } from './auth/authentication.ts';
import type { AuthenticationOptions } from './auth/authentication.ts';
import type { BackendContext, BackendBody } from './backend-context.ts';
import type { BackendMetrics } from './backend-metrics.ts';
import { expirySeriesRoutes } from './expiry-series-routes.ts';
import type { ExpirySeriesSource } from './expiry-series-routes.ts';
import { healthRoutes } from './health-routes.ts';
import { monitorRoutes } from './monitor-routes.ts';
import type { MonitorSource } from './monitor-routes.ts';
import { indicatorRoutes } from './indicator-routes.ts';
import type { IndicatorRoutesOptions } from './indicator-routes.ts';
import { optionsRoutes } from './options-routes.ts';
import { priceRoutes } from './price-routes.ts';

const READS = ['GET', 'HEAD', 'OPTIONS'] as const;

/** The engine to serve and how it shows itself. */
export interface BackendAppOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  /** Origins of pages that may call this backend, such as `http://localhost:5173`. */
  readonly corsOrigins: readonly string[];
  /** The envelope unless told otherwise. */
  readonly body?: BackendBody;
  readonly hasOriginalFaults?: boolean;
  /** What `/monitor/*` serves; without it there is no such route. */
  readonly monitor?: MonitorSource | undefined;
  /** What `/fo/*` serves; without it there is no such route. */
  readonly expirySeries?: ExpirySeriesSource | undefined;
  /** Who may call the routes that ask who calls; without it those routes ask nobody. */
  readonly authentication?: AuthenticationOptions | undefined;
  /** Where an unexpected error is written in full; the client only learns that there was one. */
  readonly log?: LogSink;
  /** Serves /metrics as well. */
  readonly metrics?: BackendMetrics | undefined;
  /** Serves /indicators as well. */
  readonly indicators?: IndicatorRoutesOptions | undefined;
}

/** The routes that ask who calls. Source: seed-requirements A10. */
const AUTHENTICATED_PATHS = ['subscribe', 'unsubscribe', 'current', 'history', 'at-offset', 'batch'].map(
  (name) => `/indicators/${name}`,
);

/**
 * The reference backend: the engine behind HTTP, without a socket. A backend whose start was refused is not served at all.
 * Errors: `{"detail": ...}` as FastAPI answers them, 404, 405, 422 and 500. Source: seed-requirements A5, B5.
 */
export function createBackendApp(options: BackendAppOptions): Hono {
  const { engine, clock, log, body = 'envelope', hasOriginalFaults = false, indicators } = options;
  const context: BackendContext = { engine, clock, body, hasOriginalFaults };
  const app = new Hono();
  if (options.metrics) app.use(options.metrics.watch);
  app.use(async (c, next) => {
    c.header('date', httpDate(clock.nowMs()));
    await next();
  });
  app.use(
    cors({ origin: [...options.corsOrigins], allowMethods: indicators ? [...READS, 'POST'] : [...READS] }),
  );
  if (options.authentication)
    for (const path of AUTHENTICATED_PATHS) app.use(path, requirePrincipal(options.authentication));
  for (const family of [healthRoutes, priceRoutes, optionsRoutes, analyticsRoutes])
    app.route('/', family(context));
  if (options.metrics) app.route('/', options.metrics.routes);
  if (options.monitor) app.route('/', monitorRoutes(options.monitor));
  if (options.expirySeries) app.route('/', expirySeriesRoutes(clock, options.expirySeries));
  if (indicators) app.route('/', indicatorRoutes(clock, indicators));
  refuseOtherMethods(app);
  app.notFound((c) => c.json({ detail: 'Not Found' }, 404));
  app.onError((error, c) => {
    log?.line(
      'error',
      `[ERROR] ${c.req.method} ${c.req.path}: ${causeChain(error).join(' <- ')}\n${error.stack ?? ''}`,
    );
    return c.json({ detail: 'Internal server error' }, 500);
  });
  return app;
}

/** A known path asked by a method that it has not is 405, an unknown one stays 404. */
function refuseOtherMethods(app: Hono): void {
  const postPaths = new Set(app.routes.filter(({ method }) => method === 'POST').map(({ path }) => path));
  const getPaths = new Set(app.routes.filter(({ method }) => method === 'GET').map(({ path }) => path));
  for (const path of getPaths.union(postPaths)) {
    const allow = postPaths.has(path) ? 'POST, OPTIONS' : READS.join(', ');
    app.all(path, (c) => c.json({ detail: 'Method Not Allowed' }, 405, { allow }));
  }
}
