import { isDeepStrictEqual } from 'node:util';
import parsePrometheus from 'parse-prometheus-text-format';
import { expect, test } from 'vitest';
import { createBackendApp } from '#engine/api/app.ts';
import { createBackendMetrics } from '#engine/api/backend-metrics.ts';
import { noPricingFindings } from '#engine/pricing/pricing-findings.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { ask, LIVE } from './backend.ts';
import type { Backend } from './backend.ts';
import { createReadyEngine, NOW_MS } from './fake-engine.ts';

function createMeasuredBackend(): Backend {
  const { engine, chain } = createReadyEngine();
  const clock = new VirtualClock(NOW_MS);
  const told = { engine, clock, hasOriginalFaults: false };
  const app = createBackendApp({ ...told, corsOrigins: [], metrics: createBackendMetrics(told) });
  return { app, engine, chain, clock };
}

type Labels = Readonly<Record<string, string>>;

/** Values by metric and labels, as another program reads them. */
async function scraped({ app }: Backend): Promise<{
  readonly names: readonly string[];
  readonly value: (name: string, labels?: Labels) => number | undefined;
  readonly labelsOf: (name: string) => readonly Labels[];
}> {
  const { status, headers, text } = await ask(app, '/metrics');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const families = parsePrometheus(text);
  const of = (name: string) => families.find((family) => family.name === name)?.metrics ?? [];
  return {
    names: families.map(({ name }) => name),
    value: (name, labels = {}) => {
      const found = of(name).find((metric) => isDeepStrictEqual({ ...metric.labels }, labels));
      return found === undefined ? undefined : Number(found.value);
    },
    labelsOf: (name) => of(name).map((metric) => metric.labels ?? {}),
  };
}

test('counters are those of the engine at the moment of the scrape, and do not add up over scrapes', async () => {
  const backend = createMeasuredBackend();
  Object.assign(backend.engine.counters, {
    packets: 5000,
    underlyingTicks: 40,
    legTicks: 4000,
    legsRepriced: 90_000,
    packetsRejected: 3,
    feedConnects: 3,
  });
  await scraped(backend);
  const { value } = await scraped(backend);
  expect(value('preopen_feed_packets_total')).toBe(5000);
  expect(value('preopen_ticks_total', { kind: 'underlying' })).toBe(40);
  expect(value('preopen_ticks_total', { kind: 'leg' })).toBe(4000);
  expect(value('preopen_legs_repriced_total')).toBe(90_000);
  expect(value('preopen_feed_packets_rejected_total')).toBe(3);
  expect(value('preopen_feed_reconnects_total')).toBe(2);
});

test('what the price model could not use is told by kind', async () => {
  const backend = createMeasuredBackend();
  backend.engine.pricingFindings = () => ({ ...noPricingFindings(), quotesRefused: 7 });
  const { value } = await scraped(backend);
  expect(value('preopen_pricing_findings_total', { finding: 'quotes_refused' })).toBe(7);
  expect(value('preopen_pricing_findings_total', { finding: 'spots_refused' })).toBe(0);
});

test('ages are by the clock of the backend, per underlying and per chain', async () => {
  const backend = createMeasuredBackend();
  const before = await scraped(backend);
  expect(before.value('preopen_price_age_seconds', { underlying: 'NIFTY' })).toBe(0.25);
  const chain = { underlying: 'NIFTY', expiry: '2026-02-11' };
  expect(before.value('preopen_chain_age_seconds', chain)).toBe(1);
  backend.clock.advanceTo(NOW_MS + 60_000);
  const after = await scraped(backend);
  expect(after.value('preopen_price_age_seconds', { underlying: 'NIFTY' })).toBe(60.25);
  expect(after.value('preopen_chain_age_seconds', chain)).toBe(61);
});

test('an underlying without a price has no age, a chain that is gone none any more', async () => {
  const backend = createMeasuredBackend();
  backend.engine.prices.entry('SENSEX');
  expect((await scraped(backend)).labelsOf('preopen_price_age_seconds')).toEqual([{ underlying: 'NIFTY' }]);
  backend.engine.cache.clear();
  expect((await scraped(backend)).labelsOf('preopen_chain_age_seconds')).toEqual([]);
});

test('feed, health and cache are told', async () => {
  const backend = createMeasuredBackend();
  const up = await scraped(backend);
  expect(up.value('preopen_feed_connected')).toBe(1);
  expect(up.value('preopen_feed_subscriptions')).toBe(11);
  expect(up.value('preopen_backend_status', { status: 'healthy' })).toBe(1);
  expect(up.value('preopen_cache_entries', { of: 'tokens' })).toBe(10);
  backend.engine.isFeedConnected = false;
  const down = await scraped(backend);
  expect(down.value('preopen_feed_connected')).toBe(0);
  expect(down.value('preopen_backend_status', { status: 'healthy' })).toBe(0);
  expect(down.value('preopen_backend_status', { status: 'degraded' })).toBe(1);
});

test('calls are counted by their route, never by what was asked', async () => {
  const backend = createMeasuredBackend();
  await ask(backend.app, LIVE);
  await ask(backend.app, '/api/v2/options/live?underlying=NIFTY');
  await ask(backend.app, '/api/v2/options/atm/hostile%22label');
  await ask(backend.app, '/no/such/path?token=secret');
  const { status, text } = await ask(backend.app, '/metrics');
  expect(status).toBe(200);
  const counted = (route: string, code: number): string =>
    `preopen_http_request_duration_seconds_count{method="GET",route="${route}",status="${code}"} 1`;
  expect(text).toContain(counted('/api/v2/options/live', 200));
  expect(text).toContain(counted('/api/v2/options/live', 422));
  expect(text).toContain(counted('/api/v2/options/atm/:underlying', 404));
  expect(text).toContain(counted('unmatched', 404));
  expect(text).not.toMatch(/hostile|secret/);
});

test('names are conventional, process metrics included, and a backend without metrics has no such route', async () => {
  const backend = createMeasuredBackend();
  const { names } = await scraped(backend);
  expect(names).toContain('process_cpu_seconds_total');
  expect(names).toContain('nodejs_eventloop_lag_seconds');
  const own = names.filter((name) => name.startsWith('preopen_'));
  expect(own.length).toBeGreaterThan(10);
  for (const name of own) expect(name).toMatch(/^[a-z]+(?:_[a-z]+)+$/);
  const without = createBackendApp({ ...backend, corsOrigins: [] });
  expect((await ask(without, '/metrics')).status).toBe(404);
});
