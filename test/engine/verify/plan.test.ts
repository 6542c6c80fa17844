import { expect, test } from 'vitest';
import { UNDERLYINGS } from '#engine/market/instrument.ts';
import { builtInChecks, checksFor, describePlan } from '#engine/verify/plan.ts';
import { runChecks } from '#engine/verify/run-checks.ts';
import { exitCodeOf } from '#engine/verify/verdict.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { healthyBackend, healthyCredentials, healthyExchange, marketAt, OPEN_MS } from './fake-targets.ts';
import { SESSION_ORDER, UPDATE_LINE } from './sample-logs.ts';

const FULL_PLAN = {
  exchange: {
    restUrl: 'http://127.0.0.1:9000/v2',
    feedUrl: 'ws://127.0.0.1:9000',
    masterUrl: 'http://127.0.0.1:9000/master.csv',
    socketUrls: {
      'depth-20': 'ws://127.0.0.1:9000/twentydepth',
      'depth-200': 'ws://127.0.0.1:9000/twohundreddepth',
      'order-updates': 'ws://127.0.0.1:9000/orderupdate',
    },
    underlyings: UNDERLYINGS,
  },
  backend: { url: 'http://127.0.0.1:8000' },
  log: { description: 'file backend.log' },
};

/** Documented ids: other tools rely on them. */
const IDS = `credentials.present credentials.unambiguous token.valid token.claims token.outlives-close token.renewal token.data-plan token.static-ip exchange.reachable exchange.clock exchange.login
  master.rows master.contracts expiries.listed expiries.calendar chain.complete chain.priced chain.tokens chain.grid chain.values
  chain.quality chain.forward statistics feed.connects feed.first-tick feed.moves feed.legs feed.segments feed.rate feed.fresh feed.clock
  feed.decode feed.values feed.depth-20 feed.depth-200 feed.order-updates backend.reachable backend.health
  backend.startup backend.cache backend.cors backend.chain backend.chain.priced backend.chain.tokens
  backend.chain.grid backend.chain.values backend.chain.quality backend.chain.forward backend.chain.greeks backend.chain.interest backend.analytics
  backend.analytics.interest backend.analytics.prices backend.surface backend.expiries backend.source backend.moves backend.legs-follow backend.fresh
  backend.counters backend.reconnects backend.sockets backend.underlyings backend.subscriptions backend.refused-login backend.times
  backend.drift backend.same-legs backend.same-strikes backend.same-prices backend.same-volumes backend.same-lots
  log.startup log.fatal log.updates log.warnings`;

/** Those of the second system. */
const PLATFORM_IDS = `platform.backend platform.user-service platform.ticker auth.login auth.jwt auth.matrix indicators.value indicators.rsi
  indicators.fresh symbols.index symbols.banknifty symbols.futures monitor.underlying monitor.options monitor.real monitor.fresh bars.fresh
  redis.subscribers redis.underlying redis.options container.backend container.user-service container.ticker
  container.redis auth.keys-inside indicators.library`;

test('a full plan runs every check once, in an order that puts dependencies first', async () => {
  const checks = checksFor(FULL_PLAN);
  expect(checks.map(({ id }) => id).sort()).toEqual(IDS.split(/\s+/).sort());
  const log = {
    source: 'backend.log',
    market: marketAt(OPEN_MS),
    lines: async () => [...SESSION_ORDER, UPDATE_LINE],
  };
  const targets = {
    credentials: healthyCredentials(),
    exchange: healthyExchange(),
    backend: healthyBackend(),
    log,
  };
  const report = await runChecks(checks, targets, new VirtualClock(OPEN_MS));
  expect(report.checks.filter(({ status }) => status !== 'pass')).toEqual([]);
  expect(exitCodeOf(report, { failOn: 'warn' })).toBe(0);
});

test('every built-in check says what it asserts, and depends only on built-in ones before it', () => {
  const before = new Set<string>();
  for (const { check } of builtInChecks()) {
    expect([check.id, check.asserts?.endsWith('.')]).toEqual([check.id, true]);
    expect(check.dependsOn.filter((id) => !before.has(id))).toEqual([]);
    before.add(check.id);
  }
  expect([...before].sort()).toEqual(`${IDS} ${PLATFORM_IDS}`.split(/\s+/).sort());
});

test('only what the plan names is checked', () => {
  const ids = checksFor({ backend: FULL_PLAN.backend }).map(({ id }) => id);
  expect(ids.every((id) => id.startsWith('backend.'))).toBe(true);
  expect(checksFor({ log: FULL_PLAN.log }).every(({ id }) => id.startsWith('log.'))).toBe(true);
  expect(checksFor({})).toEqual([]);
});

test('a dry run names every host and call, and what is left alone', () => {
  const lines = describePlan({ exchange: FULL_PLAN.exchange }).join('\n');
  for (const call of [
    'GET http://127.0.0.1:9000/v2/profile',
    'expirylist, 6 times',
    '/optionchain, 6 times',
    'WebSocket ws://127.0.0.1:9000',
  ])
    expect(lines).toContain(call);
  expect(lines).toContain('backend: not asked');
  expect(lines).toContain('36 checks: exchange.reachable, credentials.present');
});

test('without leave to open sockets every check that needs one is skipped with that reason, and none is announced', async () => {
  const exchange = { ...FULL_PLAN.exchange, mayOpenSockets: false };
  const checks = checksFor({ exchange });
  const untouched = () => Promise.reject(new Error('a socket was asked for'));
  const targets = {
    credentials: healthyCredentials(),
    exchange: healthyExchange({
      connectFeed: untouched,
      firstTicks: untouched,
      feedMovement: untouched,
      watchFeed: untouched,
      openSocket: untouched,
    }),
  };
  const report = await runChecks(checks, targets, new VirtualClock(OPEN_MS));
  const skipped = report.checks.filter(({ status }) => status === 'skip');
  expect(skipped.map(({ id }) => id)).toEqual(
    checks.filter(({ tags }) => tags?.includes('sockets')).map(({ id }) => id),
  );
  expect(skipped.length).toBe(13);
  for (const { observed } of skipped) expect(observed).toContain('--own-socket');
  expect(report.summary).toMatchObject({ fail: 0, warn: 0 });
  const lines = describePlan({ exchange });
  expect(lines.filter((line) => line.includes('WebSocket ws'))).toEqual([]);
  expect(lines).toContain('exchange: 16 calls and no sockets at most, no order, nothing changed');
});

test('a check whose target is absent is a mistake, not a pass', async () => {
  await expect(runChecks(checksFor({ backend: FULL_PLAN.backend }), {}, new VirtualClock(0))).rejects.toThrow(
    'runs without its target "backend"',
  );
});
