import { EXCHANGE_SEGMENT_CODES } from '../../market/instrument.ts';
import type { Underlying } from '../../market/instrument.ts';
import { lttToEpochMs } from '../../market/ist-time.ts';
import type {
  Clock,
  Credentials,
  ExchangeFeed,
  FeedConnection,
  InstrumentKey,
  SocketClose,
} from '../../ports.ts';
import type { FeedMovement, FeedWatch, FirstTicks, WatchedInstrument } from '../../verify/targets.ts';
import { disconnectMeaning, RESPONSE_CODES } from '../../wire/feed-codes.ts';
import { exchangeSegmentOf } from '../../wire/feed-packets.ts';
import { FeedFrameReader } from '../../wire/feed-frame-reader.ts';
import type { PacketColumns } from '../../wire/packet-columns.ts';

/** What is subscribed, and whose it is. */
export interface ObservedInstrument {
  /** `NIFTY`, `NIFTY 2026-02-10 23000 CE`. */
  readonly name: string;
  readonly underlying: Underlying;
  readonly kind: 'index' | 'leg';
  readonly key: InstrumentKey;
}

/** What was seen of one instrument since its subscription. */
interface Watched extends ObservedInstrument {
  readonly subscribedAtMs: number;
  packets: number;
  /** Packets with a price. */
  ticks: number;
  firstAtMs: number;
  firstLtp: number;
  ltp: number;
  lastAtMs: number;
  hasMoved: boolean;
  ltt: number;
  /** Arrival minus trade time at the latest trade, by our clock; undefined until a trade time has changed. */
  skewMs: number | undefined;
  zeroPrices: number;
  backwardTimes: number;
}

/** More findings than this say nothing new. */
const FINDINGS_MAX = 3;

/** One feed connection and what arrived on it: who ticked, who moved, what could not be decoded, and why it ended. */
export class FeedObserver {
  readonly #clock: Clock;
  readonly #reader = new FeedFrameReader();
  readonly #watched = new Map<string, Watched>();
  readonly #findings: string[] = [];
  /** Instruments that sent without being subscribed, the first few. */
  readonly #strays = new Set<string>();
  #strayPackets = 0;
  #undecodable = 0;
  #connection: FeedConnection | undefined;
  #disconnectReason: number | undefined;
  #close: SocketClose | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Connects and subscribes every underlying. Rejects with UpstreamError as the feed port does. */
  async connect(
    feed: ExchangeFeed,
    credentials: Credentials,
    underlyings: readonly Underlying[],
  ): Promise<'connected'> {
    this.#connection = await feed.connect(credentials, {
      onFrame: (frame) => this.#onFrame(frame),
      onClose: (close) => (this.#close = close),
    });
    this.subscribe(
      underlyings.map((underlying) => ({
        name: underlying.symbol,
        underlying,
        kind: 'index',
        key: { exchangeSegment: 'IDX_I', securityId: underlying.securityId },
      })),
    );
    return 'connected';
  }

  /** Subscribes the last price of instruments; one that is subscribed already goes on as it is. */
  subscribe(instruments: readonly ObservedInstrument[]): void {
    const added = instruments.filter(({ key }) => !this.#watched.has(placeOf(key)));
    for (const instrument of added) this.#watched.set(placeOf(instrument.key), this.#unseen(instrument));
    if (added.length > 0)
      this.#connection?.subscribe(
        'ticker',
        added.map(({ key }) => key),
      );
  }

  get hasAllTicked(): boolean {
    return this.#indices.every(({ ticks }) => ticks > 0);
  }

  get hasAllMoved(): boolean {
    return this.#indices.every(({ hasMoved }) => hasMoved);
  }

  /** True once everything subscribed has sent at least its first packet. */
  get hasAllArrived(): boolean {
    return [...this.#watched.values()].every(({ packets }) => packets > 0);
  }

  /** True while every underlying has sent more than its first packet, the last of them within `ageMsMax`. */
  isFresh(ageMsMax: number): boolean {
    const nowMs = this.#clock.nowMs();
    return this.#indices.every(({ packets, lastAtMs }) => packets > 1 && nowMs - lastAtMs <= ageMsMax);
  }

  /** Why the feed ended; undefined while it stands. */
  get ended(): string | undefined {
    if (this.#disconnectReason !== undefined)
      return `code ${this.#disconnectReason} (${disconnectMeaning(this.#disconnectReason)})`;
    return this.#close ? `closed with ${this.#close.code} ${this.#close.reason}`.trim() : undefined;
  }

  /** Rupees by symbol, of the underlyings that have a price. */
  pricesNow(): ReadonlyMap<string, number> {
    return new Map(this.#indices.filter(({ ltp }) => ltp > 0).map(({ name, ltp }) => [name, ltp]));
  }

  firstTicks(deadlineMs: number): FirstTicks {
    const all = this.#indices;
    return {
      deadlineMs,
      seen: all
        .filter(({ ticks }) => ticks > 0)
        .map(({ name, firstAtMs, subscribedAtMs, firstLtp }) => ({
          symbol: name,
          afterMs: firstAtMs - subscribedAtMs,
          ltp: firstLtp,
        })),
      silent: all.filter(({ ticks }) => ticks === 0).map(({ name }) => name),
      ended: this.ended,
    };
  }

  movement(watchedMs: number): FeedMovement {
    const all = this.#indices;
    return {
      watchedMs,
      moved: all.filter(({ hasMoved }) => hasMoved).map(({ name }) => name),
      still: all
        .filter(({ hasMoved }) => !hasMoved)
        .map(({ name, firstLtp, ticks }) => `${name} at ${firstLtp} (${ticks} ticks)`),
      ended: this.ended,
    };
  }

  /** Everything seen so far; `offsetMs` is how far the exchange's clock is ahead of ours. */
  watch(watchedMs: number, offsetMs: number): FeedWatch {
    const nowMs = this.#clock.nowMs();
    return {
      watchedMs,
      ended: this.ended,
      undecodable: this.#undecodable,
      findings: [...this.#findings],
      strayPackets: this.#strayPackets,
      strays: [...this.#strays],
      instruments: [...this.#watched.values()].map((watched) => instrumentOf(watched, nowMs, offsetMs)),
    };
  }

  close(): void {
    this.#connection?.close();
    this.#connection = undefined;
  }

  get #indices(): readonly Watched[] {
    return [...this.#watched.values()].filter(({ kind }) => kind === 'index');
  }

  #unseen(instrument: ObservedInstrument): Watched {
    return {
      ...instrument,
      subscribedAtMs: this.#clock.nowMs(),
      packets: 0,
      ticks: 0,
      firstAtMs: 0,
      firstLtp: 0,
      ltp: 0,
      lastAtMs: 0,
      hasMoved: false,
      ltt: 0,
      skewMs: undefined,
      zeroPrices: 0,
      backwardTimes: 0,
    };
  }

  #onFrame(frame: Uint8Array): void {
    const finding = this.#reader.read(frame, (packets) => {
      for (let row = 0; row < packets.length; row += 1) this.#onPacket(packets, row);
    });
    if (!finding) return;
    this.#undecodable += 1;
    if (this.#findings.length < FINDINGS_MAX) this.#findings.push(finding.message);
  }

  #onPacket(packets: PacketColumns, row: number): void {
    const code = packets.code[row]!;
    if (code === RESPONSE_CODES.disconnect) this.#disconnectReason = packets.disconnectReason[row]!;
    if (code !== RESPONSE_CODES.ticker && code !== RESPONSE_CODES.quote) return;
    const segment = packets.exchangeSegmentCode[row]!;
    const securityId = packets.securityId[row]!;
    const watched = this.#watched.get(`${segment}/${securityId}`);
    if (watched) see(watched, packets.ltp[row]!, packets.ltt[row]!, this.#clock.nowMs());
    else {
      this.#strayPackets += 1;
      if (this.#strays.size < FINDINGS_MAX) this.#strays.add(spokenPlace(segment, securityId));
    }
  }
}

function see(watched: Watched, ltp: number, ltt: number, nowMs: number): void {
  if (watched.packets === 0) watched.firstAtMs = nowMs;
  watched.packets += 1;
  watched.lastAtMs = nowMs;
  // 0 is the wire's word for no trade yet.
  if (ltt > 0 && ltt !== watched.ltt) {
    if (ltt < watched.ltt) watched.backwardTimes += 1;
    // The first packet is a snapshot, whose trade may lie any time back.
    if (watched.packets > 1) watched.skewMs = nowMs - lttToEpochMs(ltt);
    watched.ltt = ltt;
  }
  if (ltp <= 0) {
    if (watched.kind === 'index' || watched.ticks > 0) watched.zeroPrices += 1;
    return;
  }
  if (watched.ticks === 0) watched.firstLtp = ltp;
  watched.ltp = ltp;
  watched.ticks += 1;
  watched.hasMoved ||= ltp !== watched.firstLtp;
}

function instrumentOf(watched: Watched, nowMs: number, offsetMs: number): WatchedInstrument {
  const { name, underlying, kind, key, packets, zeroPrices, backwardTimes, skewMs, ltt } = watched;
  const hasArrived = packets > 0;
  return {
    name,
    underlying: underlying.symbol,
    exchange: underlying.exchange,
    exchangeSegment: key.exchangeSegment,
    kind,
    packets,
    firstAfterMs: hasArrived ? watched.firstAtMs - watched.subscribedAtMs : undefined,
    spanMs: hasArrived ? nowMs - watched.firstAtMs : 0,
    arrivalAgeMs: hasArrived ? nowMs - watched.lastAtMs : undefined,
    exchangeAgeMs: hasArrived && ltt > 0 ? nowMs + offsetMs - lttToEpochMs(ltt) : undefined,
    skewMs: skewMs === undefined ? undefined : skewMs + offsetMs,
    zeroPrices,
    backwardTimes,
  };
}

/** `NSE_EQ 35084`, by the number where no segment has it. */
function spokenPlace(segment: number, securityId: number): string {
  return `${exchangeSegmentOf(segment) ?? `segment ${segment}`} ${securityId}`;
}

function placeOf({ exchangeSegment, securityId }: InstrumentKey): string {
  return `${EXCHANGE_SEGMENT_CODES[exchangeSegment]}/${securityId}`;
}
