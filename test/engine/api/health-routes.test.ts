import { expect, test } from 'vitest';
import { askJson, createBackend } from './backend.ts';
import { createFakeEngine, startupReport } from './fake-engine.ts';

test('the root answers that the backend runs', async () => {
  const { app } = createBackend();
  expect(await askJson(app, '/')).toEqual({ status: 200, body: { status: 'running' } });
});

test('/health of a running backend has the documented shape', async () => {
  const { app } = createBackend();
  const { status, body } = await askJson(app, '/health');
  expect(status).toBe(200);
  const idle = {
    active: false,
    instruments: 0,
    utilization_percent: 0,
    last_connected: null,
    reconnect_attempts: 0,
    last_error: null,
  };
  expect(body).toMatchObject({
    status: 'healthy',
    reasons: [],
    subscriptions: 11,
    websocket_status: {
      total_subscriptions: 11,
      max_capacity: 25_000,
      utilization_percent: 0.04,
      connected_connections: 1,
      total_connections: 5,
      per_connection: {
        ws_1: { ...idle, active: true, instruments: 11, utilization_percent: 0.22 },
        ws_2: idle,
        ws_3: idle,
        ws_4: idle,
        ws_5: idle,
      },
    },
    startup: { state: 'ready', source: 'live', causes: [], credential_source: 'environment' },
    cache_stats: { total_underlyings: 1, total_expiries: 1, total_strikes: 5, total_tokens: 10 },
  });
});

test('closing prices make the backend degraded: alive, and not ready', async () => {
  const { app, engine } = createBackend();
  engine.report = startupReport(engine, {
    state: 'degraded',
    source: 'closing',
    causes: ['connection refused'],
  });
  expect(await askJson(app, '/health')).toMatchObject({
    status: 200,
    body: {
      status: 'degraded',
      startup: { state: 'degraded', source: 'closing', causes: ['connection refused'] },
    },
  });
  expect(await askJson(app, '/readyz')).toEqual({
    status: 503,
    body: { status: 'not ready', reasons: ['running on closing prices, not on live data'] },
  });
});

test('a feed that is down makes the backend degraded and names its error', async () => {
  const { app, engine } = createBackend();
  engine.isFeedConnected = false;
  engine.counters.feedConnects = 3;
  engine.report = startupReport(engine, {
    steps: [{ id: 'feed', status: 'warn', detail: 'the exchange answered 429' }],
  });
  expect(await askJson(app, '/health')).toMatchObject({
    status: 200,
    body: {
      status: 'degraded',
      websocket_status: {
        connected_connections: 0,
        per_connection: {
          ws_1: { active: false, reconnect_attempts: 2, last_error: 'the exchange answered 429' },
        },
      },
    },
  });
  expect(await askJson(app, '/readyz')).toEqual({
    status: 503,
    body: { status: 'not ready', reasons: ['the live feed is not connected'] },
  });
});

test('a feed that was lost after the start tells why', async () => {
  const { app, engine } = createBackend();
  engine.isFeedConnected = false;
  engine.feedProblem = 'feed closed with 1006';
  expect(await askJson(app, '/health')).toMatchObject({
    status: 200,
    body: {
      status: 'degraded',
      reasons: ['the live feed is not connected: feed closed with 1006'],
      websocket_status: { per_connection: { ws_1: { active: false, last_error: 'feed closed with 1006' } } },
    },
  });
});

test('a refused start is unhealthy and shows its causes', async () => {
  const { app, engine } = createBackend();
  engine.report = startupReport(engine, {
    state: 'refused',
    causes: ['no credentials', 'no row in dhan_credentials'],
  });
  expect(await askJson(app, '/readyz')).toEqual({
    status: 503,
    body: {
      status: 'not ready',
      reasons: ['the start was refused: no credentials <- no row in dhan_credentials'],
    },
  });
  expect(await askJson(app, '/health')).toMatchObject({ status: 503, body: { status: 'unhealthy' } });
});

test('an empty cache is unhealthy and every counter that is 0 is named', async () => {
  const engine = createFakeEngine();
  engine.report = startupReport(engine);
  const { app } = createBackend({ engine });
  expect(await askJson(app, '/health')).toMatchObject({
    status: 503,
    body: { reasons: ['the cache holds 0 underlyings, 0 expiries, 0 strikes, 0 tokens'] },
  });
});

test('before the startup checks have ended the backend is starting and not ready', async () => {
  const { app } = createBackend({ engine: createFakeEngine() });
  expect(await askJson(app, '/health')).toMatchObject({
    status: 503,
    body: { status: 'unhealthy', startup: { state: 'starting', source: 'none', causes: [] } },
  });
  expect((await askJson(app, '/readyz')).status).toBe(503);
});

test('with the original faults an empty cache still claims to be healthy', async () => {
  const engine = createFakeEngine();
  engine.report = startupReport(engine, { causes: ['no credentials'] });
  const { app } = createBackend({ engine, hasOriginalFaults: true });
  expect(await askJson(app, '/health')).toMatchObject({
    status: 200,
    body: { status: 'healthy', cache_stats: { total_underlyings: 0, total_tokens: 0 } },
  });
  expect((await askJson(app, '/readyz')).status).toBe(200);
});
