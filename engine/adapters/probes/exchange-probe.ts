import { RequestPacer } from '../../cache/request-pacing.ts';
import { InvariantError, UpstreamError } from '../../errors.ts';
import { istDate } from '../../market/ist-time.ts';
import type { Underlying } from '../../market/instrument.ts';
import type {
  Clock,
  Credentials,
  ExchangeFeed,
  ExchangeRest,
  HttpTransport,
  InstrumentKey,
  Timers,
} from '../../ports.ts';
import { marketMoment } from '../../verify/market-moment.ts';
import { masterFacts } from '../../verify/master-facts.ts';
import { redactSecrets } from '../../verify/redact.ts';
import type {
  ExchangeAnswer,
  ExchangeReach,
  ExchangeTarget,
  ExtraSocket,
  MarketNow,
  NearestChain,
} from '../../verify/targets.ts';
import { once, oncePer } from './asked-once.ts';
import { openExtraSocket } from './extra-socket.ts';
import type { ExtraSocketAccess } from './extra-socket.ts';
import { FeedObserver } from './feed-observer.ts';
import type { ObservedInstrument } from './feed-observer.ts';
import { nearLegs } from './near-legs.ts';
import { nearestExpiry } from './nearest-expiry.ts';
import { askStaticIp } from './static-ip.ts';
import { pollUntil } from './poll-until.ts';
import { ask, httpDateMs, targetOffsetMs, unreachable } from './target-http.ts';

/** What an exchange probe needs; times are counted on `clock`. */
export interface ExchangeProbeOptions {
  readonly rest: ExchangeRest;
  readonly feed: ExchangeFeed;
  /** For the one call that needs no login: is anybody there, and what time is it. */
  readonly http: HttpTransport;
  readonly clock: Clock & Timers;
  readonly restUrl: string;
  readonly feedUrl: string;
  readonly masterUrl: string;
  /** Undefined when there are none; checks that need them are then skipped before they ask. */
  readonly credentials: () => Promise<Credentials | undefined>;
  readonly underlyings: readonly Underlying[];
  /** Where the depth feeds and the order updates are, and what opens them. */
  readonly extraSockets: ExtraSocketAccess;
  /** How long to wait for first ticks and for movement. Default 15 s. */
  readonly deadlineMs?: number;
}

/** An exchange to judge, and the end of the connection it opened. */
export interface ExchangeProbe extends ExchangeTarget {
  /** Ends the feed connection, if one was opened. */
  readonly close: () => void;
}

const LOOK_EVERY_MS = 50;

/** Reads facts from an exchange, real or mock. Every question is asked once, and chains at the pace the exchange allows. */
export function createExchangeProbe(options: ExchangeProbeOptions): ExchangeProbe {
  const { clock, rest, restUrl, feedUrl, masterUrl, underlyings } = options;
  const reach = once(() => reachOf(options));
  const nowMs = async (): Promise<number> => {
    const { dateMs, localMs } = await reach();
    return clock.nowMs() + targetOffsetMs(dateMs, localMs);
  };
  const answered = answering(options);
  const pacer = new RequestPacer(clock);
  const expiries = oncePer((underlying: Underlying) =>
    answered((credentials) =>
      pacer.call(underlying.symbol, () => rest.expiryList(credentials, keyOf(underlying))),
    ),
  );
  const nearestChain = async (underlying: Underlying): Promise<ExchangeAnswer<NearestChain>> => {
    const listed = await expiries(underlying);
    if (listed.kind === 'refused') return listed;
    const expiry = nearestExpiry(listed.value, istDate(await nowMs()));
    if (expiry === undefined) return { kind: 'refused', failure: 'rejected', reason: 'no expiry is listed' };
    return answered(async (credentials) => {
      const ask = () => rest.optionChain(credentials, keyOf(underlying), expiry);
      return { expiry, chain: await pacer.call(`${underlying.symbol} ${expiry}`, ask) };
    });
  };
  const chains = oncePer(nearestChain);
  const market: MarketNow = async (exchange) => marketMoment(exchange, await nowMs());
  const legs = once(() => nearLegs(underlyings, chains));
  return {
    restUrl,
    feedUrl,
    masterUrl,
    underlyings,
    market,
    reach,
    profile: once(() => answered((credentials) => rest.profile(credentials))),
    staticIp: once(() => answered((credentials) => askStaticIp(options.http, restUrl, credentials))),
    expiries,
    nearestChain: chains,
    master: once(async () => {
      const request = { method: 'GET', url: masterUrl, headers: { accept: 'text/csv' } } as const;
      const { status, body } = await ask(options.http, request, `curl -I "${masterUrl}"`);
      return masterFacts(status, body);
    }),
    ...feedQuestions({ ...options, answered, legs, market, nowMs }),
    openSocket: oncePer(async (socket: ExtraSocket) => {
      const credentials = await options.credentials();
      if (!credentials) throw new InvariantError(`${socket} is asked for without credentials`);
      return openExtraSocket({
        access: options.extraSockets,
        socket,
        credentials,
        clock,
        instrument: (await legs()).find(({ key }) => key.exchangeSegment === 'NSE_FNO'),
        packetDeadlineMs: (await market('NSE')).isOpen ? (options.deadlineMs ?? DEADLINE_MS) : QUIET_MS,
      });
    }),
  };
}

async function reachOf({ http, restUrl, clock }: ExchangeProbeOptions): Promise<ExchangeReach> {
  const request = { method: 'GET', url: restUrl, headers: {} } as const;
  const response = await ask(http, request, reachRemedy(restUrl));
  return { status: response.status, dateMs: httpDateMs(response), localMs: clock.nowMs() };
}

type Asking = <Value>(
  question: (credentials: Credentials) => Promise<Value>,
) => Promise<ExchangeAnswer<Value>>;

/** Turns a rejected call into a fact; only a target that gave no answer is unreachable. */
function answering(options: ExchangeProbeOptions): Asking {
  return async (question) => {
    const credentials = await options.credentials();
    if (!credentials)
      return { kind: 'refused', failure: 'authentication', reason: 'there are no credentials' };
    try {
      return { kind: 'ok', value: await question(credentials) };
    } catch (error) {
      if (error instanceof UpstreamError && !isSilence(error)) return refusal(error, credentials);
      throw unreachable(error, reachRemedy(options.restUrl));
    }
  };
}

function isSilence(error: UpstreamError): boolean {
  return error.failure === 'transport' && error.status === undefined;
}

function refusal(
  error: UpstreamError,
  credentials: Credentials,
): { readonly kind: 'refused'; readonly failure: UpstreamError['failure']; readonly reason: string } {
  const status = error.status === undefined ? '' : `HTTP ${error.status} `;
  const code = error.dhanCode === undefined ? '' : `${error.dhanCode} `;
  const reason = redactSecrets(`${status}${code}${error.message}`, [credentials.accessToken]);
  return { kind: 'refused', failure: error.failure, reason };
}

type FeedQuestions = Pick<
  ExchangeProbe,
  'connectFeed' | 'firstTicks' | 'feedMovement' | 'watchFeed' | 'feedPricesNow' | 'close'
>;

function feedQuestions(
  options: ExchangeProbeOptions & {
    readonly answered: Asking;
    readonly legs: () => Promise<readonly ObservedInstrument[]>;
    readonly market: MarketNow;
    readonly nowMs: () => Promise<number>;
  },
): FeedQuestions {
  const { clock, feed, underlyings, answered, deadlineMs = DEADLINE_MS } = options;
  const observer = new FeedObserver(clock);
  const wait = { clock, deadlineMs, everyMs: LOOK_EVERY_MS };
  const isOver = (): boolean => observer.ended !== undefined;
  return {
    connectFeed: once(async () => {
      try {
        return await answered((credentials) => observer.connect(feed, credentials, underlyings));
      } catch (error) {
        return refusedFeed(error);
      }
    }),
    firstTicks: once(async () => {
      await pollUntil(wait, () => observer.hasAllTicked || isOver());
      return observer.firstTicks(deadlineMs);
    }),
    feedMovement: once(async () => {
      const startedAtMs = clock.nowMs();
      await pollUntil(wait, () => observer.hasAllMoved || isOver());
      return observer.movement(clock.nowMs() - startedAtMs);
    }),
    watchFeed: once(async () => {
      observer.subscribe(await options.legs());
      const isOpen = await isAnyOpen(options);
      const startedAtMs = clock.nowMs();
      const leastMs = Math.min(WATCHED_MS_MIN, deadlineMs);
      await pollUntil({ ...wait, deadlineMs: isOpen ? deadlineMs : leastMs }, () => {
        if (!isOpen) return observer.hasAllArrived || isOver();
        return isOver() || (clock.nowMs() - startedAtMs >= leastMs && observer.isFresh(FRESH_MS_MAX));
      });
      return observer.watch(clock.nowMs() - startedAtMs, (await options.nowMs()) - clock.nowMs());
    }),
    feedPricesNow: () => observer.pricesNow(),
    close: () => observer.close(),
  };
}

const DEADLINE_MS = 15_000;
/** In an open market rates need a while to be told. */
const WATCHED_MS_MIN = 5_000;
/** Two ticks at the slowest cadence of the feed. */
const FRESH_MS_MAX = 2_000;
/** How long a socket that may stay silent is watched. */
const QUIET_MS = 1_000;

async function isAnyOpen({
  underlyings,
  market,
}: {
  readonly underlyings: readonly Underlying[];
  readonly market: MarketNow;
}): Promise<boolean> {
  for (const exchange of new Set(underlyings.map(({ exchange }) => exchange)))
    if ((await market(exchange)).isOpen) return true;
  return false;
}

/** REST answered before, so a feed that cannot be reached is a finding about the exchange, not an unreachable target. */
function refusedFeed(error: unknown): ExchangeAnswer<'connected'> {
  if (!(error instanceof Error && error.cause instanceof UpstreamError)) throw error;
  return { kind: 'refused', failure: 'transport', reason: redactSecrets(error.cause.message) };
}

function keyOf({ securityId }: Underlying): InstrumentKey {
  return { exchangeSegment: 'IDX_I', securityId };
}

function reachRemedy(url: string): string {
  return `Check the address and the network: curl -i "${url}"; a mock is started by: preopen serve --scenario market-hours`;
}
