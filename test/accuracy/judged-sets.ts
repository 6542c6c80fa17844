/** What is judged of a recorded market: which expiries, what moves them, and how far ahead. */
import { addDays, istToEpochMs, MS_PER_DAY } from '#engine/market/ist-time.ts';
import type { ExpirySession, RecordedMarket } from './recorded-market.ts';

/** How long after a moment to look, and how much earlier or later the other moment may be, because some come unevenly. */
export interface Horizon {
  readonly seconds: number;
  readonly earlier: number;
  readonly later: number;
}

/** One session of one expiry and what stands for its underlying. */
export interface JudgedRun {
  readonly session: ExpirySession;
  /** Per moment, rupees; NaN where the driver is not known. Its level does not matter, its changes do. */
  readonly driver: Float64Array;
  /** True where the driver is the index, so that it is known within candles too. */
  readonly isIndexDriven: boolean;
}

/** Sessions that are judged together. */
export interface JudgedSet {
  readonly name: string;
  /** What a leg is taken to be worth: the middle of its quote, or its last price. */
  readonly quote: 'mid' | 'last';
  readonly horizons: readonly Horizon[];
  /** Strikes around the money that tick; undefined: all do. */
  readonly tickingStrikes?: number;
  readonly runs: readonly JudgedRun[];
}

const UNEVEN: readonly Horizon[] = [
  { seconds: 60, earlier: 15, later: 50 },
  { seconds: 300, earlier: 30, later: 45 },
  { seconds: 900, earlier: 45, later: 45 },
];
const MINUTES: readonly Horizon[] = [60, 300, 900].map(exactly);
const THREE_MINUTES: readonly Horizon[] = [180, 360, 900].map((seconds) => ({
  seconds,
  earlier: 10,
  later: 10,
}));
const QUARTER_HOUR: readonly Horizon[] = [900].map(exactly);

const STEP_MS_OF_CHAINS_MAX = 120_000;
const EXPIRY_DAYS_MAX = 35;
const WEEKLIES_MAX = 2;
/** Index and parity forward of one moment differ by more only where the file is wrong. Rupees. */
const BASIS_MAX = 400;

/** The sets of one file. */
export function judgedSets(market: RecordedMarket): JudgedSet[] {
  switch (market.layout) {
    case 'chain':
      return market.hasIndex ? ownDrivers(market, THREE_MINUTES, 'mid') : chainSets(market);
    case 'straddles':
      return [...ownDrivers(market, MINUTES, 'last'), ...(market.hasIndex ? [expiryDays(market)] : [])];
    case 'rolling':
      return [set(market, 'index', 'last', QUARTER_HOUR, market.sessions.map(byIndexNearForward))];
    case 'candles':
      return ownDrivers(market, THREE_MINUTES, 'last');
    default:
      return market.layout satisfies never;
  }
}

/** Driven by the index, where the file holds it, and by the expiry's own forward. */
function ownDrivers(
  market: RecordedMarket,
  horizons: readonly Horizon[],
  quote: JudgedSet['quote'],
): JudgedSet[] {
  const sets = [set(market, 'own forward', quote, horizons, market.sessions.map(byOwnForward))];
  return market.hasIndex
    ? [set(market, 'index', quote, horizons, market.sessions.map(byIndex)), ...sets]
    : sets;
}

function expiryDays(market: RecordedMarket): JudgedSet {
  const sessions = market.sessions.filter(({ date, expiry }) => date === expiry);
  return set(market, 'index, expiry days only', 'last', MINUTES, sessions.map(byIndex));
}

/**
 * Chains without an index of their own: with weeklies the nearest two are driven by the expiry nearest to thirty days out and that one by the
 * nearest, so that none is driven by its own quotes; without, the nearest by its own forward. Once all legs tick, once those near the money.
 */
function chainSets(market: RecordedMarket): JudgedSet[] {
  const sessions = market.sessions.filter(({ date, expiry }) => daysBetween(date, expiry) <= EXPIRY_DAYS_MAX);
  return [...Map.groupBy(sessions, ({ date }) => date).values()].flatMap((ofDate) => {
    const near = ofDate.toSorted((a, b) => (a.expiry < b.expiry ? -1 : 1));
    const nearest = near[0]!;
    const monthly = near.toSorted(
      (a, b) => distanceToMonthly(a) - distanceToMonthly(b) || (a.expiry < b.expiry ? -1 : 1),
    )[0]!;
    const weeklies = near.filter((session) => session !== monthly).slice(0, WEEKLIES_MAX);
    const runs =
      weeklies.length === 0
        ? [byOwnForward(nearest)]
        : [...weeklies.map((weekly) => drivenBy(weekly, monthly)), drivenBy(monthly, nearest)];
    const driverName = weeklies.length === 0 ? 'own forward' : 'forward of another expiry';
    return runs.flatMap((run) => {
      const all = set(market, driverName, 'mid', horizonsOf(run), [run]);
      const named = {
        ...all,
        name: `${run.session.underlying} ${run.session.date} expiry ${run.session.expiry}, ${driverName}`,
      };
      return [named, { ...named, name: `${named.name}, 11 strikes tick`, tickingStrikes: 5 }];
    });
  });
}

function horizonsOf({ session: { moments } }: JudgedRun): readonly Horizon[] {
  const steps = moments.slice(1).map(({ atMs }, index) => atMs - moments[index]!.atMs);
  const middle = steps.toSorted((a, b) => a - b)[steps.length >>> 1] ?? 0;
  return middle <= STEP_MS_OF_CHAINS_MAX ? UNEVEN : THREE_MINUTES;
}

function set(
  market: RecordedMarket,
  driverName: string,
  quote: JudgedSet['quote'],
  horizons: readonly Horizon[],
  runs: readonly JudgedRun[],
): JudgedSet {
  const title = market.file.replace(/\.csv(\.gz)?$/, '');
  return { name: `${title}, ${driverName}`, quote, horizons, runs };
}

function byIndex(session: ExpirySession): JudgedRun {
  return { session, driver: Float64Array.from(session.moments, ({ spot }) => spot), isIndexDriven: true };
}

function byIndexNearForward(session: ExpirySession): JudgedRun {
  const moments = session.moments.map((moment) =>
    Math.abs(moment.forward - moment.spot) < BASIS_MAX ? moment : { ...moment, forward: Number.NaN },
  );
  return byIndex({ ...session, moments });
}

function byOwnForward(session: ExpirySession): JudgedRun {
  return {
    session,
    driver: Float64Array.from(session.moments, ({ forward }) => forward),
    isIndexDriven: false,
  };
}

function drivenBy(session: ExpirySession, other: ExpirySession): JudgedRun {
  const forwards = new Map(other.moments.map(({ atMs, forward }) => [atMs, forward]));
  return {
    session,
    driver: Float64Array.from(session.moments, ({ atMs }) => forwards.get(atMs) ?? Number.NaN),
    isIndexDriven: false,
  };
}

function exactly(seconds: number): Horizon {
  return { seconds, earlier: 0, later: 0 };
}

function distanceToMonthly({ date, expiry }: ExpirySession): number {
  return daysBetween(addDays(date, 30), expiry);
}

function daysBetween(a: string, b: string): number {
  return Math.abs(istToEpochMs(b) - istToEpochMs(a)) / MS_PER_DAY;
}
