/** Looks at an exchange's wire by a few reads and, on request, a feed connection; keeps shapes and codes, never values. */
import { EXCHANGE_SEGMENT_CODES } from '../../market/instrument.ts';
import { istDate } from '../../market/ist-time.ts';
import type {
  Clock,
  Credentials,
  ExchangeFeed,
  HttpResponse,
  HttpTransport,
  InstrumentKey,
  Timers,
} from '../../ports.ts';
import { membersOf, textsOf } from '../../verify/http-answer.ts';
import type { ObservedCall, ObservedFeed, WireObservation } from '../../verify/wire-observation.ts';
import { PACKET_LENGTHS, RESPONSE_CODES } from '../../wire/feed-codes.ts';
import { FeedFrameReader } from '../../wire/feed-frame-reader.ts';
import { jsonShape } from '../../wire/json-shape.ts';
import type { PacketColumns } from '../../wire/packet-columns.ts';
import { nearestExpiry } from './nearest-expiry.ts';
import { ask, httpDateMs, targetOffsetMs } from './target-http.ts';
import { WIRE_QUESTIONS } from './wire-questions.ts';
import type { WireQuestion } from './wire-questions.ts';

/** Whom to look at and how; times are counted on `clock`. */
export interface WireObserverOptions {
  readonly http: HttpTransport;
  readonly clock: Clock & Timers;
  /** With the `/v2`. */
  readonly restUrl: string;
  readonly credentials: Credentials;
  /** Undefined: no socket is opened. */
  readonly feed: ExchangeFeed | undefined;
  /** How long the feed is listened to, ms. */
  readonly listenMs: number;
}

/** Asks every question once, in order. Rejects with ProbeUnreachable when nobody answers, UpstreamError when the feed refuses. */
export async function observeWire(options: WireObserverOptions): Promise<WireObservation> {
  const { http, clock, restUrl } = options;
  const calls: ObservedCall[] = [];
  const moment = { today: istDate(clock.nowMs()), expiry: '' };
  let leg: number | undefined;
  let offsetMs = 0;
  for (const question of WIRE_QUESTIONS) {
    const body = question.body?.(moment);
    const response = await ask(
      http,
      {
        method: question.method,
        url: `${restUrl}${question.path}`,
        headers: headersOf(question, options.credentials),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      },
      `Check the address and the network: curl -i "${restUrl}"`,
    );
    calls.push(observedCall(question, response));
    if (question.id === 'profile') {
      offsetMs = targetOffsetMs(httpDateMs(response), clock.nowMs());
      moment.today = istDate(clock.nowMs() + offsetMs);
    }
    if (question.id === 'expirylist') moment.expiry = expiryIn(response, moment.today);
    if (question.id === 'optionchain') leg = middleLegIn(response);
    await pause(clock, question.pauseMs);
  }
  const feed = options.feed && (await listen(options, { feed: options.feed, leg, offsetMs }));
  return { calls, feed };
}

/** Looks like a token, and nobody's. */
const FALSE_TOKEN = ['e30', 'e30', 'cHJlb3Blbi1kcmlmdA'].join('.');

function headersOf(
  { hasFalseToken }: WireQuestion,
  { accessToken, clientId }: Credentials,
): Record<string, string> {
  return {
    'access-token': hasFalseToken ? FALSE_TOKEN : accessToken,
    'client-id': clientId,
    'content-type': 'application/json',
    accept: 'application/json',
  };
}

function observedCall(question: WireQuestion, { status, body }: HttpResponse): ObservedCall {
  const value = valueOf(body);
  return {
    id: question.id,
    method: question.method,
    path: `/v2${question.path}`,
    isOfAccount: question.isOfAccount ?? false,
    status,
    code: codeIn(value),
    shape: value === undefined ? undefined : jsonShape(body, question.tier),
  };
}

/** Of both shapes of a refusal: `errorCode`, or the number that stands as the only key of `data`. */
function codeIn(value: unknown): string | undefined {
  const top = membersOf(value);
  if (typeof top['errorCode'] === 'string') return top['errorCode'];
  if (top['status'] !== 'failed') return undefined;
  return Object.keys(membersOf(top['data'])).find((key) => /^\d+$/.test(key));
}

function expiryIn({ body }: HttpResponse, today: string): string {
  return nearestExpiry(textsOf(membersOf(valueOf(body))['data']), today) ?? '';
}

/** The call in the middle of the chain, by its security id; undefined where the chain does not tell ids. */
function middleLegIn({ body }: HttpResponse): number | undefined {
  const strikes = Object.entries(membersOf(membersOf(membersOf(valueOf(body))['data'])['oc']));
  const [, middle] = strikes.sort(([a], [b]) => Number(a) - Number(b))[Math.floor(strikes.length / 2)] ?? [];
  const id = membersOf(membersOf(middle)['ce'])['security_id'];
  return typeof id === 'number' ? id : undefined;
}

function valueOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

const NIFTY: InstrumentKey = { exchangeSegment: 'IDX_I', securityId: 13 };

async function listen(
  { clock, credentials, listenMs }: WireObserverOptions,
  {
    feed,
    leg,
    offsetMs,
  }: { readonly feed: ExchangeFeed; readonly leg: number | undefined; readonly offsetMs: number },
): Promise<ObservedFeed> {
  const heard = new HeardPackets(() => clock.nowMs() + offsetMs);
  const connection = await feed.connect(credentials, {
    onFrame: (frame) => heard.frame(frame),
    onClose: () => undefined,
  });
  connection.subscribe('quote', [NIFTY]);
  if (leg !== undefined) connection.subscribe('full', [{ exchangeSegment: 'NSE_FNO', securityId: leg }]);
  await pause(clock, listenMs);
  connection.close();
  return { listenedMs: listenMs, ...heard.facts() };
}

class HeardPackets {
  readonly #nowMs: () => number;
  readonly #reader = new FeedFrameReader();
  readonly #packets = new Set<string>();
  readonly #indexAtMs: number[] = [];
  #lttAheadMs: number | undefined;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  frame(frame: Uint8Array): void {
    const finding = this.#reader.read(frame, (packets) => {
      for (let row = 0; row < packets.length; row += 1) this.#packet(packets, row);
    });
    if (finding) this.#packets.add(`${finding.kind} packet`);
  }

  facts(): Pick<ObservedFeed, 'packets' | 'gapMs' | 'lttAheadMs'> {
    return {
      packets: [...this.#packets].sort(),
      gapMs: middleGap(this.#indexAtMs),
      lttAheadMs: this.#lttAheadMs,
    };
  }

  #packet(packets: PacketColumns, row: number): void {
    const code = packets.code[row]!;
    const isIndex = packets.exchangeSegmentCode[row] === EXCHANGE_SEGMENT_CODES.IDX_I;
    const length = (PACKET_LENGTHS as Readonly<Record<number, number>>)[code] ?? 0;
    this.#packets.add(`${isIndex ? 'index' : 'leg'} ${code}/${length}`);
    if (!isIndex || (code !== RESPONSE_CODES.quote && code !== RESPONSE_CODES.ticker)) return;
    this.#indexAtMs.push(this.#nowMs());
    this.#lttAheadMs = packets.ltt[row]! * 1000 - this.#nowMs();
  }
}

/** Packets that arrive together belong to one flush. */
const FLUSH_MS_MAX = 20;

function middleGap(atMs: readonly number[]): number | undefined {
  const gaps = atMs
    .slice(1)
    .map((at, index) => at - atMs[index]!)
    .filter((gap) => gap > FLUSH_MS_MAX);
  return gaps.length < 2 ? undefined : gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)];
}

function pause(clock: Clock & Timers, durationMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.at(clock.nowMs() + durationMs, resolve);
  });
}
