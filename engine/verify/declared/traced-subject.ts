/** Where one followed price went: the tick that is followed, and what became of it at every hop. */
import type { Sighting, TraceFacts, Traced } from './trace-check.ts';

export interface TraceLimits {
  readonly withinMs: number;
  readonly tolerance: number;
}

/** The path of one subject; no hops when none shows it. */
export interface SubjectTrace {
  readonly hops: readonly TracedHop[];
}

/** `seen`: the tick, or a newer one, was there in time. */
export interface TracedHop {
  readonly name: string;
  readonly state:
    | {
        readonly kind: 'seen';
        readonly price: number;
        readonly lagMs: number;
        readonly exchangeAgeMs: number | undefined;
      }
    | { readonly kind: 'lost'; readonly reason: string; readonly price: number | undefined };
}

/** Two observers of one process do not hear in the order in which things happened; ms. */
const SLACK_MS = 60;
/** A price that comes late is waited for this many times as long as it may take, so that late can be told from lost. */
const LATE_FACTOR = 2;

/** Whether more time would not change what became of the subject. */
export function isTraced(facts: TraceFacts, subject: Traced, limits: TraceLimits): boolean {
  const path = pathOf(facts, subject);
  if (path.length === 0) return true;
  const [source, ...later] = path;
  const tick = followedTick(source!, path, limits);
  if (tick === undefined) return facts.nowMs >= readyMs(path) + LATE_FACTOR * limits.withinMs;
  const waitedMs = facts.nowMs - tick.atMs;
  if (waitedMs >= LATE_FACTOR * limits.withinMs) return true;
  return later.every(
    (hop) =>
      arrival(hop, { source: source!, tick, limits }) !== undefined ||
      (hop.fault !== undefined && waitedMs >= limits.withinMs),
  );
}

/** What became of the subject at every hop that shows it. */
export function tracedSubject(facts: TraceFacts, subject: Traced, limits: TraceLimits): SubjectTrace {
  const path = pathOf(facts, subject);
  const [source, ...later] = path;
  if (!source) return { hops: [] };
  const tick = followedTick(source, path, limits);
  if (tick === undefined) {
    const reason = source.fault ?? spokenMuteness(source, facts.nowMs);
    const last = source.sightings.at(-1);
    return { hops: [{ name: source.name, state: { kind: 'lost', reason, price: last?.price } }] };
  }
  return {
    hops: [
      seenAt(source.name, tick, 0),
      ...later.map((hop) => {
        const arrived = arrival(hop, { source, tick, limits });
        return arrived && arrived.sighting.atMs - tick.atMs <= limits.withinMs
          ? seenAt(hop.name, arrived.sighting, arrived.lagMs)
          : lostAt(hop, { source, tick, limits }, arrived);
      }),
    ],
  };
}

/** A hop as far as one subject is concerned. */
interface SubjectHop {
  readonly name: string;
  readonly watchedFromMs: number;
  readonly fault: string | undefined;
  readonly sightings: readonly Sighting[];
}

interface Following {
  readonly source: SubjectHop;
  readonly tick: Sighting;
  readonly limits: TraceLimits;
}

/** A subject that fewer than two hops show goes nowhere. */
function pathOf({ hops }: TraceFacts, subject: Traced): readonly SubjectHop[] {
  const path = hops.flatMap(({ sightings, ...hop }) => {
    const own = sightings.get(subject);
    return own ? [{ ...hop, sightings: own }] : [];
  });
  return path.length < 2 ? [] : path;
}

/** When every hop had been looked at once, or had had the time to show itself. */
function readyMs(path: readonly SubjectHop[]): number {
  return Math.max(...path.map(({ watchedFromMs }) => watchedFromMs));
}

/** The first tick of the source that every hop had the chance to see from its beginning. The very first price may be an old one. */
function followedTick(
  source: SubjectHop,
  path: readonly SubjectHop[],
  { tolerance }: TraceLimits,
): Sighting | undefined {
  const fromMs = readyMs(path) + SLACK_MS;
  return source.sightings.find(
    ({ atMs, price }, index) =>
      index > 0 && atMs >= fromMs && Math.abs(price - source.sightings[index - 1]!.price) > tolerance,
  );
}

/**
 * The first new price of the hop that the source had at the followed tick or later: a hop that is asked now and then, or that joins ticks, may
 * skip it for a newer one.
 */
function arrival(
  hop: SubjectHop,
  { source, tick, limits }: Following,
): { readonly sighting: Sighting; readonly lagMs: number } | undefined {
  for (const sighting of hop.sightings) {
    if (sighting.atMs < tick.atMs - SLACK_MS) continue;
    const origin = originOf(sighting, source, limits);
    if (origin && origin.atMs >= tick.atMs)
      return { sighting, lagMs: Math.max(0, sighting.atMs - origin.atMs) };
  }
  return undefined;
}

/** The latest moment at which the source had this price, before the hop did. */
function originOf(
  { atMs, price }: Sighting,
  source: SubjectHop,
  { tolerance }: TraceLimits,
): Sighting | undefined {
  return source.sightings.findLast(
    (origin) => origin.atMs <= atMs + SLACK_MS && Math.abs(origin.price - price) <= tolerance,
  );
}

function seenAt(name: string, { price, exchangeAgeMs }: Sighting, lagMs: number): TracedHop {
  return { name, state: { kind: 'seen', price, lagMs, exchangeAgeMs } };
}

function lostAt(hop: SubjectHop, following: Following, late: ReturnType<typeof arrival>): TracedHop {
  const last = hop.sightings.at(-1);
  return {
    name: hop.name,
    state: { kind: 'lost', reason: lossReason(hop, following, late), price: last?.price },
  };
}

function lossReason(hop: SubjectHop, following: Following, late: ReturnType<typeof arrival>): string {
  const { source, tick, limits } = following;
  const last = hop.sightings.at(-1);
  if (hop.fault !== undefined) return hop.fault;
  if (late)
    return `it came ${seconds(late.sighting.atMs - tick.atMs)} after the tick, later than ${seconds(limits.withinMs)}`;
  if (!last) return `no price came in ${seconds(limits.withinMs)}`;
  const origin = originOf(last, source, limits);
  if (origin && origin.atMs < tick.atMs)
    return `it stays at the older ${last.price}, which ${source.name} left behind when it said ${tick.price}`;
  return `it shows another price: ${last.price}, which ${source.name} never said, instead of ${tick.price}`;
}

function spokenMuteness({ sightings, watchedFromMs }: SubjectHop, nowMs: number): string {
  const waited = seconds(nowMs - watchedFromMs);
  const last = sightings.at(-1);
  return last ? `it stood still at ${last.price} for ${waited}` : `no price came in ${waited}`;
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
