/** Whether what a backend says in one place agrees with what it says in another. */
import { readBackendChain, readTimes } from '../backend-answers.ts';
import { underlyingBySymbol } from '../../market/instrument.ts';
import type { Check, Judgement } from '../check.ts';
import { membersOf, numberOf } from '../http-answer.ts';
import { failed, listed, notJudged, passed } from '../judgement.ts';
import type { BackendTarget } from '../targets.ts';

/** Clocks and answers may be so far apart. */
const LATE_MS_MAX = 5000;
/** So often may a feed have been connected again before its token died. */
const RECONNECTS_MAX = 3;
/** Disconnect reasons that another attempt with the same login cannot mend. Source: dhan-v2-wire 2.3. */
const REFUSED_LOGIN = /\b(80[6-9]|810)\b/;

/** An index whose price is followed has its options. */
export const backendUnderlyings: Check<BackendTarget> = {
  id: 'backend.underlyings',
  title: 'Every index that is priced has its options',
  asserts: 'available/underlyings offers every known index that /prices has a price for; otherwise it warns.',
  group: 'backend',
  tags: ['backend', 'truth'],
  dependsOn: ['backend.chain'],
  severity: 'warn',
  run: judgeUnderlyings,
};

/** The times that the backend states are those of the moment. */
export const backendTimes: Check<BackendTarget> = {
  id: 'backend.times',
  title: 'The times the backend states can be true',
  asserts: `The timestamps of /prices and options/live are within ${LATE_MS_MAX / 1000} s of the backend's own HTTP Date or before it, never 5 h 30 min off; a price that moved while it was watched has arrived since the watch began.`,
  group: 'backend',
  tags: ['backend', 'truth'],
  dependsOn: ['backend.reachable'],
  run: judgeTimes,
};

/** A connected feed is subscribed to something. */
export const backendSubscriptions: Check<BackendTarget> = {
  id: 'backend.subscriptions',
  title: "The backend's feed connection is subscribed",
  asserts:
    'Where /health reports websocket_status: a connection that stands has at least as many subscriptions as there are underlyings, while the market is open.',
  group: 'backend',
  tags: ['backend', 'truth'],
  dependsOn: ['backend.health'],
  run: judgeSubscriptions,
};

/** A login that was refused is not tried again and again. */
export const backendRefusedLogin: Check<BackendTarget> = {
  id: 'backend.refused-login',
  title: 'The backend does not knock with a dead token',
  asserts: `Where /health reports websocket_status: a connection whose last error is a refused login (806 to 810) has not been made ${RECONNECTS_MAX} times or more.`,
  group: 'backend',
  tags: ['backend', 'truth'],
  dependsOn: ['backend.reachable'],
  severity: 'warn',
  run: async (target) => judgeRefusedLogin((await target.health()).value),
};

async function judgeUnderlyings(target: BackendTarget): Promise<Judgement> {
  const expected = 'options of every index with a price';
  const offered = new Set(await target.underlyings());
  const priced = [...(await target.pricesNow()).keys()].filter(underlyingBySymbol);
  if (priced.length === 0) return notJudged(expected, '/prices has no price of a known index');
  const without = priced.filter((symbol) => !offered.has(symbol));
  if (without.length === 0) return passed(expected, listed(priced));
  return failed(
    expected,
    `a price and no option of ${listed(without)}`,
    `Restart the backend and read how many chains it loads; the exchange may have answered emptily for some: preopen verify --exchange live --grep expiries`,
  );
}

async function judgeTimes(target: BackendTarget): Promise<Judgement> {
  const expected = 'times of now, or of the past where something has to arrive first';
  const market = await target.market('NSE');
  const movements = market.isOpen ? await target.movement() : [];
  const { nowMs } = await target.market('NSE');
  const { answeredAtMs, arrivedAtMs, tradedAtMs } = readTimes((await target.prices()).value);
  const chainTimes = await chainTimesOf(target);
  const stated = [
    ...(answeredAtMs === undefined ? [] : [{ what: '/prices timestamp', atMs: answeredAtMs, isNow: true }]),
    ...[...arrivedAtMs].map(([symbol, atMs]) => ({ what: `${symbol} received_at`, atMs, isNow: false })),
    ...[...tradedAtMs].map(([symbol, atMs]) => ({ what: `${symbol} traded_at`, atMs, isNow: false })),
    ...chainTimes.map((time) => ({ ...time, isNow: false })),
  ];
  if (stated.length === 0) return notJudged(expected, 'no answer carries a time with its zone');
  const arrivals = movements
    .filter(({ hasMoved }) => hasMoved)
    .flatMap(({ underlying, watchedMs }) => {
      const atMs = arrivedAtMs.get(underlying);
      return atMs !== undefined && nowMs - atMs > watchedMs + LATE_MS_MAX
        ? [`${underlying} moved just now, and arrived ${spokenOffset(atMs - nowMs)}`]
        : [];
    });
  const problems = [
    ...stated
      .filter(({ atMs, isNow }) => atMs - nowMs > LATE_MS_MAX || (isNow && nowMs - atMs > LATE_MS_MAX))
      .map(({ what, atMs }) => `${what} is ${spokenOffset(atMs - nowMs)}`),
    ...arrivals,
  ];
  if (problems.length === 0) return passed(expected, `${stated.length} times, all possible`);
  return failed(
    expected,
    listed(problems, 4),
    'Check the time zone where the backend turns exchange time (LTT counts IST seconds as if they were UTC) and its own clock into text: 5 h 30 min is the difference between IST and UTC.',
  );
}

async function chainTimesOf(
  target: BackendTarget,
): Promise<readonly { readonly what: string; readonly atMs: number }[]> {
  const times: { what: string; atMs: number }[] = [];
  for (const underlying of await target.underlyings()) {
    const chain = readBackendChain((await target.liveChain(underlying)).answer.value);
    if (chain?.updatedAtMs !== undefined)
      times.push({ what: `${underlying} last_updated`, atMs: chain.updatedAtMs });
  }
  return times;
}

/** `5 h 30 min ahead of now`, `12 s ago`. */
function spokenOffset(offsetMs: number): string {
  const seconds = Math.round(Math.abs(offsetMs) / 1000);
  const minutes = Math.floor(seconds / 60);
  const size = minutes < 2 ? `${seconds} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return offsetMs > 0 ? `${size} ahead of now` : `${size} ago`;
}

async function judgeSubscriptions(target: BackendTarget): Promise<Judgement> {
  const expected = 'a feed connection that is subscribed to every underlying at least';
  const market = await target.market('NSE');
  const status = membersOf(membersOf((await target.health()).value)['websocket_status']);
  const connections = numberOf(status['connected_connections']);
  const subscriptions = numberOf(status['total_subscriptions']);
  if (connections === undefined || subscriptions === undefined)
    return notJudged(expected, '/health does not report its feed (no "websocket_status" in its body)');
  if (!market.isOpen) return notJudged(expected, `not judged: ${market.description}`);
  const underlyings = (await target.underlyings()).length;
  const seen = `${connections} connected, ${subscriptions} subscriptions, ${underlyings} underlyings`;
  if (connections > 0 && subscriptions >= underlyings) return passed(expected, seen);
  return failed(
    expected,
    seen,
    'Subscribe after every connect, the first one and each that follows: a new connection carries nothing until it is asked.',
  );
}

function judgeRefusedLogin(health: unknown): Judgement {
  const expected = 'no further connection after the exchange has refused the login';
  const connections = membersOf(membersOf(membersOf(health)['websocket_status'])['per_connection']);
  const reported = Object.entries(connections).map(([name, value]) => ({ name, ...membersOf(value) }));
  if (reported.length === 0)
    return notJudged(expected, '/health does not report its connections (no "websocket_status")');
  const knocking = reported.filter(
    (connection) =>
      REFUSED_LOGIN.test(textOf(connection, 'last_error')) &&
      (numberOf(membersOf(connection)['reconnect_attempts']) ?? 0) >= RECONNECTS_MAX,
  );
  if (knocking.length === 0) return passed(expected, `${reported.length} connections reported`);
  return failed(
    expected,
    listed(
      knocking.map(
        (connection) =>
          `${connection.name} connected again ${numberOf(membersOf(connection)['reconnect_attempts'])} times, last ended by: ${textOf(connection, 'last_error')}`,
      ),
    ),
    'Stop at 806 to 810 and wait for a new access token: the exchange blocks an account that goes on. Set DHAN_ACCESS_TOKEN anew and restart the backend.',
  );
}

function textOf(value: object, name: string): string {
  const text = membersOf(value)[name];
  return typeof text === 'string' ? text : '';
}
