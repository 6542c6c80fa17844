import { expect, test } from 'vitest';
import { LEG_SOURCES } from '#engine/market/option-chain.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { judgeReplay } from '#engine/replay/replay-checks.ts';
import type { ReplayCheck, ReplayFacts } from '#engine/replay/replay-facts.ts';
import { ReplayWatch } from '#engine/replay/replay-watch.ts';
import type { ScenarioExpectations } from '#engine/scenario.ts';
import { createReadyEngine, niftyChain, setLeg, startupReport } from '#test/engine/api/fake-engine.ts';
import { syntheticScenario } from '#test/support/market-scenarios.ts';

const DATE = '2026-02-04';
const SESSION = { openMs: istToEpochMs(DATE, '09:15'), closeMs: istToEpochMs(DATE, '15:30') };

/** A minute of NIFTY from the open: four ticks, each followed by its legs. */
function soundWatch(): ReplayWatch {
  const watch = new ReplayWatch();
  const chain = niftyChain([23_000, 23_050]);
  for (const [step, second] of [0, 20, 40, 60].entries()) {
    watch.underlyingTick(SESSION.openMs + second * 1000, 'NIFTY', 23_000 + step);
    watch.chainRepriced(SESSION.openMs + second * 1000, chain);
  }
  return watch;
}

/** A sound run of one underlying from 09:15 to 09:16; override what a test is about. */
function soundFacts(
  overrides: Partial<ReplayFacts> = {},
  expect: Partial<ScenarioExpectations> = {},
): ReplayFacts {
  const { engine } = createReadyEngine();
  const plain = syntheticScenario();
  const scenario = {
    ...plain,
    clock: { ...plain.clock, startAt: '09:15:00', endAt: '09:16:00' },
    world: { ...plain.world, underlyings: plain.world.underlyings.slice(0, 1) },
    rules: { ...plain.rules, expect: { ...plain.rules.expect, ...expect } },
  };
  return {
    scenario,
    run: { startup: startupReport(engine), legs: [] },
    engine,
    watch: soundWatch(),
    log: { lineCount: 1, missing: new Set() },
    session: SESSION,
    ...overrides,
  };
}

function failing(facts: ReplayFacts): ReplayCheck[] {
  const failed = judgeReplay(facts).filter(({ status }) => status === 'fail');
  for (const check of failed) expect(check.remedy, check.id).not.toBe('');
  return failed;
}

const idsOf = (checks: readonly ReplayCheck[]): string[] => checks.map(({ id }) => id);

function refused(causes: readonly string[]): ReplayFacts['run'] {
  const { engine } = createReadyEngine();
  const statistics = { underlyings: 0, expiries: 0, strikes: 0, tokens: 0 };
  const startup = startupReport(engine, {
    state: 'refused',
    statistics,
    causes,
    remedy: 'Set both variables.',
  });
  return { startup, legs: [] };
}

const NONE = { underlyings: 0, expiries: 0, strikes: 0, tokens: 0 };

test('a sound run passes every check, and each says what it saw', () => {
  const checks = judgeReplay(soundFacts());
  expect(checks.map(({ id, status }) => `${id} ${status}`)).toEqual([
    'startup.state pass',
    'statistics pass',
    'feed.connected pass',
    'feed.first-tick pass',
    'feed.alive pass',
    'legs.follow pass',
    'chain.priced pass',
    'feed.packets pass',
    'invariant.time-order pass',
    'invariant.crossed-quote pass',
    'invariant.price-below-tick pass',
  ]);
  for (const { observed, remedy } of checks) expect([observed === '', remedy]).toEqual([false, '']);
});

test('an expected refusal that names its cause passes, and nothing after it is judged', () => {
  const expectation = { startup: 'refused', refusalNames: 'DHAN_ACCESS_TOKEN', statistics: NONE } as const;
  const run = refused(['no credentials', 'DHAN_ACCESS_TOKEN is not set']);
  const checks = judgeReplay(soundFacts({ run }, expectation));
  expect(checks.map(({ id, status }) => `${id} ${status}`)).toEqual([
    'startup.state pass',
    'statistics pass',
  ]);
});

test('an expected refusal for another reason fails', () => {
  const expectation = { startup: 'refused', refusalNames: 'DHAN_ACCESS_TOKEN', statistics: NONE } as const;
  const checks = failing(soundFacts({ run: refused(['the disk is full']) }, expectation));
  expect(idsOf(checks)).toEqual(['startup.state']);
  expect(checks[0]?.observed).toContain('the disk is full');
});

test('a start that succeeds where a refusal was expected fails', () => {
  const [check] = judgeReplay(soundFacts({}, { startup: 'refused' }));
  expect(check).toMatchObject({ id: 'startup.state', status: 'fail', observed: 'start ready' });
});

test('a refusal nobody expected fails, and so do its empty counters', () => {
  expect(idsOf(failing(soundFacts({ run: refused(['no credentials']) })))).toEqual([
    'startup.state',
    'statistics',
  ]);
});

test('counters that differ from the expected ones fail with both', () => {
  const statistics = { underlyings: 6, expiries: 12, strikes: 1200, tokens: 2400 };
  const [check] = failing(soundFacts({}, { statistics }));
  expect(check).toMatchObject({
    id: 'statistics',
    expected: '6 / 12 / 1200 / 2400',
    observed: '1 / 1 / 5 / 10',
  });
});

test('an expected log line must have been logged', () => {
  const logLines = ['Backend ready!', 'never said'];
  const log = { lineCount: 7, missing: new Set(['never said']) };
  const checks = failing(soundFacts({ log }, { logLines }));
  expect(checks.map(({ id, expected, observed }) => [id, expected, observed])).toEqual([
    ['log.line', 'never said', 'not among 7 log lines'],
  ]);
});

test('a feed that never connected fails, with the reason of the startup step', () => {
  const { engine } = createReadyEngine();
  engine.counters.feedConnects = 0;
  const steps = [{ id: 'feed', status: 'warn', detail: 'HTTP 503' } as const];
  const run = { startup: startupReport(engine, { steps }), legs: [] };
  const [check] = failing(soundFacts({ engine, run }));
  expect(check).toMatchObject({ id: 'feed.connected', observed: 'never connected: HTTP 503' });
});

test('an underlying that ticks late, or never, is named', () => {
  const late = new ReplayWatch();
  late.underlyingTick(SESSION.openMs + 45_000, 'NIFTY', 23_000);
  late.chainRepriced(SESSION.openMs + 45_000, niftyChain([23_000]));
  expect(failing(soundFacts({ watch: late }))).toMatchObject([
    { id: 'feed.first-tick', observed: 'silent: NIFTY' },
  ]);
  expect(idsOf(failing(soundFacts({ watch: new ReplayWatch() })))).toEqual([
    'feed.first-tick',
    'feed.alive',
    'legs.follow',
  ]);
});

test('silence of over two minutes fails, in the middle of the day and at its end', () => {
  const facts = soundFacts();
  const longer = (endAt: string) => ({ ...facts.scenario, clock: { ...facts.scenario.clock, endAt } });
  expect(failing({ ...facts, scenario: longer('09:18:00') })).toEqual([]);
  expect(failing({ ...facts, scenario: longer('09:18:01') })).toMatchObject([
    { id: 'feed.alive', observed: 'NIFTY silent for 121 s' },
  ]);
  const watch = soundWatch();
  watch.underlyingTick(SESSION.openMs + 200_000, 'NIFTY', 23_010);
  watch.chainRepriced(SESSION.openMs + 200_000, niftyChain([23_000]));
  expect(failing({ ...facts, watch, scenario: longer('09:18:30') })).toMatchObject([
    { id: 'feed.alive', observed: 'NIFTY silent for 140 s' },
  ]);
});

test('a recording may be silent for its own gaps', () => {
  const facts = soundFacts();
  const world = { ...facts.scenario.world, prices: { kind: 'recording', file: 'r.mcap' } } as const;
  const clock = { ...facts.scenario.clock, endAt: '09:35:00' };
  expect(failing({ ...facts, scenario: { ...facts.scenario, world, clock } })).toEqual([]);
});

test('a move that no leg followed fails and is counted', () => {
  const watch = soundWatch();
  watch.underlyingTick(SESSION.openMs + 60_250, 'NIFTY', 23_050);
  expect(failing(soundFacts({ watch }))).toMatchObject([
    { id: 'legs.follow', observed: 'NIFTY: 4 of 5 moves' },
  ]);
});

test('an unpriced leg near the money fails; one with a quote is priced', () => {
  const { engine, chain } = createReadyEngine();
  setLeg(chain, 23_000, 'PE', { ltp: 0, bid: 99, ask: 100, source: 'feed' });
  expect(failing(soundFacts({ engine }))).toEqual([]);
  setLeg(chain, 23_000, 'PE', { ltp: 0, bid: 0, ask: 0, source: 'feed' });
  expect(failing(soundFacts({ engine }))).toMatchObject([
    { id: 'chain.priced', observed: 'NIFTY 2026-02-11: 9 of 10 legs within 10 strikes of the money priced' },
  ]);
});

test('an unpriced far expiry of a recording warns, of a generated market it fails', () => {
  const { engine } = createReadyEngine();
  const far = niftyChain([22_900, 22_950, 23_000], '2026-02-17');
  far.ltp.fill(0);
  far.bid.fill(0);
  far.ask.fill(0);
  far.source.fill(LEG_SOURCES.indexOf('rest'));
  engine.cache.put(far);
  const facts = soundFacts({ engine });
  expect(idsOf(failing(facts))).toEqual(['chain.priced']);
  const world = { ...facts.scenario.world, prices: { kind: 'recording', file: 'r.mcap' } } as const;
  const checks = judgeReplay({ ...facts, scenario: { ...facts.scenario, world } });
  expect(checks.find(({ id }) => id === 'chain.priced')?.status).toBe('warn');
});

test('a leg figure passes to the paisa only, and a leg that is not cached fails', () => {
  const expected = {
    at: '09:15:30',
    underlying: 'NIFTY',
    expiry: '2026-02-11',
    strike: 23_000,
    optionType: 'CE',
    ltp: 234.95,
    bid: 230.05,
  } as const;
  const { startup } = soundFacts().run;
  const sightings = [
    { ltp: 234.95, bid: 230.05, ask: 1 },
    { ltp: 234.9, bid: 230.05, ask: 1 },
    { ltp: 234.95, bid: 230, ask: 1 },
    undefined,
  ];
  const run = { startup, legs: sightings.map((seen) => ({ expected, seen })) };
  const figures = judgeReplay(soundFacts({ run })).filter(({ id }) => id === 'leg.figure');
  expect(figures.map(({ status }) => status)).toEqual(['pass', 'fail', 'fail', 'fail']);
  expect(figures[3]?.observed).toBe('no such leg is cached');
});

test('rejected packets and broken invariants fail and say where', () => {
  const { engine } = createReadyEngine();
  engine.counters.packets = 10;
  engine.counters.packetsRejected = 1;
  const watch = soundWatch();
  watch.underlyingTick(SESSION.openMs, 'NIFTY', 23_003);
  const checks = failing(soundFacts({ engine, watch }));
  expect(checks).toMatchObject([
    { id: 'feed.packets', observed: '1 of 10 packets rejected' },
    { id: 'invariant.time-order', observed: expect.stringContaining('NIFTY at') as string },
  ]);
});

test('a planned failure that was seen passes, one that was not fails', () => {
  const { engine } = createReadyEngine();
  engine.counters.feedConnects = 0;
  const planned = { failingChecks: ['feed.connected'] };
  const seen = judgeReplay(soundFacts({ engine }, planned)).find(({ id }) => id === 'feed.connected');
  expect(seen).toMatchObject({ status: 'pass', remedy: '' });
  expect(seen?.expected).toMatch(/^fails, as this scenario plans: /);
  expect(idsOf(failing(soundFacts({}, planned)))).toEqual(['feed.connected']);
});

test('a planned failure of a check that was never judged fails', () => {
  const checks = failing(soundFacts({}, { failingChecks: ['feed.alvie'] }));
  expect(checks.map(({ id, observed }) => [id, observed])).toEqual([
    ['feed.alvie', 'no such check was judged'],
  ]);
});
