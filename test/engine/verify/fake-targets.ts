import { istToEpochMs } from '#engine/market/ist-time.ts';
import { UNDERLYINGS } from '#engine/market/instrument.ts';
import type { LegSnapshot, OptionChainSnapshot } from '#engine/market/option-chain-snapshot.ts';
import type { Check, Judgement } from '#engine/verify/check.ts';
import { httpAnswer } from '#engine/verify/http-answer.ts';
import type { HttpAnswer } from '#engine/verify/http-answer.ts';
import { analyticsBody, surfaceBody } from './fake-analytics.ts';
import { marketMoment } from '#engine/verify/market-moment.ts';
import type {
  BackendMovement,
  BackendTarget,
  CredentialTarget,
  ExchangeTarget,
  FeedWatch,
  MarketNow,
  WatchedInstrument,
} from '#engine/verify/targets.ts';

/** Wednesday, half an hour into the session. */
export const OPEN_MS = istToEpochMs('2026-02-04', '09:45:00');
/** Saturday. */
export const CLOSED_MS = istToEpochMs('2026-02-07', '11:00:00');

export function marketAt(nowMs: number): MarketNow {
  return async (exchange) => marketMoment(exchange, nowMs);
}

/** Runs a check alone; a failure must say all three sentences. */
export async function judge<Target>(check: Check<Target>, target: Target): Promise<Judgement> {
  const judgement = await check.run(target);
  if (judgement.status === 'fail' || judgement.status === 'warn')
    for (const sentence of [judgement.expected, judgement.observed, judgement.remedy])
      if (!sentence) throw new Error(`${check.id} ${judgement.status}s without saying all three sentences`);
  return judgement;
}

/** What a leg 23,000 of spot, 8 days of life and 12 % of volatility cost, quoted half a point around it. */
function quotedLeg(securityId: number, price: number): LegSnapshot {
  return {
    securityId,
    ltp: price,
    bid: price - 0.5,
    ask: price + 0.5,
    volume: 1,
    oi: 1,
    previousClose: 1,
    impliedVolatility: 12,
  };
}

/** A ladder of `count` strikes 50 apart around 23,000, every leg priced in agreement with the others. */
export function fullChain(
  count = 41,
  { spot = 23_000, firstSecurityId = 1 }: { readonly spot?: number; readonly firstSecurityId?: number } = {},
): OptionChainSnapshot {
  const first = 23_000 - Math.floor(count / 2) * 50;
  const strikes = Array.from({ length: count }, (_, index) => {
    const strike = first + index * 50;
    const timeValue = 150 * Math.exp(-(((strike - spot) / 400) ** 2) / 2);
    return {
      strike,
      ce: quotedLeg(firstSecurityId + 2 * index, Math.max(spot - strike, 0) + timeValue + 1),
      pe: quotedLeg(firstSecurityId + 2 * index + 1, Math.max(strike - spot, 0) + timeValue + 1),
    };
  });
  return { spot, strikes };
}

/** One instrument that ticks four times a second. */
export function watched(overrides: Partial<WatchedInstrument> = {}): WatchedInstrument {
  return {
    name: 'NIFTY',
    underlying: 'NIFTY',
    exchange: 'NSE',
    exchangeSegment: 'IDX_I',
    kind: 'index',
    packets: 20,
    firstAfterMs: 40,
    spanMs: 4_960,
    arrivalAgeMs: 120,
    exchangeAgeMs: 900,
    skewMs: 780,
    zeroPrices: 0,
    backwardTimes: 0,
    ...overrides,
  };
}

/** A leg at the money of `underlying`. */
export function watchedLeg(name: string, overrides: Partial<WatchedInstrument> = {}): WatchedInstrument {
  const [underlying = ''] = name.split(' ');
  return watched({ name, underlying, exchangeSegment: 'NSE_FNO', kind: 'leg', ...overrides });
}

export const HEALTHY_WATCH: FeedWatch = {
  watchedMs: 5_000,
  ended: undefined,
  undecodable: 0,
  findings: [],
  strayPackets: 0,
  strays: [],
  instruments: [
    watched(),
    watched({ name: 'BANKNIFTY', underlying: 'BANKNIFTY' }),
    watchedLeg('NIFTY 2026-02-10 23000 CE'),
    watchedLeg('NIFTY 2026-02-10 23000 PE'),
    watchedLeg('BANKNIFTY 2026-02-24 23000 CE'),
    watchedLeg('BANKNIFTY 2026-02-24 23000 PE'),
  ],
};

export function healthyCredentials(overrides: Partial<CredentialTarget> = {}): CredentialTarget {
  return {
    facts: async () => ({
      state: 'found',
      source: 'environment',
      missing: [],
      details: ['using the environment credentials'],
      expiresAtMs: OPEN_MS + 20 * 3_600_000,
      issuedAtMs: OPEN_MS - 4 * 3_600_000,
      consumer: 'SELF',
    }),
    validUntilMs: async () => undefined,
    market: marketAt(OPEN_MS),
    ...overrides,
  };
}

export function healthyExchange(overrides: Partial<ExchangeTarget> = {}): ExchangeTarget {
  const underlyings = UNDERLYINGS.slice(0, 2);
  const symbols = underlyings.map(({ symbol }) => symbol);
  return {
    restUrl: 'http://127.0.0.1:9000/v2',
    feedUrl: 'ws://127.0.0.1:9000',
    masterUrl: 'http://127.0.0.1:9000/api-data/api-scrip-master-detailed.csv',
    underlyings,
    market: marketAt(OPEN_MS),
    master: async () => ({
      status: 200,
      columns: 31,
      rows: 500,
      derivativeRows: 490,
      blankNames: 0,
      optionsOf: new Map(symbols.map((symbol) => [symbol, 240])),
      lotOf: new Map([['NIFTY 2026-02-10', 65]]),
      problems: [],
    }),
    reach: async () => ({ status: 200, dateMs: OPEN_MS, localMs: OPEN_MS + 400 }),
    profile: async () => ({
      kind: 'ok',
      value: {
        clientId: '1100003626',
        tokenValidUntilMs: undefined,
        dataPlan: 'Active',
        activeSegment: 'Derivative',
      },
    }),
    staticIp: async () => ({
      kind: 'ok',
      value: { isRegistered: true, isMatch: true, detected: '127.0.0.1' },
    }),
    expiries: async ({ symbol }) => ({
      kind: 'ok',
      value: symbol === 'NIFTY' ? ['2026-02-10', '2026-02-17'] : ['2026-02-24', '2026-03-30'],
    }),
    nearestChain: async ({ symbol, securityId }) => ({
      kind: 'ok',
      value: {
        expiry: symbol === 'NIFTY' ? '2026-02-10' : '2026-02-24',
        chain: fullChain(41, { firstSecurityId: securityId * 1000 }),
      },
    }),
    connectFeed: async () => ({ kind: 'ok', value: 'connected' }),
    firstTicks: async () => ({
      deadlineMs: 15_000,
      seen: symbols.map((symbol) => ({ symbol, afterMs: 40, ltp: 23_000 })),
      silent: [],
      ended: undefined,
    }),
    watchFeed: async () => HEALTHY_WATCH,
    openSocket: async (socket) => ({
      url: `ws://127.0.0.1:9000/${socket}`,
      ended: undefined,
      instrument: socket === 'order-updates' ? undefined : 'NIFTY 2026-02-10 23000 CE',
      firstPacketAfterMs: socket === 'order-updates' ? undefined : 120,
      watchedMs: 1_000,
      findings: [],
    }),
    feedPricesNow: () => new Map(symbols.map((symbol) => [symbol, 23_000])),
    feedMovement: async () => ({ watchedMs: 800, moved: symbols, still: [], ended: undefined }),
    ...overrides,
  };
}

/** An answer whose body is `value` as JSON, or the text itself. */
export function answer(status: number, value: unknown): HttpAnswer {
  return httpAnswer(
    'http://127.0.0.1:8000/x',
    status,
    typeof value === 'string' ? value : JSON.stringify(value),
  );
}

/** `options/live` as the backend really answers it; legs are priced, and differ from that by `leg`. */
export function envelope(count = 41, leg: object = {}): object {
  const bodyOf = (
    { securityId, impliedVolatility, ltp, bid, ask, oi, volume }: LegSnapshot,
    delta: number,
  ): object => ({
    token: securityId,
    ltp,
    bid,
    ask,
    oi,
    volume,
    iv: impliedVolatility,
    greeks: { delta, gamma: 0.001, theta: -8, vega: 12 },
    source: 'feed',
    ...leg,
  });
  const strikes = fullChain(count, { firstSecurityId: 13_000 }).strikes.map(({ strike, ce, pe }) => [
    `${strike}.0`,
    { CE: ce && bodyOf(ce, 0.5), PE: pe && bodyOf(pe, -0.5) },
  ]);
  return {
    status: 'success',
    data: {
      underlying: 'NIFTY',
      expiry: '2026-02-10',
      lot_size: 65,
      atm_strike: 23_000,
      strikes: Object.fromEntries(strikes),
    },
    source: 'central_cache',
  };
}

/** `websocket_status` as the original backend writes it. */
export function sockets(connected: number, reconnects: number, lastError: string | null = null): object {
  return {
    total_subscriptions: 88,
    connected_connections: connected,
    total_connections: 5,
    per_connection: {
      ws_1: { active: connected > 0, reconnect_attempts: reconnects, last_error: lastError },
      ws_2: { active: false, reconnect_attempts: 0, last_error: null },
    },
  };
}

export const MOVED: BackendMovement = {
  underlying: 'NIFTY',
  expiry: '2026-02-10',
  priceFrom: 23_150.5,
  priceTo: 23_152.75,
  hasMoved: true,
  watchedMs: 1_000,
  calls: { seen: 21, followed: 21 },
  puts: { seen: 21, followed: 21 },
  priceAgeMs: 0,
  legsAgeMs: 500,
  statedPriceAgeMs: 120,
  statedLegsAgeMs: 620,
};

export function healthyBackend(overrides: Partial<BackendTarget> = {}): BackendTarget {
  const counters = { total_underlyings: 1, total_expiries: 2, total_strikes: 82, total_tokens: 164 };
  const health = answer(200, {
    status: 'healthy',
    startup: { state: 'ready', causes: [] },
    websocket_status: sockets(1, 0),
  });
  return {
    url: 'http://127.0.0.1:8000',
    origin: 'http://localhost:5173',
    market: marketAt(OPEN_MS),
    health: async () => health,
    healthTwice: async () => ({ before: health, after: health, apartMs: 1_000 }),
    pricesNow: async () => new Map([['NIFTY', 23_001]]),
    cacheStatistics: async () => answer(200, { status: 'success', data: counters }),
    underlyings: async () => ['NIFTY'],
    expiries: async () => answer(200, { data: ['2026-02-10', '2026-02-17'] }),
    liveChain: async () => ({ expiry: '2026-02-10', answer: answer(200, envelope()) }),
    analysed: async () => {
      const before = { expiry: '2026-02-10', answer: answer(200, envelope()) };
      const analytics = answer(200, analyticsBody());
      return { before, analytics, surface: answer(200, surfaceBody()), after: before };
    },
    prices: async () =>
      answer(200, { prices: { NIFTY: 23_152.75 }, timestamp: '2026-02-04T09:45:00.000+05:30' }),
    preflight: async () => ({ status: 204, allowOrigin: 'http://localhost:5173' }),
    movement: async () => [MOVED],
    ...overrides,
  };
}
