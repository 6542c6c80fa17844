import { EXCHANGE_SEGMENT_CODES, isTraded } from '#engine/market/instrument.ts';
import type { Instrument } from '#engine/market/instrument.ts';
import { MS_PER_SECOND, epochMsToLtt } from '#engine/market/ist-time.ts';
import { RESPONSE_CODES } from '#engine/wire/feed-codes.ts';
import type { ServedMode } from '#engine/wire/feed-codes.ts';
import { createPacketFields } from '#engine/wire/feed-packets.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import { INDEX_CONTRACT, readDepth, totalBuyQuantity, totalSellQuantity } from '../world/depth-levels.ts';
import type { World } from '../world/world.ts';
import { createLegColumns } from './leg-quote.ts';
import type { LegColumns } from './leg-quote.ts';
import { PacketBatch } from './packet-batch.ts';

/** One bit per mode, so that a session's subscriptions of an instrument are one byte. */
export const MODE_BITS = { ticker: 1, quote: 2, full: 4, depth: 8 } as const satisfies Record<
  ServedMode,
  number
>;

/**
 * Turns the quote board into packets, each instrument once per mode that anyone reads, however many sessions read it.
 * One tape per feed: it alone drains the board's list of changes.
 */
export class QuoteTape {
  readonly #world: World;
  readonly #closesAtMs: number;
  readonly #wire: WireProfile;
  readonly #underlyingCount: number;
  readonly #readers: Readonly<Record<ServedMode, Uint16Array>>;
  /** Union of the modes in use, per instrument. */
  readonly #modesRead: Uint8Array;
  /** Open interest as last published, because its packet follows a quote only when it changed. */
  readonly #publishedOi: Float64Array;
  /** Last trade as last published, because a ticker follows a trade and not a quote. */
  readonly #publishedLtp: Float64Array;
  readonly #publishedTradeAtMs: Float64Array;
  /** When each instrument's last change was handed out, epoch ms; 0 before the first. Snapshots do not count. */
  readonly publishedAtMs: Float64Array;
  readonly #changes: PacketBatch;
  readonly #legColumns: LegColumns;
  /** Whether a leg's Quote is what leg-quote.ts writes. */
  readonly #hasPlainQuotes: boolean;
  readonly #changedLegs: Int32Array;
  #changedLegCount = 0;
  readonly #fields = createPacketFields();
  #isMarketClosed = false;
  /** Unconflated changes were handed out, so the next one starts a new batch. */
  #areChangesTaken = false;

  /** `closesAtMs`: end of the day's session, from when an index has a close. */
  constructor(world: World, options: { readonly closesAtMs: number; readonly wire: WireProfile }) {
    const size = world.board.size;
    this.#closesAtMs = options.closesAtMs;
    this.#wire = options.wire;
    this.#changes = new PacketBatch(options.wire.messages);
    this.#legColumns = createLegColumns(world.board, world.universe, options.wire);
    this.#hasPlainQuotes = options.wire.sessionClose === 'previous-close';
    this.#world = world;
    this.#underlyingCount = world.universe.underlyings.length;
    this.#readers = {
      ticker: new Uint16Array(size),
      quote: new Uint16Array(size),
      full: new Uint16Array(size),
      depth: new Uint16Array(size),
    };
    this.#modesRead = new Uint8Array(size);
    this.publishedAtMs = new Float64Array(size);
    this.#publishedOi = new Float64Array(size);
    this.#publishedLtp = new Float64Array(size);
    this.#publishedTradeAtMs = new Float64Array(size);
    this.#changedLegs = new Int32Array(size);
    if (options.wire.conflation === 'each-change') world.board.watch(this.#publishAtOnce);
  }

  addReader(index: number, mode: ServedMode): void {
    this.#readers[mode][index] = this.#readers[mode][index]! + 1;
    this.#modesRead[index] = this.#modesRead[index]! | MODE_BITS[mode];
  }

  removeReader(index: number, mode: ServedMode): void {
    const readers = this.#readers[mode][index]! - 1;
    this.#readers[mode][index] = readers;
    if (readers === 0) this.#modesRead[index] = this.#modesRead[index]! & ~MODE_BITS[mode];
  }

  /** Packets of every change since the last call, underlyings first, then legs in order of change. Valid until the next call. */
  takeChanges(nowMs: number): PacketBatch {
    if (this.#wire.conflation === 'each-change') return this.#dated(this.#takeUnconflated(), nowMs);
    this.#isMarketClosed = nowMs >= this.#closesAtMs;
    this.#changes.clear();
    this.#changedLegCount = 0;
    this.#world.board.drainChanged(this.#collectChange);
    for (let position = 0; position < this.#changedLegCount; position += 1)
      this.#appendChange(this.#changedLegs[position]!);
    return this.#dated(this.#changes, nowMs);
  }

  /** Forgets every change, for a feed that nobody hears. */
  dropChanges(): void {
    this.#world.board.drainChanged(ignoreChange);
    this.#changes.clear();
  }

  /** What a subscriber is sent at once: previous close (by the wire's word indices alone), then the mode's packets. */
  appendSnapshot(batch: PacketBatch, index: number, mode: ServedMode, nowMs: number): void {
    this.#isMarketClosed = nowMs >= this.#closesAtMs;
    const instrument = this.#address(index);
    if (instrument.kind === 'index' || this.#wire.previousClosePackets === 'all') {
      this.#fields.previousClose = this.#world.board.previousClose[index]!;
      this.#fields.previousOi = instrument.kind === 'index' ? 0 : this.#world.board.previousOi[index]!;
      this.#append(batch, RESPONSE_CODES.previousClose, index, MODE_BITS[mode]);
    }
    this.#appendState(batch, instrument, index, mode);
  }

  /** The packets of these modes (a union of MODE_BITS) as they would be sent now, for a session that missed some. */
  appendNewest(
    batch: PacketBatch,
    index: number,
    { modes, nowMs }: { readonly modes: number; readonly nowMs: number },
  ): void {
    if (modes === 0) return;
    this.#isMarketClosed = nowMs >= this.#closesAtMs;
    const instrument = this.#address(index);
    for (const mode of ['ticker', 'quote', 'full', 'depth'] as const)
      if (modes & MODE_BITS[mode]) this.#appendState(batch, instrument, index, mode);
  }

  #dated(changes: PacketBatch, nowMs: number): PacketBatch {
    for (let position = 0; position < changes.count; position += 1)
      this.publishedAtMs[changes.instrument[position]!] = nowMs;
    return changes;
  }

  #appendState(batch: PacketBatch, instrument: Instrument, index: number, mode: ServedMode): void {
    this.#appendMode(batch, instrument, index, mode);
    if (mode === 'quote' && isTraded(instrument)) this.#appendOi(batch, index);
  }

  /** Without conflation a change becomes packets the moment the market makes it. */
  readonly #publishAtOnce = (index: number): void => {
    if (this.#modesRead[index] === 0) return;
    if (this.#areChangesTaken) this.#changes.clear();
    this.#areChangesTaken = false;
    this.#isMarketClosed = this.#world.board.lastTradeAtMs[index]! >= this.#closesAtMs;
    this.#appendChange(index);
  };

  #takeUnconflated(): PacketBatch {
    this.#world.board.drainChanged(ignoreChange);
    if (this.#areChangesTaken) this.#changes.clear();
    this.#areChangesTaken = true;
    return this.#changes;
  }

  readonly #collectChange = (index: number): void => {
    if (this.#modesRead[index] === 0) return;
    if (index < this.#underlyingCount) {
      this.#appendChange(index);
      return;
    }
    this.#changedLegs[this.#changedLegCount] = index;
    this.#changedLegCount += 1;
  };

  #appendChange(index: number): void {
    const modes = this.#modesRead[index]!;
    const instrument = this.#address(index);
    if (this.#hasNewTrade(index) && modes & MODE_BITS.ticker)
      this.#appendMode(this.#changes, instrument, index, 'ticker');
    if (modes & MODE_BITS.quote) this.#appendMode(this.#changes, instrument, index, 'quote');
    if (modes & MODE_BITS.full) this.#appendMode(this.#changes, instrument, index, 'full');
    if (modes & MODE_BITS.depth) this.#appendMode(this.#changes, instrument, index, 'depth');
    if (this.#hasNewOi(index) && modes & MODE_BITS.quote && isTraded(instrument))
      this.#appendOi(this.#changes, index);
  }

  #hasNewTrade(index: number): boolean {
    const ltp = this.#world.board.ltp[index]!;
    const tradeAtMs = this.#world.board.lastTradeAtMs[index]!;
    if (ltp === this.#publishedLtp[index] && tradeAtMs === this.#publishedTradeAtMs[index]) return false;
    this.#publishedLtp[index] = ltp;
    this.#publishedTradeAtMs[index] = tradeAtMs;
    return true;
  }

  #hasNewOi(index: number): boolean {
    const oi = this.#world.board.oi[index]!;
    if (oi === this.#publishedOi[index]) return false;
    this.#publishedOi[index] = oi;
    return true;
  }

  #appendMode(batch: PacketBatch, instrument: Instrument, index: number, mode: ServedMode): void {
    const isPlainQuote = mode === 'quote' && isTraded(instrument) && this.#hasPlainQuotes;
    if (isPlainQuote && batch.appendLegQuote(this.#legColumns, index, MODE_BITS.quote)) return;
    this.#fillTrade(index);
    if (mode === 'quote' || mode === 'full') this.#fillDay(instrument, index);
    if (mode === 'depth' || mode === 'full') this.#fillBook(instrument, index);
    this.#append(batch, RESPONSE_CODES[mode], index, MODE_BITS[mode]);
  }

  #appendOi(batch: PacketBatch, index: number): void {
    this.#fields.oi = this.#world.board.oi[index]!;
    this.#append(batch, RESPONSE_CODES.oi, index, MODE_BITS.quote);
  }

  #append(batch: PacketBatch, code: number, index: number, modeBit: number): void {
    this.#fields.code = code;
    batch.append(this.#fields, index, modeBit);
  }

  #address(index: number): Instrument {
    const instrument = this.#world.universe.instruments[index]!;
    this.#fields.exchangeSegmentCode = EXCHANGE_SEGMENT_CODES[instrument.exchangeSegment];
    this.#fields.securityId = instrument.securityId;
    return instrument;
  }

  #fillTrade(index: number): void {
    const lastTradeAtMs = this.#world.board.lastTradeAtMs[index]!;
    this.#fields.ltp = this.#world.board.ltp[index]!;
    if (lastTradeAtMs === 0) this.#fields.ltt = 0;
    else if (this.#wire.ltt === 'true-utc') this.#fields.ltt = Math.floor(lastTradeAtMs / MS_PER_SECOND);
    else this.#fields.ltt = epochMsToLtt(lastTradeAtMs);
  }

  /**
   * An index has no quantities, and no close while the session runs; a contract's close is the previous day's, or by
   * another wire like the index's. Source: dhan-v2-wire 11, rows 3 and 10.
   */
  #fillDay(instrument: Instrument, index: number): void {
    const { board } = this.#world;
    const fields = this.#fields;
    const hasVolume = isTraded(instrument);
    fields.lastQuantity = hasVolume ? board.lastQuantity[index]! : 0;
    fields.averagePrice = hasVolume ? board.averagePrice[index]! : 0;
    fields.volume = hasVolume ? board.volume[index]! : 0;
    fields.totalSellQuantity = hasVolume ? totalSellQuantity(board, index) : 0;
    fields.totalBuyQuantity = hasVolume ? totalBuyQuantity(board, index) : 0;
    fields.open = board.open[index]!;
    fields.high = board.high[index]!;
    fields.low = board.low[index]!;
    if (hasVolume && this.#wire.sessionClose === 'previous-close') fields.close = board.previousClose[index]!;
    else fields.close = this.#isMarketClosed ? board.ltp[index]! : 0;
  }

  #fillBook(instrument: Instrument, index: number): void {
    const { board } = this.#world;
    const contract = isTraded(instrument) ? instrument : undefined;
    this.#fields.oi = contract ? board.oi[index]! : 0;
    this.#fields.oiDayHigh = contract ? board.oiDayHigh[index]! : 0;
    this.#fields.oiDayLow = contract ? board.oiDayLow[index]! : 0;
    readDepth(board, index, contract ?? INDEX_CONTRACT, this.#fields.depth);
  }
}

function ignoreChange(): void {
  // Draining forgets the changes; nothing else is wanted of them.
}
