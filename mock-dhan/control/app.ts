import { createHash, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import type { ControlledExchange } from '../served-exchange.ts';
import { renderControlOpenApi } from '../specs/control-openapi.ts';
import { addClockRoutes } from './clock-routes.ts';
import type { ClockDriver } from './clock-routes.ts';
import { CONTROL_OPERATIONS } from './control-operations.ts';
import { addConnectionRoutes } from './connection-routes.ts';
import { addExpectationRoute } from './expectation-routes.ts';
import { addExplainRoute } from './explain-routes.ts';
import { addFaultRoutes } from './fault-routes.ts';
import type { FaultReader } from './fault-routes.ts';
import { addJournalRoute } from './journal-routes.ts';
import { addResetRoute } from './reset-routes.ts';
import { addTenantRoutes } from './tenant-routes.ts';

/** Who may ask, and what can be done from here. */
export interface ControlOptions {
  readonly token: string;
  /** What drives the clock; without one it is told and not moved here. */
  readonly driver?: ClockDriver | undefined;
  /** Reads faults to plan; without it none are taken. */
  readonly readFault?: FaultReader | undefined;
}

/**
 * What the exchange tells about itself, on a port of its own so that no client mistakes it for Dhan. Its routes are the files beside this one;
 * `GET /openapi.json` describes them all (specs/control-openapi.ts).
 * Errors: 401 JSON without `Authorization: Bearer <token>`, 400 JSON for a body that is none, 404 JSON elsewhere.
 */
export function createControlApp(exchange: ControlledExchange, options: ControlOptions): Hono {
  const app = new Hono();
  const expected = sha256(`Bearer ${options.token}`);
  app.use(async (context, next) => {
    // Digests have one length, so that comparing them tells nothing about the token, not even its length.
    if (timingSafeEqual(sha256(context.req.header('authorization') ?? ''), expected)) return next();
    return context.json({ error: UNAUTHORIZED }, 401);
  });
  addClockRoutes(app, exchange, options.driver);
  addFaultRoutes(app, exchange, options.readFault);
  addJournalRoute(app, exchange);
  addExpectationRoute(app, exchange);
  addExplainRoute(app, exchange);
  addResetRoute(app, exchange);
  addConnectionRoutes(app, exchange);
  addTenantRoutes(app, exchange.tenants, ({ exchange: own, driver }) =>
    createControlApp(own, { ...options, driver }),
  );
  app.get('/openapi.json', (context) => context.body(renderControlOpenApi(), 200, JSON_HEADERS));
  app.notFound((context) => context.json({ error: NOT_FOUND }, 404));
  app.onError((_error, context) => context.json({ error: 'the control port failed to answer' }, 500));
  return app;
}

const JSON_HEADERS = { 'Content-Type': 'application/json' } as const;
const UNAUTHORIZED =
  'control port: expected the header "Authorization: Bearer <token>" with the token of the ready file. Send it.';
const NOT_FOUND = `control port: expected ${CONTROL_OPERATIONS.map(({ method, path }) => `${method} ${path}`).join(', ')}.`;

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
