import { UpstreamError } from '../../errors.ts';
import { RequestPacer } from '../../cache/request-pacing.ts';
import { EXCHANGE_SEGMENT_CODES, underlyingBySymbol } from '../../market/instrument.ts';
import type { Underlying } from '../../market/instrument.ts';
import { istDate, lttToEpochMs } from '../../market/ist-time.ts';
import type { Clock, Credentials, HttpTransport, Timers } from '../../ports.ts';
import { ProbeUnreachable } from '../../verify/check.ts';
import type { HopSource, TraceDeclaration } from '../../verify/declared/trace-check.ts';
import { redactSecrets } from '../../verify/redact.ts';
import { RESPONSE_CODES } from '../../wire/feed-codes.ts';
import { FeedFrameReader } from '../../wire/feed-frame-reader.ts';
import { createDhanFeed } from '../dhan-feed.ts';
import { createDhanRest } from '../dhan-rest.ts';
import { createWsTransport } from '../ws-transport.ts';
import { nearestExpiry } from './nearest-expiry.ts';
import { ask, httpDateMs, targetOffsetMs } from './target-http.ts';
import type { HopSink, StopWatching } from './trace-probe.ts';

type FeedSource = Extract<HopSource, { readonly kind: 'feed' }>;

/** The option that is followed: of the nearest expiry, at the strike nearest to the money. */
export interface TracedContract {
  readonly underlying: Underlying;
  readonly expiry: string;
  readonly strike: number;
  readonly securityId: number;
  /** By how much the exchange's clock is ahead of ours. */
  readonly offsetMs: number;
}

/** Asks the exchange of the feed hop; undefined when there is no such hop. Rejects with ProbeUnreachable when it gives no contract. */
export async function findContract(
  { hops, underlying: symbol, optionType }: TraceDeclaration,
  { http, clock }: { readonly http: HttpTransport; readonly clock: Clock & Timers },
): Promise<TracedContract | undefined> {
  const source = hops.map((hop) => hop.source).find((each) => each.kind === 'feed');
  if (source?.kind !== 'feed') return undefined;
  const restUrl = `${originOf(source)}/v2`;
  const remedy = `Start it: preopen serve --backend, and give its URL and credentials to the hop (now ${originOf(source)})`;
  const reach = await ask(http, { method: 'GET', url: restUrl, headers: {} }, remedy);
  const offsetMs = targetOffsetMs(httpDateMs(reach), clock.nowMs());
  const rest = createDhanRest({ transport: http, restUrl, masterUrl: '' });
  const underlying = underlyingBySymbol(symbol)!;
  const key = { exchangeSegment: 'IDX_I', securityId: underlying.securityId } as const;
  const login = credentialsOf(source);
  try {
    // Another check, or another run just before, may have asked for the same chain: then it is asked again after 3 s.
    const pacer = new RequestPacer(clock);
    const expiries = await pacer.call(symbol, () => rest.expiryList(login, key));
    const expiry = nearestExpiry(expiries, istDate(clock.nowMs() + offsetMs)) ?? '';
    const { spot, strikes } = await pacer.call(`${symbol} ${expiry}`, () =>
      rest.optionChain(login, key, expiry),
    );
    const legs = strikes.flatMap(({ strike, ce, pe }) => {
      const securityId = (optionType === 'CE' ? ce : pe)?.securityId ?? 0;
      return securityId > 0 ? [{ strike, securityId }] : [];
    });
    const nearest = legs.toSorted((a, b) => Math.abs(a.strike - spot) - Math.abs(b.strike - spot))[0];
    if (!nearest)
      throw new ProbeUnreachable(`${originOf(source)} lists no ${optionType} of ${symbol} to follow`, remedy);
    return { underlying, expiry, ...nearest, offsetMs };
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    const words = redactSecrets(error.message, [source.accessToken]);
    throw new ProbeUnreachable(`the contract to follow cannot be found: ${words}`, remedy, { cause: error });
  }
}

/** Subscribes the underlying and the contract on a feed socket of our own, on this machine alone: it never reaches the real exchange. */
export async function watchFeed(
  source: FeedSource,
  contract: TracedContract,
  sink: HopSink,
): Promise<StopWatching> {
  const feed = createDhanFeed({
    sockets: createWsTransport(),
    feedUrl: originOf(source).replace(/^http/, 'ws'),
  });
  const { underlying, securityId } = contract;
  const reader = new FeedFrameReader({ depthLevels: 0 });
  const subjectOf = (segmentCode: number, id: number): 'underlying' | 'leg' | undefined => {
    if (segmentCode === EXCHANGE_SEGMENT_CODES.IDX_I && id === underlying.securityId) return 'underlying';
    return segmentCode === EXCHANGE_SEGMENT_CODES[underlying.optionsSegment] && id === securityId
      ? 'leg'
      : undefined;
  };
  try {
    const connection = await feed.connect(credentialsOf(source), {
      onFrame: (frame) =>
        void reader.read(frame, ({ length, code, exchangeSegmentCode, securityId: id, ltp, ltt }) => {
          for (let row = 0; row < length; row += 1) {
            if (code[row] !== RESPONSE_CODES.ticker || !(ltp[row]! > 0)) continue;
            const subject = subjectOf(exchangeSegmentCode[row]!, id[row]!);
            if (subject !== undefined) sink.price(subject, ltp[row]!, lttToEpochMs(ltt[row]!));
          }
        }),
      onClose: ({ code, reason }) => sink.fault(`the feed ended (${`${code} ${reason}`.trim()})`),
    });
    connection.subscribe('ticker', [
      { exchangeSegment: 'IDX_I', securityId: underlying.securityId },
      { exchangeSegment: underlying.optionsSegment, securityId },
    ]);
    return () => connection.close();
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    throw new ProbeUnreachable(
      `the feed: ${redactSecrets(error.message, [source.accessToken])}`,
      `Check that preopen serve still runs, and the credentials of the hop.`,
      { cause: error },
    );
  }
}

function originOf({ exchange }: FeedSource): string {
  return new URL(exchange).origin;
}

function credentialsOf({ clientId, accessToken }: FeedSource): Credentials {
  return { clientId, accessToken };
}
