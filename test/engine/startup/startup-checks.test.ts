import { expect, test } from 'vitest';
import {
  createMemoryClosingPriceStore,
  createMemoryCredentialStore,
} from '#engine/adapters/memory-stores.ts';
import type { EngineOptions } from '#engine/create-engine.ts';
import { StoreError, UpstreamError } from '#engine/errors.ts';
import type { UpstreamFailure } from '#engine/errors.ts';
import { LEG_SOURCES } from '#engine/market/option-chain.ts';
import type { ClosingChain } from '#engine/ports.ts';
import {
  CLIENT_ID,
  EXPIRIES,
  FakeFeed,
  NIFTY,
  START_MS,
  TOKEN,
  listedLadder,
  soundRest,
  startedBench,
} from '#test/support/fake-exchange.ts';
import { makeAccessToken } from '#test/support/access-tokens.ts';

const COUNTERS_ZERO = [
  '[STARTUP]    • Underlyings: 0',
  '[STARTUP]    • Expiries: 0',
  '[STARTUP]    • Strikes: 0',
  '[STARTUP]    • Tokens: 0',
];

function no(failure: UpstreamFailure): () => Promise<never> {
  return () => Promise.reject(new UpstreamError(`said ${failure}`, { failure, endpoint: '/optionchain' }));
}

function sources(environment: Record<string, string>): Pick<EngineOptions, 'credentialSources'> {
  const store = createMemoryCredentialStore({ kind: 'absent', location: 'broker.db' });
  return { credentialSources: { environment, dotenv: {}, store } };
}

function closingOf(tradingDate: string): ClosingChain[] {
  return EXPIRIES.slice(1, 3).map((expiry) => ({
    tradingDate,
    underlying: 'NIFTY',
    expiry,
    spot: 23_000,
    legs: listedLadder(expiry).strikes.flatMap(({ strike, ce, pe }) => [
      { strike, optionType: 'CE' as const, ...ce! },
      { strike, optionType: 'PE' as const, ...pe! },
    ]),
  }));
}

test('a sound start prints the documented lines, word for word and in order', async () => {
  const { log } = await startedBench();
  expect(log.lines).toEqual([
    '[STARTUP] Auto-loading credentials...',
    'From env: DHAN_CLIENT_ID=1100****26',
    'From env: DHAN_ACCESS_TOKEN=present',
    '[STARTUP] Credentials: using the environment credentials, valid for 20 h more, until 2026-02-05 05:10:00 IST',
    '[STARTUP] Credentials: .env: DHAN_CLIENT_ID and DHAN_ACCESS_TOKEN are not set',
    '[STARTUP] Credentials: database: no file at broker.db',
    '[STARTUP] Loading instrument master...',
    'Loaded: 328 instruments',
    'Ready to match securities',
    '[STARTUP] Loading option chain from DhanHQ API...',
    'Credentials: Valid',
    'Fetch expiries: 2 found',
    'Fetch strikes: 40 found',
    'Populate cache: Complete',
    'Add tokens: 80 total',
    '[STARTUP] ✅ Option chain cache populated with live data:',
    '[STARTUP]    • Underlyings: 1',
    '[STARTUP]    • Expiries: 2',
    '[STARTUP]    • Strikes: 40',
    '[STARTUP]    • Tokens: 80',
    '[STARTUP] ✅ Cache verified and ready',
    '[STARTUP] Starting lifecycle hooks...',
    '[FEED] Connected',
    '[STARTUP] Backend ready!',
  ]);
});

test('a sound start reports its steps in order, the source and where the credentials came from', async () => {
  const { engine } = await startedBench();
  expect(engine.report).toMatchObject({
    state: 'ready',
    source: 'live',
    credentialSource: 'environment',
    causes: [],
    remedy: '',
  });
  expect(engine.report!.steps.map(({ id, status }) => `${id} ${status}`)).toEqual([
    'credentials ok',
    'instrument-master ok',
    'option-chain ok',
    'statistics ok',
    'feed ok',
  ]);
});

test('without credentials the start is refused with all four counters and the whole chain', async () => {
  const { engine, log, feed } = await startedBench(sources({}));
  expect(engine.report).toMatchObject({ state: 'refused', source: 'none', credentialSource: undefined });
  expect(engine.report!.steps.map(({ id, status }) => `${id} ${status}`)).toEqual(['credentials fail']);
  const fatal = log.lines.indexOf('[STARTUP] FATAL: Cannot start without cache!');
  expect(log.lines.slice(fatal + 1)).toEqual([
    ...COUNTERS_ZERO,
    '[ERROR] Full traceback...',
    '[ERROR]   No usable DhanHQ credentials: expected a client id and a live access token in the environment, .env or the database',
    '[ERROR]   environment: DHAN_CLIENT_ID and DHAN_ACCESS_TOKEN are not set',
    '[ERROR]   .env: DHAN_CLIENT_ID and DHAN_ACCESS_TOKEN are not set',
    '[ERROR]   database: no file at broker.db',
    `[ERROR] What to do: ${engine.report!.remedy}`,
  ]);
  expect(feed.attempts).toBe(0);
});

test('an expired token refuses the start before the exchange is asked anything', async () => {
  const expired = makeAccessToken({ clientId: CLIENT_ID, expiresAtMs: START_MS - 7_200_000 });
  const { engine } = await startedBench({
    ...sources({ DHAN_CLIENT_ID: CLIENT_ID, DHAN_ACCESS_TOKEN: expired }),
    rest: soundRest({ instrumentMaster: no('server') }),
  });
  expect(engine.report!.causes).toContain('environment: the token expired 2 h ago');
});

test.each(['profile', 'expiryList', 'optionChain'] as const)(
  'an authentication answer to %s refuses the start although closing prices exist',
  async (call) => {
    const { engine } = await startedBench({
      rest: soundRest({ [call]: no('authentication') }),
      closingPrices: createMemoryClosingPriceStore(closingOf('2026-02-03')),
    });
    expect(engine.report).toMatchObject({ state: 'refused', causes: ['said authentication'] });
    expect(engine.report!.remedy).toContain('Make a new access token');
  },
);

test('an account without the data plan is refused', async () => {
  const profile = await soundRest().profile({ clientId: CLIENT_ID, accessToken: TOKEN });
  const rest = soundRest({ profile: () => Promise.resolve({ ...profile, dataPlan: 'Deactive' }) });
  const { engine } = await startedBench({ rest });
  expect(engine.report!.state).toBe('refused');
  expect(engine.report!.causes[0]).toContain('data plan: expected Active, was Deactive');
});

test.each(['rejected', 'malformed', 'rate-limit'] as const)(
  'a %s answer is no reason for closing prices',
  async (failure) => {
    const { engine } = await startedBench({
      rest: soundRest({ optionChain: no(failure) }),
      closingPrices: createMemoryClosingPriceStore(closingOf('2026-02-03')),
    });
    expect(engine.report).toMatchObject({ state: 'refused', causes: [`said ${failure}`] });
  },
);

test.each(['transport', 'server'] as const)(
  'after a %s failure the last closing prices stand in: degraded, and no line claims live data',
  async (failure) => {
    const { engine, log } = await startedBench({
      rest: soundRest({ expiryList: no(failure) }),
      closingPrices: createMemoryClosingPriceStore([...closingOf('2026-02-02'), ...closingOf('2026-02-03')]),
    });
    expect(engine.report).toMatchObject({ state: 'degraded', source: 'closing' });
    expect(engine.statistics()).toEqual({ underlyings: 1, expiries: 2, strikes: 40, tokens: 80 });
    expect(
      [...engine.cache.get('NIFTY', '2026-02-10')!.source].every((s) => LEG_SOURCES[s] === 'closing'),
    ).toBe(true);
    expect(log.lines).toContain(
      '[STARTUP] ⚠ Option chain cache populated with closing prices of 2026-02-03:',
    );
    expect(log.having('live data')).toEqual([]);
    expect(log.having('Backend ready!')).toEqual([]);
  },
);

test('an empty expiry list is a failure, and without closing prices it refuses the start', async () => {
  const { engine, log } = await startedBench({ rest: soundRest({ expiryList: () => Promise.resolve([]) }) });
  expect(engine.report!.state).toBe('refused');
  expect(engine.report!.causes[0]).toBe('Cache still empty!');
  expect(engine.report!.causes[1]).toContain(
    'expiry list of NIFTY: expected at least one expiry from 2026-02-04 on, was a 200 with 0 expiries',
  );
  expect(engine.report!.causes[2]).toBe(
    'Fallback: expected closing prices saved before 2026-02-04, was none',
  );
  expect(log.lines).toContain('Attempting fallback with closing prices...');
  expect(log.lines).toContain('[STARTUP] FATAL: Cannot start without cache!');
});

test('an option chain without strikes is an empty reply, too', async () => {
  const rest = soundRest({ optionChain: () => Promise.resolve({ spot: 23_000, strikes: [] }) });
  const { engine } = await startedBench({ rest });
  expect(engine.report!.causes[1]).toContain('option chain of NIFTY 2026-02-10');
});

test('a master without contracts of the followed underlyings refuses the start', async () => {
  const { engine } = await startedBench({ rest: soundRest({ instrumentMaster: () => Promise.resolve([]) }) });
  expect(engine.report!.steps.at(-1)).toMatchObject({ id: 'instrument-master', status: 'fail' });
});

test('a master that cannot be fetched is a warning: the chain carries its own security ids', async () => {
  const { engine } = await startedBench({ rest: soundRest({ instrumentMaster: no('transport') }) });
  expect(engine.report!.state).toBe('ready');
  expect(engine.report!.steps[1]).toMatchObject({ id: 'instrument-master', status: 'warn' });
  expect(engine.cache.get('NIFTY', '2026-02-10')!.securityIds[0]).toBeGreaterThan(0);
});

test('where the chain carries no security ids they come from the master', async () => {
  const rest = soundRest({
    optionChain: (_, __, expiry) => {
      const ladder = listedLadder(expiry);
      const strikes = ladder.strikes.map((row) => ({ ...row, ce: { ...row.ce!, securityId: 0 } }));
      return Promise.resolve({ ...ladder, strikes });
    },
  });
  const { engine } = await startedBench({ rest });
  const fromAnswer = await startedBench();
  expect(engine.cache.get('NIFTY', '2026-02-10')!.securityIds).toEqual(
    fromAnswer.engine.cache.get('NIFTY', '2026-02-10')!.securityIds,
  );
});

test('cache rules that keep nothing end in FATAL with the counter named', async () => {
  const cacheRules = { expiriesPerUnderlying: 0, strikesBelow: 10, strikesAbove: 10 };
  const { engine, log } = await startedBench({ cacheRules });
  expect(engine.report!.causes[1]).toContain('was 0 for underlyings, expiries, strikes, tokens');
  expect(log.having('Cache verified')).toEqual([]);
});

test('a feed that refuses the login refuses the start', async () => {
  const feed = new FakeFeed();
  feed.refusals.push(new UpstreamError('feed said 401', { failure: 'authentication', endpoint: '/' }));
  const { engine, log } = await startedBench({ feed });
  expect(engine.report).toMatchObject({ state: 'refused', causes: ['feed said 401'] });
  expect(log.lines).toContain('[STARTUP] FATAL: Cannot start without the live feed!');
});

test('a feed that is merely down is a warning, named in the report', async () => {
  const feed = new FakeFeed();
  feed.refusals.push(new UpstreamError('feed said 429', { failure: 'rate-limit', endpoint: '/' }));
  const { engine } = await startedBench({ feed });
  expect(engine.report!.state).toBe('ready');
  expect(engine.report!.steps.at(-1)).toEqual({
    id: 'feed',
    status: 'warn',
    detail: 'not connected, trying again: feed said 429',
  });
  expect(engine.feedProblem).toBe('feed said 429');
});

test('with closing prices allowed a start without credentials is degraded and opens no feed', async () => {
  const { engine, feed } = await startedBench({
    ...sources({}),
    allowClosingPrices: true,
    closingPrices: createMemoryClosingPriceStore(closingOf('2026-02-03')),
  });
  expect(engine.report).toMatchObject({ state: 'degraded', source: 'closing' });
  expect(engine.report!.steps.at(-1)).toMatchObject({ id: 'feed', status: 'skip' });
  expect(feed.attempts).toBe(0);
});

test('a database that cannot be read is named, and no obstacle where the environment suffices', async () => {
  const store = { load: () => Promise.reject(new StoreError('database: not usable (broker.db: torn)')) };
  const environment = { DHAN_CLIENT_ID: CLIENT_ID, DHAN_ACCESS_TOKEN: TOKEN };
  const sound = await startedBench({ credentialSources: { environment, dotenv: {}, store } });
  expect(sound.engine.report!.state).toBe('ready');
  expect(sound.log.having('broker.db: torn')).toHaveLength(1);
  const bare = await startedBench({ credentialSources: { environment: {}, dotenv: {}, store } });
  expect(bare.engine.report!.causes.at(-1)).toBe('database: database: not usable (broker.db: torn)');
});

test('closing prices that saw no trade of the day are not saved again as its own', async () => {
  const closingPrices = createMemoryClosingPriceStore(closingOf('2026-02-03'));
  const { engine } = await startedBench({ rest: soundRest({ profile: no('transport') }), closingPrices });
  await engine.endOfDay();
  expect((await closingPrices.loadBefore('2026-02-05')).map((chain) => chain.tradingDate)).toEqual([
    '2026-02-03',
    '2026-02-03',
  ]);
});

test('no line of any start contains the access token', async () => {
  const { log } = await startedBench({ underlyings: [NIFTY] });
  expect(log.having(TOKEN.split('.')[1]!)).toEqual([]);
});
