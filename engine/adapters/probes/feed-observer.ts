import { EXCHANGE_SEGMENT_CODES } from '../../market/instrument.ts';
import type { Underlying } from '../../market/instrument.ts';
import type { Clock, Credentials, ExchangeFeed, FeedConnection, SocketClose } from '../../ports.ts';
import type { FeedMovement, FirstTicks } from '../../verify/targets.ts';
import { disconnectMeaning, RESPONSE_CODES } from '../../wire/feed-codes.ts';
import { FeedFrameReader } from '../../wire/feed-frame-reader.ts';
import type { PacketFields } from '../../wire/packet-fields.ts';

/** What was seen of one underlying since the subscription. */
interface Watched {
  readonly underlying: Underlying;
  ticks: number;
  firstAtMs: number;
  firstLtp: number;
  hasMoved: boolean;
}

/** More findings than this say nothing new. */
const FINDINGS_MAX = 3;

/** One feed connection and what arrived on it: who ticked, who moved, what could not be decoded, and why it ended. */
export class FeedObserver {
  readonly #clock: Clock;
  readonly #reader = new FeedFrameReader();
  readonly #watched: ReadonlyMap<number, Watched>;
  readonly #findings: string[] = [];
  #connection: FeedConnection | undefined;
  #subscribedAtMs = 0;
  #disconnectReason: number | undefined;
  #close: SocketClose | undefined;

  constructor(clock: Clock, underlyings: readonly Underlying[]) {
    this.#clock = clock;
    this.#watched = new Map(
      underlyings.map((underlying) => [
        underlying.securityId,
        { underlying, ticks: 0, firstAtMs: 0, firstLtp: 0, hasMoved: false },
      ]),
    );
  }

  /** Connects and subscribes every underlying. Rejects with UpstreamError as the feed port does. */
  async connect(feed: ExchangeFeed, credentials: Credentials): Promise<'connected'> {
    this.#connection = await feed.connect(credentials, {
      onFrame: (frame) => this.#onFrame(frame),
      onClose: (close) => (this.#close = close),
    });
    this.#subscribedAtMs = this.#clock.nowMs();
    const keys = [...this.#watched.keys()].map(
      (securityId) => ({ exchangeSegment: 'IDX_I', securityId }) as const,
    );
    this.#connection.subscribe('ticker', keys);
    return 'connected';
  }

  get hasAllTicked(): boolean {
    return [...this.#watched.values()].every(({ ticks }) => ticks > 0);
  }

  get hasAllMoved(): boolean {
    return [...this.#watched.values()].every(({ hasMoved }) => hasMoved);
  }

  /** Why the feed ended; undefined while it stands. */
  get ended(): string | undefined {
    if (this.#disconnectReason !== undefined)
      return `code ${this.#disconnectReason} (${disconnectMeaning(this.#disconnectReason)})`;
    return this.#close ? `closed with ${this.#close.code} ${this.#close.reason}`.trim() : undefined;
  }

  firstTicks(deadlineMs: number): FirstTicks {
    const all = [...this.#watched.values()];
    return {
      deadlineMs,
      seen: all
        .filter(({ ticks }) => ticks > 0)
        .map(({ underlying, firstAtMs, firstLtp }) => ({
          symbol: underlying.symbol,
          afterMs: firstAtMs - this.#subscribedAtMs,
          ltp: firstLtp,
        })),
      silent: all.filter(({ ticks }) => ticks === 0).map(({ underlying }) => underlying.symbol),
      ended: this.ended,
      findings: [...this.#findings],
    };
  }

  movement(watchedMs: number): FeedMovement {
    const all = [...this.#watched.values()];
    return {
      watchedMs,
      moved: all.filter(({ hasMoved }) => hasMoved).map(({ underlying }) => underlying.symbol),
      still: all
        .filter(({ hasMoved }) => !hasMoved)
        .map(({ underlying, firstLtp, ticks }) => `${underlying.symbol} at ${firstLtp} (${ticks} ticks)`),
      ended: this.ended,
    };
  }

  close(): void {
    this.#connection?.close();
    this.#connection = undefined;
  }

  #onFrame(frame: Uint8Array): void {
    const finding = this.#reader.read(frame, (fields) => this.#onPacket(fields));
    if (finding && this.#findings.length < FINDINGS_MAX) this.#findings.push(finding.message);
  }

  #onPacket(fields: PacketFields): void {
    if (fields.code === RESPONSE_CODES.disconnect) this.#disconnectReason = fields.disconnectReason;
    if (fields.code !== RESPONSE_CODES.ticker && fields.code !== RESPONSE_CODES.quote) return;
    if (fields.exchangeSegmentCode !== EXCHANGE_SEGMENT_CODES.IDX_I) return;
    const watched = this.#watched.get(fields.securityId);
    if (!watched || fields.ltp <= 0) return;
    if (watched.ticks === 0) {
      watched.firstAtMs = this.#clock.nowMs();
      watched.firstLtp = fields.ltp;
    }
    watched.ticks += 1;
    watched.hasMoved ||= fields.ltp !== watched.firstLtp;
  }
}
