import { EXCHANGE_SEGMENT_CODES } from '#engine/market/instrument.ts';
import { RESPONSE_CODES } from '#engine/wire/feed-codes.ts';
import type { PacketFields } from '#engine/wire/feed-packets.ts';
import { SIZE_MULTIPLES_SUM } from '#mock-dhan/world/depth-levels.ts';
import {
  FIRST_SECURITY_ID,
  INSTRUMENTS,
  lttAt,
  openInterestOf,
  priceAt,
  STANDING,
} from './published-quotes.ts';

/** Holds one connection's packets against what was published, each in its turn: the n-th quote of a leg after its snapshot is turn n's. */
export class QuoteCheck {
  packets = 0;
  /** By leg, 0 before the first. */
  readonly lastPrices = new Float64Array(INSTRUMENTS);
  /** By turn, the volume that all its quotes carry; shared by the connections. */
  readonly #leftAtUs: number[];
  /** Quotes seen so far, by leg. */
  readonly #quotes = new Uint32Array(INSTRUMENTS);

  constructor(leftAtUs: number[]) {
    this.#leftAtUs = leftAtUs;
  }

  /** What is wrong with the packet, or undefined. */
  take(fields: PacketFields): string | undefined {
    this.packets += 1;
    // Its header means nothing, and the close that follows tells the reason.
    if (fields.code === RESPONSE_CODES.disconnect) return undefined;
    const leg = fields.securityId - FIRST_SECURITY_ID;
    if (fields.exchangeSegmentCode !== EXCHANGE_SEGMENT_CODES.NSE_FNO || !(leg >= 0 && leg < INSTRUMENTS))
      return `header: expected segment 2 and a security id from ${FIRST_SECURITY_ID}, was ${fields.exchangeSegmentCode} and ${fields.securityId}`;
    if (fields.code === RESPONSE_CODES.oi)
      return difference(leg, 'open interest', openInterestOf(leg), fields.oi);
    if (fields.code !== RESPONSE_CODES.quote)
      return difference(leg, 'packet code', RESPONSE_CODES.quote, fields.code);
    return this.#takeQuote(leg, fields);
  }

  #takeQuote(leg: number, fields: PacketFields): string | undefined {
    const turn = this.#quotes[leg]!;
    this.#quotes[leg] = turn + 1;
    this.lastPrices[leg] = fields.ltp;
    // Whoever sees a turn first notes its time; the server tells its own at the end.
    const leftAtUs = (this.#leftAtUs[turn] ??= fields.volume);
    return (
      difference(leg, `price in turn ${turn}`, priceAt(leg, turn), fields.ltp) ??
      difference(leg, `trade time in turn ${turn}`, lttAt(turn), fields.ltt) ??
      difference(leg, `volume in turn ${turn}`, leftAtUs, fields.volume) ??
      standingDifference(leg, fields)
    );
  }
}

function standingDifference(leg: number, fields: PacketFields): string | undefined {
  return (
    difference(leg, 'last quantity', STANDING.lastQuantity, fields.lastQuantity) ??
    difference(leg, 'average price', STANDING.averagePrice, fields.averagePrice) ??
    difference(leg, 'sell quantity', STANDING.askQuantity * SIZE_MULTIPLES_SUM, fields.totalSellQuantity) ??
    difference(leg, 'buy quantity', STANDING.bidQuantity * SIZE_MULTIPLES_SUM, fields.totalBuyQuantity) ??
    difference(leg, 'open', STANDING.open, fields.open) ??
    difference(leg, 'close', STANDING.previousClose, fields.close) ??
    difference(leg, 'high', STANDING.high, fields.high) ??
    difference(leg, 'low', STANDING.low, fields.low)
  );
}

function difference(leg: number, what: string, expected: number, seen: number): string | undefined {
  return expected === seen
    ? undefined
    : `${what} of NSE_FNO:${FIRST_SECURITY_ID + leg}: expected ${expected}, was ${seen}`;
}
