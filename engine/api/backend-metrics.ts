/** What a Prometheus server scrapes of the backend. Names and units follow Prometheus' conventions: `_total` counts, `_seconds`, base units. */
import { Hono } from 'hono';
import { routePath } from 'hono/route';
import type { MiddlewareHandler } from 'hono';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Engine } from '../engine.ts';
import { MS_PER_SECOND } from '../market/ist-time.ts';
import { BACKEND_STATES, backendHealth } from './backend-health.ts';
import type { BackendContext } from './backend-context.ts';

/** Watches the calls of an app and answers for it. */
export interface BackendMetrics {
  /** Measures every call; before all routes. */
  readonly watch: MiddlewareHandler;
  /** `GET /metrics`. */
  readonly routes: Hono;
}

/** Upper bounds, seconds: a chain is answered in about a millisecond. */
const LATENCY_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
const UNMATCHED = 'unmatched';

/**
 * A registry of its own, so that two backends of one process do not share figures. Counters are the engine's own, read when they are scraped; labels are
 * underlyings, expiries and routes, never anything of a request. Ages are by the backend's clock.
 */
export function createBackendMetrics(
  context: Pick<BackendContext, 'engine' | 'clock' | 'hasOriginalFaults'>,
): BackendMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  registerFeed(registry, context.engine);
  registerPricing(registry, context.engine);
  registerFreshness(registry, context);
  registerHealth(registry, context);
  return {
    watch: watchCalls(registry),
    routes: new Hono().get('/metrics', async (c) =>
      c.body(await registry.metrics(), 200, { 'content-type': registry.contentType }),
    ),
  };
}

function registerFeed(registry: Registry, engine: Engine): void {
  const { counters } = engine;
  counter(registry, 'preopen_feed_packets_total', 'Packets decoded from the feed.', () => counters.packets);
  counter(
    registry,
    'preopen_feed_packets_rejected_total',
    'Packets that could not be decoded or belong to no cached instrument.',
    () => counters.packetsRejected,
  );
  counter(
    registry,
    'preopen_feed_connects_total',
    'Feed connections that were opened, the first one included.',
    () => counters.feedConnects,
  );
  counter(registry, 'preopen_feed_reconnects_total', 'Feed connections that were opened again.', () =>
    Math.max(0, counters.feedConnects - 1),
  );
  gauge(registry, 'preopen_feed_connected', '1 while the feed is connected, else 0.', [], (set) =>
    set([], engine.isFeedConnected ? 1 : 0),
  );
  gauge(registry, 'preopen_feed_subscriptions', 'Instruments subscribed on the feed.', [], (set) =>
    set([], engine.subscriptionCount),
  );
}

function registerPricing(registry: Registry, engine: Engine): void {
  const { counters } = engine;
  const ticks: Counter = new Counter({
    name: 'preopen_ticks_total',
    help: 'Ticks applied, of underlyings and of option legs.',
    labelNames: ['kind'],
    registers: [],
    collect() {
      this.reset();
      this.inc({ kind: 'underlying' }, counters.underlyingTicks);
      this.inc({ kind: 'leg' }, counters.legTicks);
    },
  });
  registry.registerMetric(ticks);
  counter(
    registry,
    'preopen_legs_repriced_total',
    'Legs rewritten by the price model.',
    () => counters.legsRepriced,
  );
  const findings: Counter = new Counter({
    name: 'preopen_pricing_findings_total',
    help: 'Spots, quotes and prices that the price model could not use, of the chains as they are cached.',
    labelNames: ['finding'],
    registers: [],
    collect() {
      this.reset();
      for (const [finding, count] of Object.entries(engine.pricingFindings()))
        this.inc({ finding: snakeCase(finding) }, count as number);
    },
  });
  registry.registerMetric(findings);
  counter(
    registry,
    'preopen_strike_window_shifts_total',
    'How often the cached strikes followed the money.',
    () => counters.strikeWindowShifts,
  );
  gauge(registry, 'preopen_cache_entries', 'What the option-chain cache holds.', ['of'], (set) => {
    for (const [of, count] of Object.entries(engine.statistics())) set([of], count as number);
  });
}

function registerFreshness(
  registry: Registry,
  { engine, clock }: Pick<BackendContext, 'engine' | 'clock'>,
): void {
  gauge(
    registry,
    'preopen_price_age_seconds',
    "Since an underlying's price last arrived; absent before the first.",
    ['underlying'],
    (set) => {
      for (const { symbol, receivedAtMs } of engine.prices.entries())
        if (receivedAtMs > 0) set([symbol], ageSeconds(clock.nowMs(), receivedAtMs));
    },
  );
  gauge(
    registry,
    'preopen_chain_age_seconds',
    'Since any leg of a chain last changed.',
    ['underlying', 'expiry'],
    (set) => {
      for (const { underlying, expiry, updatedAtMs } of engine.cache.all())
        if (updatedAtMs > 0) set([underlying, expiry], ageSeconds(clock.nowMs(), updatedAtMs));
    },
  );
}

function registerHealth(
  registry: Registry,
  context: Pick<BackendContext, 'engine' | 'hasOriginalFaults'>,
): void {
  gauge(
    registry,
    'preopen_backend_status',
    'How the backend says it is: 1 for the status that /health has.',
    ['status'],
    (set) => {
      const { status } = backendHealth(context);
      for (const state of BACKEND_STATES) set([state], state === status ? 1 : 0);
    },
  );
}

function watchCalls(registry: Registry): MiddlewareHandler {
  const latency = new Histogram({
    name: 'preopen_http_request_duration_seconds',
    help: 'From the arrival of a call to its answer, by method, route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: LATENCY_BUCKETS,
    registers: [registry],
  });
  return async (c, next) => {
    const startedMs = performance.now();
    await next();
    const path = routePath(c);
    // What no route answers ends in a middleware, which is for all paths.
    const route = path.includes('*') ? UNMATCHED : path;
    latency.observe(
      { method: c.req.method, route, status: c.res.status },
      (performance.now() - startedMs) / MS_PER_SECOND,
    );
  };
}

function counter(registry: Registry, name: string, help: string, read: () => number): void {
  const counted: Counter = new Counter({
    name,
    help,
    registers: [],
    collect() {
      this.reset();
      this.inc(read());
    },
  });
  registry.registerMetric(counted);
}

type SetSample = (labels: readonly string[], value: number) => void;

function gauge(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly string[],
  collectSamples: (set: SetSample) => void,
): void {
  const measured: Gauge = new Gauge({
    name,
    help,
    labelNames: [...labelNames],
    registers: [],
    collect() {
      this.reset();
      collectSamples((labels, value) => this.labels(...labels).set(value));
    },
  });
  registry.registerMetric(measured);
}

/** `quotesRefused` -> `quotes_refused` */
function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function ageSeconds(nowMs: number, thenMs: number): number {
  return Math.max(0, nowMs - thenMs) / MS_PER_SECOND;
}
