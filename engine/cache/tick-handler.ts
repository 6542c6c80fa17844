import type { EngineCounters } from '../engine.ts';
import type { FollowedFuture } from '../market/followed-future.ts';
import { EXCHANGE_SEGMENT_CODES } from '../market/instrument.ts';
import { lttToEpochMs } from '../market/ist-time.ts';
import { LEG_SOURCES } from '../market/option-chain.ts';
import type { Clock, Journal, LogSink } from '../ports.ts';
import { RESPONSE_CODES } from '../wire/feed-codes.ts';
import { FeedFrameReader } from '../wire/feed-packets.ts';
import type { PacketColumns } from '../wire/feed-packets.ts';
import type { CachedChain } from './cached-chain.ts';
import type { ChainBook, UnderlyingBook } from './chain-book.ts';
import { mustShiftWindow } from './strike-window.ts';

const LOG_INTERVAL_MS = 1000;
/** Segment codes run from 0 to 8. */
const SEGMENT_CODE_COUNT = 9;
const SOURCE_FEED = LEG_SOURCES.indexOf('feed');
const SOURCE_REPRICED = LEG_SOURCES.indexOf('repriced');

/** What ticks change, and who is told. */
export interface TickHandling {
  readonly book: ChainBook;
  readonly counters: EngineCounters;
  readonly clock: Clock;
  readonly log: LogSink;
  readonly journal: Journal | undefined;
  /** False: ticks are applied and journalled, the price model is not asked. */
  readonly repriceOnTicks: boolean;
  /** False: only the underlying moves, as in the backend this tool was made for. */
  readonly movesOptions: boolean;
  /** The money has left the window's centre. Called after the tick has been applied. */
  readonly onWindowLeft: (book: UnderlyingBook) => void;
}

/** Where a packet goes: to one leg of one chain, or (`leg` is -1) to a future or the underlying itself. */
interface Slot {
  readonly book: UnderlyingBook;
  readonly cached: CachedChain | undefined;
  readonly leg: number;
  readonly future: FollowedFuture | undefined;
}

/** Frame -> columns of packets -> price table and chains. Nothing is allocated on the way: this is the engine's hottest path. */
export class TickHandler {
  readonly #options: TickHandling;
  /** A chain shows the best quote alone. */
  readonly #reader = new FeedFrameReader({ depthLevels: 1 });
  /** By segment code, then by security id: small integer keys are the fastest a Map has. */
  #slots: Map<number, Slot>[] = [];
  /** By segment code, every id that was ever followed; bounded by what the exchange lists. */
  readonly #followed = Array.from({ length: SEGMENT_CODE_COUNT }, () => new Set<number>());
  #nowMs = 0;
  #findingLoggedAtMs = Number.NEGATIVE_INFINITY;
  readonly #onPackets = (packets: PacketColumns): void => {
    for (let row = 0; row < packets.length; row += 1) this.#route(packets, row);
  };

  constructor(options: TickHandling) {
    this.#options = options;
  }

  /**
   * Learns anew which instrument is whose; call it whenever the book's chains change. Packets of legs that were dropped may
   * still be under way and are then nobody's, which is no fault.
   */
  indexInstruments(): void {
    for (const [code, slots] of this.#slots.entries())
      for (const id of slots.keys()) this.#followed[code]!.add(id);
    const slots = Array.from({ length: SEGMENT_CODE_COUNT }, () => new Map<number, Slot>());
    for (const book of this.#options.book.books()) {
      const { underlying } = book;
      const own = { book, cached: undefined, leg: -1, future: undefined };
      slots[EXCHANGE_SEGMENT_CODES.IDX_I]!.set(underlying.securityId, own);
      for (const future of book.futures)
        slots[EXCHANGE_SEGMENT_CODES[future.exchangeSegment]]!.set(future.securityId, { ...own, future });
      const legSlots = slots[EXCHANGE_SEGMENT_CODES[underlying.optionsSegment]]!;
      for (const cached of book.chains)
        for (const [leg, securityId] of cached.chain.securityIds.entries())
          if (securityId > 0) legSlots.set(securityId, { book, cached, leg, future: undefined });
    }
    this.#slots = slots;
  }

  /** Applies one WebSocket message. A packet that cannot be decoded is counted and said once a second, never thrown. */
  handleFrame(frame: Uint8Array): void {
    this.#nowMs = this.#options.clock.nowMs();
    const finding = this.#reader.read(frame, this.#onPackets);
    if (!finding) return;
    this.#options.counters.packetsRejected += 1;
    this.#warnAboutFrame(finding.message);
  }

  #warnAboutFrame(message: string): void {
    if (this.#nowMs - this.#findingLoggedAtMs < LOG_INTERVAL_MS) return;
    this.#findingLoggedAtMs = this.#nowMs;
    this.#options.log.line('warn', `[WARN] Feed frame with an unreadable packet: ${message}`);
  }

  #route(packets: PacketColumns, row: number): void {
    const { counters, movesOptions } = this.#options;
    counters.packets += 1;
    if (movesNothing(packets.code[row]!)) return;
    const segment = packets.exchangeSegmentCode[row]!;
    const securityId = packets.securityId[row]!;
    const slot = this.#slots[segment]?.get(securityId);
    if (!slot) {
      if (!this.#followed[segment]?.has(securityId)) counters.packetsRejected += 1;
    } else if (slot.future) this.#applyFuturePacket(slot.future, packets, row);
    else if (slot.leg < 0) this.#applyIndexPacket(slot.book, packets, row);
    else if (movesOptions) this.#applyLegPacket(slot, packets, row);
  }

  #applyIndexPacket(book: UnderlyingBook, packets: PacketColumns, row: number): void {
    const ltp = packets.ltp[row]!;
    if (!carriesLtp(packets.code[row]!) || ltp <= 0) return;
    const { price } = book;
    const isFirst = price.ticks === 0;
    const isMoved = isFirst || ltp !== price.ltp;
    price.ltp = ltp;
    price.lastTradeAtMs = lttToEpochMs(packets.ltt[row]!);
    price.receivedAtMs = this.#nowMs;
    price.ticks += 1;
    this.#options.counters.underlyingTicks += 1;
    this.#options.journal?.underlyingTick(this.#nowMs, price.symbol, price.ltp);
    const isLogged = isFirst || this.#nowMs - book.loggedAtMs >= LOG_INTERVAL_MS;
    if (isLogged) this.#logPrice(book);
    if (isMoved && this.#options.movesOptions) this.#moveOptions(book, isLogged);
  }

  #logPrice(book: UnderlyingBook): void {
    book.loggedAtMs = this.#nowMs;
    this.#options.log.line('info', `[PRICE] ${book.price.symbol} = ${book.price.ltp.toFixed(2)}`);
  }

  /** Whatever goes wrong with the options, the underlying's own price has been updated already. */
  #moveOptions(book: UnderlyingBook, isLogged: boolean): void {
    const { symbol, ltp } = book.price;
    try {
      if (mustShiftWindow(ltp, book.centre, book.underlying.strikeInterval)) this.#options.onWindowLeft(book);
      if (!this.#options.repriceOnTicks) return;
      const count = this.#repriceChains(book);
      if (isLogged)
        this.#options.log.line(
          'info',
          `📈 Updated ${symbol}: LTP=${ltp.toFixed(2)}, ${count} options updated`,
        );
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'a thrown value that is no Error';
      this.#options.log.line('warn', `[WARN] Failed to update option cache for ${symbol}: ${reason}`);
    }
  }

  #repriceChains(book: UnderlyingBook): number {
    const { counters, journal } = this.#options;
    let count = 0;
    for (const { chain, pricer } of book.chains) {
      const legs = pricer.reprice(book.price.ltp, this.#nowMs);
      if (legs === 0) continue;
      count += legs;
      chain.updatedAtMs = this.#nowMs;
      chain.version += 1;
      journal?.chainRepriced(this.#nowMs, chain);
    }
    counters.legsRepriced += count;
    return count;
  }

  /** No price follows from a future's: it is told as it is. */
  #applyFuturePacket(future: FollowedFuture, packets: PacketColumns, row: number): void {
    const code = packets.code[row]!;
    if (code === RESPONSE_CODES.oi || code === RESPONSE_CODES.full) future.oi = packets.oi[row]!;
    const ltp = packets.ltp[row]!;
    if (!carriesLtp(code) || ltp <= 0) return;
    future.ltp = ltp;
    future.lastTradeAtMs = lttToEpochMs(packets.ltt[row]!);
    if (code !== RESPONSE_CODES.ticker) future.volume = packets.volume[row]!;
    this.#options.journal?.futureTick?.(this.#nowMs, future);
  }

  #applyLegPacket(slot: Slot, packets: PacketColumns, row: number): void {
    const { chain, pricer } = slot.cached!;
    const { leg } = slot;
    const code = packets.code[row]!;
    switch (code) {
      case RESPONSE_CODES.oi:
        chain.oi[leg] = packets.oi[row]!;
        chain.version += 1;
        return;
      case RESPONSE_CODES.previousClose:
        chain.previousClose[leg] = packets.previousClose[row]!;
        chain.version += 1;
        return;
      default:
        if (!carriesPrice(packets, row)) return;
    }
    const ltp = packets.ltp[row]!;
    const ltt = packets.ltt[row]!;
    if (ltp > 0 && isNewTrade(slot, packets, row)) chain.ltp[leg] = ltp;
    if (ltt > 0) chain.lastTradeAtMs[leg] = lttToEpochMs(ltt);
    if (code !== RESPONSE_CODES.ticker) applyQuote(slot, packets, row);
    chain.source[leg] = SOURCE_FEED;
    chain.ownTickAtMs[leg] = this.#nowMs;
    chain.updatedAtMs = this.#nowMs;
    chain.version += 1;
    if (this.#options.repriceOnTicks) pricer.anchorLeg(leg, slot.book.price.ltp, this.#nowMs);
    this.#options.counters.legTicks += 1;
    this.#options.journal?.legTick(this.#nowMs, chain, leg);
  }
}

/** A side without orders is sent as 0 and taken as such: an old bid beside a new price would be a lie. */
function applyQuote({ cached, leg }: Slot, packets: PacketColumns, row: number): void {
  const { chain } = cached!;
  chain.volume[leg] = packets.volume[row]!;
  if (packets.close[row]! > 0) chain.previousClose[leg] = packets.close[row]!;
  if (packets.code[row] !== RESPONSE_CODES.full) return;
  chain.oi[leg] = packets.oi[row]!;
  chain.bid[leg] = bestOf(packets.depth.bidPrice, packets, row);
  chain.ask[leg] = bestOf(packets.depth.askPrice, packets, row);
}

function bestOf(prices: Float64Array, { depthLevels }: PacketColumns, row: number): number {
  return prices[row * depthLevels]!;
}

/** The end of a connection, the market's open and close, the depth of the API's first version. */
function movesNothing(code: number): boolean {
  return (
    code === RESPONSE_CODES.disconnect ||
    code === RESPONSE_CODES.marketStatus ||
    code === RESPONSE_CODES.depth
  );
}

/** A leg that has not traded today has no last price, yet its quotes are as good as any. */
function carriesPrice(packets: PacketColumns, row: number): boolean {
  if (packets.ltp[row]! > 0) return true;
  const { bidPrice, askPrice } = packets.depth;
  const isFull = packets.code[row] === RESPONSE_CODES.full;
  return isFull && bestOf(bidPrice, packets, row) + bestOf(askPrice, packets, row) > 0;
}

/**
 * A packet sent for a change of the quote repeats the last trade, which may be hours old: only a trade that is news may replace
 * a price that was worked out since.
 */
function isNewTrade({ cached, leg }: Slot, packets: PacketColumns, row: number): boolean {
  const { chain } = cached!;
  if (chain.source[leg] !== SOURCE_REPRICED) return true;
  if (packets.code[row] !== RESPONSE_CODES.ticker && packets.volume[row] !== chain.volume[leg]) return true;
  const ltt = packets.ltt[row]!;
  return ltt > 0 && lttToEpochMs(ltt) !== chain.lastTradeAtMs[leg];
}

function carriesLtp(code: number): boolean {
  return code === RESPONSE_CODES.ticker || code === RESPONSE_CODES.quote || code === RESPONSE_CODES.full;
}
