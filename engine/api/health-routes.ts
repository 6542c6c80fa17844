import { Hono } from 'hono';
import type { Engine } from '../engine.ts';
import type { BackendContext } from './backend-context.ts';
import { backendHealth } from './backend-health.ts';
import { cacheStats } from './cache-stats.ts';

/** Dhan's limits: five feed connections of 5,000 instruments each. Source: dhan-v2-wire, live feed. */
const FEED_CONNECTIONS_MAX = 5;
const INSTRUMENTS_PER_CONNECTION_MAX = 5000;
const FEED_CAPACITY = FEED_CONNECTIONS_MAX * INSTRUMENTS_PER_CONNECTION_MAX;

/** `/`, `/health` (how the backend is; 503 when it has nothing to serve) and `/readyz` (may traffic be sent here). */
export function healthRoutes(context: BackendContext): Hono {
  const { engine } = context;
  return new Hono()
    .get('/', (c) => c.json({ status: 'running' }))
    .get('/health', (c) => {
      const { status, reasons } = backendHealth(context);
      const body = {
        status,
        reasons,
        subscriptions: engine.subscriptionCount,
        websocket_status: websocketStatus(engine),
        startup: startupOf(engine),
        cache_stats: cacheStats(engine),
      };
      return c.json(body, status === 'unhealthy' ? 503 : 200);
    })
    .get('/readyz', (c) => {
      const { status, reasons } = backendHealth(context);
      return status === 'healthy'
        ? c.json({ status: 'ready', reasons })
        : c.json({ status: 'not ready', reasons }, 503);
    });
}

/** Names and nesting of seed-requirements B5. The engine keeps one connection; ws_2 to ws_5 stand idle. */
function websocketStatus(engine: Engine): object {
  const total = engine.subscriptionCount;
  const perConnection: Record<string, object> = { ws_1: feedConnection(engine) };
  for (let index = 2; index <= FEED_CONNECTIONS_MAX; index += 1)
    perConnection[`ws_${index}`] = idleConnection();
  return {
    total_subscriptions: total,
    max_capacity: FEED_CAPACITY,
    utilization_percent: percent(total, FEED_CAPACITY),
    connected_connections: engine.isFeedConnected ? 1 : 0,
    total_connections: FEED_CONNECTIONS_MAX,
    per_connection: perConnection,
  };
}

/** The engine keeps no time of its last connect, hence null: better than a time that was made up. */
function feedConnection(engine: Engine): object {
  const { counters, report } = engine;
  const feedStep = report?.steps.find((step) => step.id === 'feed');
  const hasFeedError = feedStep?.status === 'fail' || feedStep?.status === 'warn';
  return {
    active: engine.isFeedConnected,
    instruments: engine.subscriptionCount,
    utilization_percent: percent(engine.subscriptionCount, INSTRUMENTS_PER_CONNECTION_MAX),
    last_connected: null,
    reconnect_attempts: Math.max(0, counters.feedConnects - 1),
    last_error: engine.feedProblem ?? (hasFeedError ? feedStep.detail : null),
  };
}

function idleConnection(): object {
  return {
    active: false,
    instruments: 0,
    utilization_percent: 0,
    last_connected: null,
    reconnect_attempts: 0,
    last_error: null,
  };
}

function percent(part: number, whole: number): number {
  return Math.round((part / whole) * 10_000) / 100;
}

/** What the startup checks found; `starting` until they have ended. */
function startupOf({ report }: Engine): object {
  if (!report) return { state: 'starting', source: 'none', causes: [] };
  return {
    state: report.state,
    source: report.source,
    causes: report.causes,
    credential_source: report.credentialSource ?? null,
    took_ms: report.tookMs ?? null,
    steps: report.steps,
    remedy: report.remedy,
  };
}
