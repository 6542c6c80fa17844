/** Whether a backend is as fresh, as consistent and as near to the exchange as it looks. */
import { spokenDuration } from '../../market/spoken-time.ts';
import {
  CACHE_COUNTERS,
  readBackendChain,
  readCacheCounters,
  readNames,
  readSockets,
} from '../backend-answers.ts';
import type { Check, Judgement, Measurement } from '../check.ts';
import { failed, listed, notJudged, passed, warned } from '../judgement.ts';
import type { BackendMovement, BackendTarget, ExchangeTarget } from '../targets.ts';

/** What a trader calls live. */
const AGE_MS_MAX = 10_000;
/** Reconnects a backend may make in a minute, and since its start, before somebody should look. */
const RECONNECTS_PER_MINUTE_MAX = 6;
const RECONNECTS_WARN = 10;
/** Dhan closes the oldest of more feed sockets. */
const SOCKETS_MAX = 5;
/** How far the backend may be from the exchange: from the feed at the same moment, and from a chain that was asked a while ago. */
const DRIFT_FROM_FEED_MAX = 0.002;
const DRIFT_FROM_CHAIN_MAX = 0.01;

/** Arrival age here, and the backend's own word beside it. */
export const backendFresh: Check<BackendTarget> = {
  id: 'backend.fresh',
  title: "The backend's prices and legs are fresh",
  asserts: `While the market is open, the price of every underlying and a leg near its money changed here at most ${AGE_MS_MAX / 1000} s ago, and the backend's own times (received_at, last_updated) say so too.`,
  group: 'backend',
  tags: ['backend', 'truth'],
  dependsOn: ['backend.chain'],
  run: judgeFreshness,
};

/** What cache/stats counts is what can be asked for. */
export const backendCounters: Check<BackendTarget> = {
  id: 'backend.counters',
  title: "The backend's counters fit what it serves",
  asserts:
    'cache/stats counts as many underlyings and expiries as are listed, at least the strikes and legs of the nearest chains, no more where there are no others, and at most two tokens a strike.',
  group: 'backend',
  severity: 'warn',
  tags: ['backend', 'truth'],
  dependsOn: ['backend.cache', 'backend.chain'],
  run: judgeCounters,
};

/** Reconnecting is normal, a storm of it is not. */
export const backendReconnects: Check<BackendTarget> = {
  id: 'backend.reconnects',
  title: 'The backend does not reconnect again and again',
  asserts: `/health counts at most ${RECONNECTS_PER_MINUTE_MAX} reconnects a minute while it is watched (more, and at least two, is a storm and fails), and at most ${RECONNECTS_WARN} since the start (warns).`,
  group: 'backend',
  tags: ['backend', 'truth'],
  dependsOn: ['backend.reachable'],
  run: judgeReconnects,
};

/** Socket numbers come from the backend alone: the exchange does not tell who holds which. */
export const backendSockets: Check<BackendTarget> = {
  id: 'backend.sockets',
  title: 'The backend holds its feed sockets',
  asserts: `/health tells between one and ${SOCKETS_MAX} connected feed sockets; a backend that tells none is not judged (unknown).`,
  group: 'backend',
  severity: 'warn',
  tags: ['backend', 'truth'],
  dependsOn: ['backend.reachable'],
  run: async (target) => judgeSockets((await target.health()).value),
};

/** The exchange and the backend that reads it, side by side. */
export interface ExchangeAndBackend {
  readonly exchange: ExchangeTarget;
  readonly backend: BackendTarget;
}

/** The backend's prices are the exchange's. */
export const backendDrift: Check<ExchangeAndBackend> = {
  id: 'backend.drift',
  title: "The backend's prices are the exchange's",
  asserts: `While the market is open, every underlying's price in /prices is within ${DRIFT_FROM_FEED_MAX * 100} % of the feed at the same moment, or within ${DRIFT_FROM_CHAIN_MAX * 100} % of the exchange's chain where no feed socket was opened.`,
  group: 'backend',
  tags: ['backend', 'truth'],
  dependsOn: ['backend.reachable', 'exchange.login', 'feed.first-tick', 'expiries.listed'],
  run: judgeDrift,
};

async function judgeFreshness(target: BackendTarget): Promise<Judgement> {
  const expected = `a change of every price and of its legs within ${AGE_MS_MAX / 1000} s (arrival age here), and the same in the backend's words`;
  const movements = await target.movement();
  const { isOpen, openForMs, description } = await target.market('NSE');
  const watchedMs = Math.max(0, ...movements.map((movement) => movement.watchedMs));
  if (!isOpen || openForMs < watchedMs) return notJudged(expected, `not judged: ${description}`);
  const measurements = movements.flatMap((movement) =>
    agesOf(movement).flatMap(({ name, ageMs }): Measurement[] =>
      ageMs === undefined
        ? []
        : [
            {
              name: `${name} ${movement.underlying}`,
              value: ageMs,
              unit: 'ms',
              limit: { kind: 'max', value: AGE_MS_MAX },
            },
          ],
    ),
  );
  const stale = movements.filter((movement) =>
    agesOf(movement).some(({ ageMs }) => (ageMs ?? 0) > AGE_MS_MAX),
  );
  const spoken = listed((stale.length > 0 ? stale : movements).map(spokenAges), 3);
  if (movements.length === 0) return notJudged(expected, 'no underlying was watched');
  if (stale.length === 0) return { ...passed(expected, spoken), measurements };
  return {
    ...failed(
      expected,
      spoken,
      `See what its feed does: curl "${target.url}/health" (websocket_status); a feed that only pings is stale, so reconnect and subscribe again.`,
    ),
    measurements,
  };
}

function agesOf(
  movement: BackendMovement,
): readonly { readonly name: string; readonly ageMs: number | undefined }[] {
  return [
    { name: 'arrival age price', ageMs: movement.priceAgeMs },
    { name: 'arrival age legs', ageMs: movement.legsAgeMs },
    { name: 'stated age price', ageMs: movement.statedPriceAgeMs },
    { name: 'stated age legs', ageMs: movement.statedLegsAgeMs },
  ];
}

/** `NIFTY price 120 ms, legs 240 ms here; by the backend's clock 1 s, 1 s`. */
function spokenAges(movement: BackendMovement): string {
  const here = (ageMs: number | undefined): string =>
    ageMs === undefined ? 'never' : `${Math.round(ageMs)} ms`;
  const stated = (ageMs: number | undefined): string =>
    ageMs === undefined ? 'not told' : spokenDuration(Math.max(0, ageMs));
  return (
    `${movement.underlying} price ${here(movement.priceAgeMs)}, legs ${here(movement.legsAgeMs)} here; ` +
    `by the backend's clock ${stated(movement.statedPriceAgeMs)}, ${stated(movement.statedLegsAgeMs)}`
  );
}

async function judgeCounters(target: BackendTarget): Promise<Judgement> {
  const expected = 'counters that are those of the lists and chains it serves';
  const counters = readCacheCounters((await target.cacheStatistics()).value);
  const served = await servedCounts(target);
  const { underlyings = 0, expiries = 0, strikes = 0, tokens = 0 } = counters;
  const differences = [
    ...(underlyings === served.underlyings
      ? []
      : [`${underlyings} underlyings counted, ${served.underlyings} listed`]),
    ...(expiries === served.expiries ? [] : [`${expiries} expiries counted, ${served.expiries} listed`]),
    ...(strikes >= served.strikes
      ? []
      : [`${strikes} strikes counted, ${served.strikes} in the nearest chains alone`]),
    ...(strikes <= served.strikes || served.expiries !== served.underlyings
      ? []
      : [`${strikes} strikes counted, ${served.strikes} in all chains there are`]),
    ...(tokens >= served.legs
      ? []
      : [`${tokens} tokens counted, ${served.legs} legs in the nearest chains alone`]),
    ...(tokens <= strikes * 2
      ? []
      : [`${tokens} tokens on ${strikes} strikes, more than a call and a put each`]),
  ];
  const measurements = CACHE_COUNTERS.map((name): Measurement => ({
    name,
    value: counters[name] ?? 0,
    unit: 'count',
  }));
  if (differences.length === 0)
    return {
      ...passed(expected, `${underlyings} underlyings and ${expiries} expiries, as listed; ${tokens} tokens`),
      measurements,
    };
  return {
    ...failed(
      expected,
      listed(differences),
      `Compare them: curl "${target.url}/api/v2/options/cache/stats" and curl "${target.url}/api/v2/options/available/underlyings"; count legs once, also when the window of strikes moves.`,
    ),
    measurements,
  };
}

async function servedCounts(target: BackendTarget): Promise<{
  readonly underlyings: number;
  readonly expiries: number;
  readonly strikes: number;
  readonly legs: number;
}> {
  const symbols = await target.underlyings();
  let [expiries, strikes, legs] = [0, 0, 0];
  for (const symbol of symbols) {
    expiries += readNames((await target.expiries(symbol)).value).length;
    const chain = readBackendChain((await target.liveChain(symbol)).answer.value);
    for (const { ce, pe } of chain?.strikes ?? []) {
      strikes += 1;
      legs += Number(ce !== undefined) + Number(pe !== undefined);
    }
  }
  return { underlyings: symbols.length, expiries, strikes, legs };
}

async function judgeReconnects(target: BackendTarget): Promise<Judgement> {
  const expected = `at most ${RECONNECTS_PER_MINUTE_MAX} reconnects a minute and ${RECONNECTS_WARN} since the start`;
  const { before, after, apartMs } = await target.healthTwice();
  const [first, last] = [readSockets(before.value), readSockets(after.value)];
  if (!first || !last) return notJudged(expected, 'unknown: /health tells no reconnects (websocket_status)');
  const grown = last.reconnects - first.reconnects;
  const perMinute = apartMs > 0 ? (grown * 60_000) / apartMs : 0;
  const measurements: Measurement[] = [
    {
      name: 'reconnects',
      value: last.reconnects,
      unit: 'count',
      limit: { kind: 'max', value: RECONNECTS_WARN },
    },
    { name: 'reconnects while watched', value: grown, unit: 'count' },
  ];
  const errors = last.errors.length === 0 ? '' : ` (${listed(last.errors, 2)})`;
  const remedy =
    'Double the pause after each failure, and let an account with a dead token rest: a storm of logins can get it blocked.';
  if (grown >= 2 && perMinute > RECONNECTS_PER_MINUTE_MAX)
    return {
      ...failed(expected, `${grown} reconnects in ${Math.round(apartMs / 1000)} s${errors}`, remedy),
      measurements,
    };
  if (last.reconnects > RECONNECTS_WARN)
    return { ...warned(expected, `${last.reconnects} since the start${errors}`, remedy), measurements };
  return { ...passed(expected, `${last.reconnects} since the start`), measurements };
}

function judgeSockets(health: unknown): Judgement {
  const expected = `between 1 and ${SOCKETS_MAX} connected feed sockets`;
  const sockets = readSockets(health);
  if (!sockets) return notJudged(expected, 'unknown: /health tells no socket numbers (websocket_status)');
  const { connected, allowed, instruments, errors } = sockets;
  const measurements: Measurement[] = [
    { name: 'connected', value: connected, unit: 'count', limit: { kind: 'min', value: 1 } },
    ...(instruments === undefined
      ? []
      : [{ name: 'instruments', value: instruments, unit: 'count' } as const]),
  ];
  const spoken = `${connected} of ${allowed ?? SOCKETS_MAX} connected, ${instruments ?? 'unknown'} instruments`;
  if (connected >= 1 && connected <= SOCKETS_MAX) return { ...passed(expected, spoken), measurements };
  const why = errors.length === 0 ? '' : ` (${listed(errors, 2)})`;
  return {
    ...failed(
      expected,
      `${spoken}${why}`,
      connected === 0
        ? 'Look for the reason in the log of the backend; a token of yesterday and a sixth socket are the usual ones.'
        : 'Put more instruments on fewer sockets: each carries 5,000, and one more than five ends the oldest.',
    ),
    measurements,
  };
}

async function judgeDrift({ exchange, backend }: ExchangeAndBackend): Promise<Judgement> {
  const expected = "the exchange's price of every underlying";
  const moment = await exchange.market('NSE');
  if (!moment.isOpen) return notJudged(expected, `not judged: ${moment.description}`);
  const backendPrices = await backend.pricesNow();
  const feedPrices = exchange.feedPricesNow();
  const pairs: Drift[] = [];
  for (const underlying of exchange.underlyings) {
    const { symbol } = underlying;
    const price = backendPrices.get(symbol);
    if (price === undefined) continue;
    const ltp = feedPrices.get(symbol);
    const answer = ltp === undefined ? await exchange.nearestChain(underlying) : undefined;
    const reference = ltp ?? (answer?.kind === 'ok' ? answer.value.chain.spot : 0);
    if (reference > 0)
      pairs.push({
        symbol,
        price,
        reference,
        drift: Math.abs(price - reference) / reference,
        limit: ltp === undefined ? DRIFT_FROM_CHAIN_MAX : DRIFT_FROM_FEED_MAX,
      });
  }
  if (pairs.length === 0) return notJudged(expected, 'no underlying has a price on both sides');
  const measurements = pairs.map(({ symbol, drift, limit }): Measurement => ({
    name: `drift ${symbol}`,
    value: drift,
    unit: 'share',
    limit: { kind: 'max', value: limit },
  }));
  const far = pairs.filter(({ drift, limit }) => drift > limit);
  const spoken = listed(
    (far.length > 0 ? far : pairs).map(
      ({ symbol, price, reference }) => `${symbol} ${price}, exchange ${reference}`,
    ),
  );
  if (far.length === 0) return { ...passed(expected, spoken), measurements };
  return {
    ...failed(
      expected,
      spoken,
      `Check that the backend maps the security ids to the right symbols and that its feed lives: curl "${backend.url}/prices"; preopen symbol 13 --segment IDX_I`,
    ),
    measurements,
  };
}

interface Drift {
  readonly symbol: string;
  readonly price: number;
  readonly reference: number;
  /** Share of the exchange's price. */
  readonly drift: number;
  readonly limit: number;
}
