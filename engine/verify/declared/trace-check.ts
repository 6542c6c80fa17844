import type { Judgement, Measurement } from '../check.ts';
import { failed, notJudged, passed } from '../judgement.ts';
import type { MarketMoment } from '../market-moment.ts';
import { shownUrl } from './shown-address.ts';
import { textTable } from './text-table.ts';
import { isTraced, tracedSubject } from './traced-subject.ts';
import type { SubjectTrace, TracedHop } from './traced-subject.ts';

/** `trace` of a suite: one underlying tick and one option leg, followed through the hops in order. */
export interface TraceDeclaration {
  readonly kind: 'trace';
  /** How long after the first hop a price may come to each later one. */
  readonly withinMs: number;
  /** How often a hop that must be asked is asked. */
  readonly everyMs: number;
  /** Prices that differ by no more are the same; rupees. */
  readonly tolerance: number;
  /** Upper case. */
  readonly underlying: string;
  readonly optionType: 'CE' | 'PE';
  readonly hops: readonly TraceHop[];
}

/** Where the price is looked for, and where in it: by JSON path, by selector for a page; the feed knows both itself. */
export interface TraceHop {
  readonly name: string;
  readonly source: HopSource;
  readonly underlying?: string | undefined;
  readonly leg?: string | undefined;
  /** The exchange's time of the price, as epoch seconds, epoch ms or an ISO time. */
  readonly time?: string | undefined;
}

export type HopSource =
  | {
      readonly kind: 'feed';
      /** `http://127.0.0.1:8443`: an exchange that `preopen serve` plays. */
      readonly exchange: string;
      readonly clientId: string;
      readonly accessToken: string;
    }
  | { readonly kind: 'http'; readonly url: string; readonly headers: Readonly<Record<string, string>> }
  | {
      readonly kind: 'websocket';
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly send: readonly string[];
    }
  | { readonly kind: 'redis'; readonly url: string; readonly channel: string }
  | {
      readonly kind: 'sql';
      readonly url: string;
      /** One SELECT or WITH; the paths of the hop lead into the list of its rows: `$[0].ltp`. */
      readonly query: string;
    }
  | { readonly kind: 'page'; readonly url: string };

/** The subjects that are followed. */
export const TRACED = ['underlying', 'leg'] as const;

export type Traced = (typeof TRACED)[number];

/** A price that a hop showed for the first time; times in ms of the trace, the price in rupees. */
export interface Sighting {
  readonly atMs: number;
  readonly price: number;
  /** How old the exchange's own time stamp was then; undefined where the hop tells none. */
  readonly exchangeAgeMs: number | undefined;
}

/** What one hop gave. */
export interface HopFacts {
  readonly name: string;
  /** With the contract's names filled in. */
  readonly source: HopSource;
  /** Since when it was watched. */
  readonly watchedFromMs: number;
  /** In order; a price that was merely repeated is not listed again. Absent where the hop does not show the subject. */
  readonly sightings: ReadonlyMap<Traced, readonly Sighting[]>;
  /** Why it shows nothing now: `HTTP 500 ...`, `the socket ended (code 1006)`. */
  readonly fault: string | undefined;
}

/** The hops in order, all watched at once. */
export interface TraceFacts {
  readonly nowMs: number;
  readonly hops: readonly HopFacts[];
  /** `NIFTY 2026-02-10 25750 CE`; undefined where no leg is followed. */
  readonly leg: string | undefined;
  /** The exchange's market; undefined without a feed among the hops. */
  readonly market: MarketMoment | undefined;
}

/** Watches all hops until `isEnough`. Rejects with ProbeUnreachable when the first hop cannot be reached. */
export interface TraceProbe {
  readonly watch: (
    declaration: TraceDeclaration,
    isEnough: (facts: TraceFacts) => boolean,
  ) => Promise<TraceFacts>;
}

/** Watches every hop at once, follows the first tick that all of them could see, and names the hop that lost it. */
export async function judgeTrace(declaration: TraceDeclaration, probe: TraceProbe): Promise<Judgement> {
  const { withinMs, tolerance, underlying, hops } = declaration;
  const limits = { withinMs, tolerance };
  const facts = await probe.watch(
    declaration,
    (soFar) => isClosed(soFar) || TRACED.every((subject) => isTraced(soFar, subject, limits)),
  );
  const expected = `a tick of ${underlying}${facts.leg === undefined ? '' : ` and of ${facts.leg}`} at every hop within ${spokenMs(withinMs)}: ${hops.map(({ name }) => name).join(' -> ')}`;
  if (isClosed(facts)) return notJudged(expected, facts.market!.description);
  const traces = TRACED.flatMap((subject) => {
    const trace = tracedSubject(facts, subject, limits);
    return trace.hops.length === 0
      ? []
      : [{ ...trace, name: subject === 'leg' ? (facts.leg ?? 'leg') : underlying }];
  });
  const lost = traces.flatMap(({ name, hops: traced }) => {
    const hop = traced.find(({ state }) => state.kind === 'lost');
    return hop ? [{ name, hop, before: traced[traced.indexOf(hop) - 1] }] : [];
  });
  const judgement =
    lost.length === 0
      ? passed(expected, traces.map(spokenTrace).join('; '))
      : failed(expected, lost.map(spokenLoss).join('; '), remedyOf(facts, lost[0]!));
  return {
    ...judgement,
    measurements: traces.flatMap((trace) => lagMeasurements(trace, withinMs)),
    evidence: traces.map(hopTable).join('\n\n'),
  };
}

/** `prices (http http://127.0.0.1:8000/prices)`. */
export function spokenHop({ name, source }: TraceHop): string {
  return `${name} (${source.kind} ${shownUrl(source.kind === 'feed' ? source.exchange : source.url)})`;
}

function isClosed({ market }: TraceFacts): boolean {
  return market !== undefined && !market.isOpen;
}

type NamedTrace = SubjectTrace & { readonly name: string };

interface Loss {
  readonly name: string;
  readonly hop: TracedHop;
  /** The last hop that still had it. */
  readonly before: TracedHop | undefined;
}

function spokenTrace({ name, hops }: NamedTrace): string {
  const steps = hops.map(({ name: hop, state }) =>
    state.kind === 'seen' ? `${hop} ${state.price} (+${spokenMs(state.lagMs)})` : hop,
  );
  return `${name}: ${steps.join(' -> ')}`;
}

function spokenLoss({ name, hop, before }: Loss): string {
  const reason = hop.state.kind === 'lost' ? hop.state.reason : '';
  if (!before) return `${name} never reached the first hop, ${hop.name}: ${reason}`;
  const price = before.state.kind === 'seen' ? ` (${before.state.price} there)` : '';
  return `${name} was lost at ${hop.name}, after ${before.name}${price}: ${reason}`;
}

function remedyOf({ hops }: TraceFacts, { hop, before }: Loss): string {
  const source = hops.find(({ name }) => name === hop.name)?.source;
  const where = before ? `Mend what carries prices from ${before.name} to ${hop.name}` : `Mend ${hop.name}`;
  return source?.kind === 'http' ? `${where}; see what it shows: curl -s "${source.url}"` : `${where}.`;
}

function lagMeasurements({ name, hops }: NamedTrace, withinMs: number): Measurement[] {
  return hops.slice(1).flatMap(({ name: hop, state }) =>
    state.kind === 'seen'
      ? [
          {
            name: `lag ${hop} ${name}`,
            value: state.lagMs,
            unit: 'ms',
            limit: { kind: 'max', value: withinMs },
          },
        ]
      : [],
  );
}

/** Arrival is when the price reached us by that hop, counted from the first hop; exchange age is by the exchange's own time stamp. */
function hopTable({ name, hops }: NamedTrace): string {
  const rows = hops.map(({ name: hop, state }) =>
    state.kind === 'seen'
      ? [
          hop,
          String(state.price),
          `+${spokenMs(state.lagMs)}`,
          state.exchangeAgeMs === undefined ? '-' : spokenMs(state.exchangeAgeMs),
          'seen',
        ]
      : [
          hop,
          state.kind === 'lost' && state.price !== undefined ? String(state.price) : '-',
          '-',
          '-',
          state.kind === 'lost' ? `LOST: ${state.reason}` : '',
        ],
  );
  return textTable([[name, 'price', 'arrival (ours)', 'exchange age', ''], ...rows]);
}

function spokenMs(ms: number): string {
  return Math.abs(ms) < 1000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`;
}
