import type { ClientEvent } from './client-event.ts';
import { Tally } from './client-facts.ts';
import type { ClientFacts } from './client-facts.ts';
import type { BackendStatus, Condition, Frequency } from './expectation.ts';

/** What the backend under test tells of itself; absent where the client is a program of somebody else's. */
export interface BackendFacts {
  status(): BackendStatus;
  /** Epoch ms of the last tick it applied; 0 before the first. */
  lastTickAtMs(underlying: string): number;
  /** Percent of its legs that have a finite price above 0; 0 when it has no leg. */
  pricedPercent(underlying: string): number;
  /** Where the text was first logged since `sinceMs`; undefined if it was not. */
  hasLogged(text: string, sinceMs: number): boolean;
}

/** A look at a condition: whether it holds, and what was seen, in words. */
export interface Look {
  readonly holds: boolean;
  readonly seen: string;
}

/** A condition being watched from a moment on. */
export interface ConditionWatch {
  /** An event since then. */
  take(event: ClientEvent): void;
  look(nowMs: number): Look;
}

/** What can be watched of a run. */
export interface Watchable {
  readonly clients: ClientFacts;
  readonly backend: BackendFacts | undefined;
}

/** Whether a condition can be watched here at all. */
export function needsBackend(condition: Condition): boolean {
  if (condition.kind === 'not') return needsBackend(condition.condition);
  return BACKEND_CONDITIONS.has(condition.kind);
}

const BACKEND_CONDITIONS: ReadonlySet<Condition['kind']> = new Set(['backend', 'ticks', 'legs', 'log']);

/** Errors: Error for a condition on the backend where there is none; ask `needsBackend` first. */
export function watchCondition(condition: Condition, run: Watchable, sinceMs: number): ConditionWatch {
  switch (condition.kind) {
    case 'requests': {
      const { route, status, count } = condition;
      const isMeant = (event: ClientEvent): boolean =>
        event.kind === 'request' && event.route === route && (status ?? event.status) === event.status;
      return tallied(isMeant, count, `calls of ${route}${status === undefined ? '' : ` answered ${status}`}`);
    }
    case 'connects': {
      const { feed, count } = condition;
      const isMeant = (event: ClientEvent): boolean =>
        (event.kind === 'connected' || event.kind === 'refused') && event.feed === feed;
      return tallied(isMeant, count, `connects to the ${feed} feed`);
    }
    case 'connections':
      return state(() => {
        const open = run.clients.connections(condition.feed);
        return {
          holds: isWithin(open, condition.count),
          seen: `${open} connections to the ${condition.feed} feed`,
        };
      });
    case 'subscribed':
      return state(() => lookAtSubscriptions(run.clients, condition));
    case 'backend':
      return state(() => {
        const status = backendOf(run).status();
        return { holds: status === condition.status, seen: `the backend was ${status}` };
      });
    case 'ticks':
      return state((nowMs) => lookAtTicks(backendOf(run), condition, nowMs));
    case 'legs':
      return state(() => {
        const percent = backendOf(run).pricedPercent(condition.underlying);
        return {
          holds: percent >= condition.pricedPercent,
          seen: `${percent.toFixed(1)} % of the legs of ${condition.underlying} were priced`,
        };
      });
    case 'log':
      return state(() => {
        const holds = backendOf(run).hasLogged(condition.text, sinceMs);
        return {
          holds,
          seen: holds ? `"${condition.text}" was logged` : `"${condition.text}" was not logged`,
        };
      });
    case 'not': {
      const inner = watchCondition(condition.condition, run, sinceMs);
      return {
        take: (event) => inner.take(event),
        look(nowMs) {
          const { holds, seen } = inner.look(nowMs);
          return { holds: !holds, seen };
        },
      };
    }
  }
}

/** A condition in words, as it stands in a report. */
export function describeCondition(condition: Condition): string {
  switch (condition.kind) {
    case 'requests':
      return `${describeCount(condition.count)} calls of ${condition.route}${condition.status === undefined ? '' : ` answered ${condition.status}`}`;
    case 'connects':
      return `${describeCount(condition.count)} connects to the ${condition.feed} feed`;
    case 'connections':
      return `${describeCount(condition.count)} open connections to the ${condition.feed} feed`;
    case 'subscribed':
      return condition.instruments === 'as-before'
        ? `the ${condition.feed} feed carries every instrument it carried before the connection was lost`
        : `the ${condition.feed} feed carries ${condition.instruments.join(', ')}`;
    case 'backend':
      return `the backend is ${condition.status}`;
    case 'ticks':
      return `a tick of ${condition.underlying} within ${condition.withinMs / 1000} s`;
    case 'legs':
      return `at least ${condition.pricedPercent} % of the legs of ${condition.underlying} priced`;
    case 'log':
      return `"${condition.text}" in the log`;
    case 'not':
      return `not: ${describeCondition(condition.condition)}`;
  }
}

function describeCount({ atLeast, atMost, perMs }: Frequency): string {
  const per = perMs === undefined ? '' : ` in ${perMs / 1000} s`;
  if (atMost === undefined) return `at least ${atLeast ?? 1}${per}`;
  return atLeast === undefined ? `at most ${atMost}${per}` : `${atLeast} to ${atMost}${per}`;
}

function tallied(isMeant: (event: ClientEvent) => boolean, count: Frequency, what: string): ConditionWatch {
  const tally = new Tally(count.perMs);
  return {
    take(event) {
      if (isMeant(event)) tally.add(event.atMs);
    },
    look(nowMs) {
      const seen = tally.countAt(nowMs);
      return { holds: isWithin(seen, count), seen: `${seen} ${what}` };
    },
  };
}

function state(look: (nowMs: number) => Look): ConditionWatch {
  return { take: () => undefined, look };
}

function isWithin(count: number, { atLeast, atMost }: Frequency): boolean {
  if (atMost === undefined) return count >= (atLeast ?? 1);
  return count >= (atLeast ?? 0) && count <= atMost;
}

function lookAtSubscriptions(
  clients: ClientFacts,
  { feed, instruments }: Extract<Condition, { kind: 'subscribed' }>,
): Look {
  const missing = clients.missing(feed, instruments);
  const open = clients.connections(feed);
  if (open === 0) return { holds: false, seen: `no connection to the ${feed} feed` };
  const [first] = missing;
  return first === undefined
    ? { holds: true, seen: 'all of them' }
    : { holds: false, seen: `${missing.length} instruments are missing, ${first} for one` };
}

function lookAtTicks(
  backend: BackendFacts,
  { underlying, withinMs }: Extract<Condition, { kind: 'ticks' }>,
  nowMs: number,
): Look {
  const lastAtMs = backend.lastTickAtMs(underlying);
  if (lastAtMs === 0) return { holds: false, seen: `no tick of ${underlying} yet` };
  const ageMs = nowMs - lastAtMs;
  return {
    holds: ageMs <= withinMs,
    seen: `the last tick of ${underlying} was ${(ageMs / 1000).toFixed(1)} s old`,
  };
}

function backendOf({ backend }: Watchable): BackendFacts {
  if (!backend) throw new Error('a condition on the backend is watched where there is none');
  return backend;
}
