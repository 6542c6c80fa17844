import type { Clock, HttpTransport, Timers } from '../../ports.ts';
import { TRACED } from '../../verify/declared/trace-check.ts';
import type {
  HopFacts,
  Sighting,
  TraceDeclaration,
  TraceFacts,
  TraceHop,
  TraceProbe,
  Traced,
} from '../../verify/declared/trace-check.ts';
import type { SqlProbe } from '../../verify/declared/sql-check.ts';
import { marketMoment } from '../../verify/market-moment.ts';
import { numberOf } from '../../verify/http-answer.ts';
import type { CallCounter } from '../call-counter.ts';
import { valuesAt } from './json-path.ts';
import { BrowserMissing } from './browser.ts';
import { findContract, watchFeed } from './trace-feed.ts';
import type { TracedContract } from './trace-feed.ts';
import { watchTracedPage } from './trace-page.ts';
import { watchHttp, watchRedis, watchSql, watchWebsocket } from './trace-hops.ts';
import { httpDateMs, targetOffsetMs } from './target-http.ts';

/** What a trace probe needs: `clock` in epoch ms for time stamps, `monotonicMs` for lags. */
export interface TraceProbeOptions {
  readonly http: HttpTransport;
  readonly clock: Clock & Timers;
  readonly monotonicMs: () => number;
  readonly sql: SqlProbe;
  /** Counts the sockets that are opened. */
  readonly counter?: CallCounter;
}

/** What a hop tells of itself while it is watched. */
export interface HopSink {
  /** A JSON document that may hold the prices. */
  json(document: unknown): void;
  /** A price that the hop itself knows; `exchangeMs` is the exchange's time, epoch ms. */
  price(subject: Traced, price: number, exchangeMs: number | undefined): void;
  /** Why there is nothing to see; undefined once there is again. */
  fault(reason: string | undefined): void;
}

/** Ends what watches a hop. */
export type StopWatching = () => void;

const LOOK_EVERY_MS = 25;

/** Watches what a suite declares over `trace`: every hop at once. */
export function createTraceProbe(options: TraceProbeOptions): TraceProbe {
  return {
    async watch(declaration, isEnough) {
      const contract = await findContract(declaration, options);
      const hops = declaration.hops.map((hop) => filledHop(hop, declaration, contract));
      const offsetMs = contract?.offsetMs ?? (await offsetOf(hops, options.http, options.clock));
      const startedAtMs = options.monotonicMs();
      const sinceStart = (): number => options.monotonicMs() - startedAtMs;
      const watched = hops.map(
        (hop) => new WatchedHop(hop, { sinceStart, exchangeNowMs: () => options.clock.nowMs() + offsetMs }),
      );
      const facts = (): TraceFacts => ({
        nowMs: sinceStart(),
        hops: watched.map((hop) => hop.facts()),
        leg: legName(declaration, contract),
        market: contract && marketMoment(contract.underlying.exchange, options.clock.nowMs() + offsetMs),
      });
      const stops = await Promise.all(
        watched.map((hop, index) => start(hop, { ...options, declaration, contract, isFirst: index === 0 })),
      );
      try {
        await untilEnough(() => isEnough(facts()));
        return facts();
      } finally {
        for (const stop of stops) stop();
      }
    },
  };
}

function untilEnough(isEnough: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (!isEnough()) return;
      clearInterval(timer);
      resolve();
    }, LOOK_EVERY_MS);
  });
}

interface StartOptions extends TraceProbeOptions {
  readonly declaration: TraceDeclaration;
  readonly contract: TracedContract | undefined;
  readonly isFirst: boolean;
}

/** Rejects with ProbeUnreachable for the first hop, and for a page without a browser to look with; of any other, that nobody is there is what the trace is to tell. */
async function start(hop: WatchedHop, options: StartOptions): Promise<StopWatching> {
  try {
    return await startSource(hop, options);
  } catch (error) {
    if (options.isFirst || error instanceof BrowserMissing || !(error instanceof Error)) throw error;
    hop.fault(error.message);
    return () => undefined;
  } finally {
    hop.begin();
  }
}

function startSource(hop: WatchedHop, options: StartOptions): Promise<StopWatching> {
  const { source } = hop.declared;
  switch (source.kind) {
    case 'feed':
      options.counter?.socket(source.exchange);
      return watchFeed(source, options.contract!, hop);
    case 'http':
      return watchHttp(source, { http: options.http, everyMs: options.declaration.everyMs }, hop);
    case 'websocket':
      options.counter?.socket(source.url);
      return watchWebsocket(source, hop);
    case 'redis':
      return watchRedis(source, hop);
    case 'page':
      return watchTracedPage(hop.declared, source, { everyMs: options.declaration.everyMs, sink: hop });
    case 'sql':
      return watchSql(source, { sql: options.sql, everyMs: options.declaration.everyMs }, hop);
  }
}

/** One hop and the prices that it has shown. */
class WatchedHop implements HopSink {
  readonly declared: TraceHop;
  readonly #clocks: { readonly sinceStart: () => number; readonly exchangeNowMs: () => number };
  readonly #sightings = new Map<Traced, Sighting[]>();
  #watchedFromMs = Number.POSITIVE_INFINITY;
  #fault: string | undefined;

  constructor(
    declared: TraceHop,
    clocks: { readonly sinceStart: () => number; readonly exchangeNowMs: () => number },
  ) {
    this.declared = declared;
    this.#clocks = clocks;
    for (const subject of TRACED)
      if (declared.source.kind === 'feed' || declared[subject] !== undefined)
        this.#sightings.set(subject, []);
  }

  begin(): void {
    this.#watchedFromMs = this.#clocks.sinceStart();
  }

  json(document: unknown): void {
    this.fault(undefined);
    const { time } = this.declared;
    const exchangeMs = time === undefined ? undefined : epochMsOf(valuesAt(time, document)[0]);
    for (const subject of TRACED) {
      const path = this.declared[subject];
      if (path === undefined) continue;
      const price = numberOf(valuesAt(path, document)[0]);
      if (price !== undefined) this.price(subject, price, exchangeMs);
    }
  }

  price(subject: Traced, price: number, exchangeMs: number | undefined): void {
    const sightings = this.#sightings.get(subject);
    if (!sightings || sightings.at(-1)?.price === price) return;
    const exchangeAgeMs = exchangeMs === undefined ? undefined : this.#clocks.exchangeNowMs() - exchangeMs;
    sightings.push({ atMs: this.#clocks.sinceStart(), price, exchangeAgeMs });
  }

  fault(reason: string | undefined): void {
    this.#fault = reason;
  }

  facts(): HopFacts {
    return {
      name: this.declared.name,
      source: this.declared.source,
      watchedFromMs: this.#watchedFromMs,
      sightings: this.#sightings,
      fault: this.#fault,
    };
  }
}

/** Epoch ms of a time as programs write it: an ISO text, or a number of seconds or milliseconds. */
function epochMsOf(value: unknown): number | undefined {
  const number = numberOf(value);
  if (number !== undefined) return number < 100_000_000_000 ? number * 1000 : number;
  const parsed = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(parsed) ? undefined : parsed;
}

/** Without a feed among the hops, the first server's own clock stands for the exchange's. */
async function offsetOf(hops: readonly TraceHop[], http: HttpTransport, clock: Clock): Promise<number> {
  const source = hops.map((hop) => hop.source).find(({ kind }) => kind === 'http');
  if (source?.kind !== 'http') return 0;
  const response = await http
    .send({ method: 'GET', url: source.url, headers: source.headers })
    .catch(() => undefined);
  return response ? targetOffsetMs(httpDateMs(response), clock.nowMs()) : 0;
}

/** `{underlying}`, `{expiry}`, `{strike}`, `{optionType}` and `{securityId}` in a hop stand for the contract that is followed. */
function filledHop(
  hop: TraceHop,
  { underlying, optionType }: TraceDeclaration,
  contract: TracedContract | undefined,
): TraceHop {
  const words: Readonly<Record<string, string | undefined>> = {
    underlying,
    optionType,
    expiry: contract?.expiry,
    strike: contract && String(contract.strike),
    securityId: contract && String(contract.securityId),
  };
  return filled(hop, words) as TraceHop;
}

function filled(value: unknown, words: Readonly<Record<string, string | undefined>>): unknown {
  if (typeof value === 'string')
    return value.replaceAll(/\{(\w+)\}/g, (whole, name: string) => words[name] ?? whole);
  if (Array.isArray(value)) return value.map((item) => filled(item, words));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner, words)]));
}

function legName(
  { underlying, optionType, hops }: TraceDeclaration,
  contract: TracedContract | undefined,
): string | undefined {
  if (contract) return `${underlying} ${contract.expiry} ${contract.strike} ${optionType}`;
  return hops.some(({ leg }) => leg !== undefined) ? `a ${optionType} leg of ${underlying}` : undefined;
}
