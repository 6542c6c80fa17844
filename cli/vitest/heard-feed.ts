import { ConfigError } from '#engine/errors.ts';
import { EXCHANGE_SEGMENT_CODES, underlyingBySymbol } from '#engine/market/instrument.ts';
import type { ExchangeSegment } from '#engine/market/instrument.ts';
import type { Credentials, ExchangeFeed, FeedConnection, InstrumentKey } from '#engine/ports.ts';
import type { VirtualClock } from '#engine/virtual-clock.ts';
import { RESPONSE_CODES } from '#engine/wire/feed-codes.ts';
import { FeedFrameReader } from '#engine/wire/feed-frame-reader.ts';
import type { PacketColumns } from '#engine/wire/packet-columns.ts';

/** A tick as it arrived; rupees and scenario time, epoch ms. */
export interface HeardTick {
  readonly atMs: number;
  readonly ltp: number;
}

/** Older ticks of an instrument are forgotten. */
const TICKS_KEPT_MAX = 10_000;

/** A client of the live feed that keeps the ticks of its instruments. */
export class HeardFeed {
  readonly clock: VirtualClock;
  readonly #ticks: ReadonlyMap<string, HeardTick[]>;
  readonly #names: ReadonlyMap<string, string>;
  readonly #reader = new FeedFrameReader({ depthLevels: 0 });
  #connection: FeedConnection | undefined;

  private constructor(clock: VirtualClock, names: ReadonlyMap<string, string>) {
    this.clock = clock;
    this.#names = names;
    this.#ticks = new Map([...names.values()].map((name) => [name, []]));
  }

  /** Errors: ConfigError for a name that is no instrument; those of the feed port. */
  static async connect(options: {
    readonly feed: ExchangeFeed;
    readonly credentials: Credentials;
    readonly instruments: readonly string[];
    readonly clock: VirtualClock;
  }): Promise<HeardFeed> {
    const keys = options.instruments.map((name) => ({ name, key: instrumentKey(name) }));
    const names = new Map(
      keys.map(({ name, key }) => [`${EXCHANGE_SEGMENT_CODES[key.exchangeSegment]}:${key.securityId}`, name]),
    );
    const heard = new HeardFeed(options.clock, names);
    heard.#connection = await options.feed.connect(options.credentials, {
      onFrame: (frame) => heard.#frame(frame),
      onClose: () => undefined,
    });
    heard.#connection.subscribe(
      'ticker',
      keys.map(({ key }) => key),
    );
    return heard;
  }

  /** What arrived, oldest first. Errors: ConfigError for an instrument that was not subscribed. */
  ticks(instrument: string): readonly HeardTick[] {
    const ticks = this.#ticks.get(instrument);
    if (ticks) return ticks;
    throw new ConfigError(
      `feed: expected one of ${[...this.#ticks.keys()].join(', ')}, was "${instrument}". Subscribe it: preopen.feed(['${instrument}']).`,
    );
  }

  close(): void {
    this.#connection?.close();
    this.#connection = undefined;
  }

  #frame(frame: Uint8Array): void {
    this.#reader.read(frame, (packets) => {
      for (let row = 0; row < packets.length; row += 1) this.#hear(packets, row);
    });
  }

  #hear({ code, exchangeSegmentCode, securityId, ltp }: PacketColumns, row: number): void {
    if (code[row] !== RESPONSE_CODES.ticker) return;
    const ticks = this.#ticks.get(this.#names.get(`${exchangeSegmentCode[row]}:${securityId[row]}`) ?? '');
    ticks?.push({ atMs: this.clock.nowMs(), ltp: ltp[row]! });
    if (ticks && ticks.length > TICKS_KEPT_MAX) ticks.shift();
  }
}

function instrumentKey(name: string): InstrumentKey {
  const underlying = underlyingBySymbol(name);
  if (underlying) return { exchangeSegment: 'IDX_I', securityId: underlying.securityId };
  const [, segment = '', id = ''] = /^([A-Z_]+):(\d+)$/.exec(name) ?? [];
  if (segment in EXCHANGE_SEGMENT_CODES)
    return { exchangeSegment: segment as ExchangeSegment, securityId: Number(id) };
  throw new ConfigError(`feed: expected an index such as NIFTY, or NSE_FNO:40000, was "${name}".`);
}
