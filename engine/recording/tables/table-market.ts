import { EXCHANGE_SEGMENT_CODES } from '../../market/instrument.ts';
import { epochMsToLtt, istDay } from '../../market/ist-time.ts';
import { PACKET_LENGTHS, RESPONSE_CODES } from '../../wire/feed-codes.ts';
import { createPacketFields, encodePacket } from '../../wire/feed-packets.ts';
import { instrumentName } from './table-quote.ts';
import type { TableQuote } from './table-quote.ts';

/** The last quote of an instrument and its day so far; rupees. */
export interface QuotedState {
  readonly quote: TableQuote;
  readonly day: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  /** The table's, or the last price of an earlier day. */
  readonly previousClose: number;
}

/** The market as its quotes come in, and the live feed's packet of each. */
export class TableMarket {
  readonly #states = new Map<string, QuotedState>();
  readonly #fields = createPacketFields();

  /** Undefined before the first quote. */
  state(name: string): QuotedState | undefined {
    return this.#states.get(name);
  }

  /** A ticker of an index, a Full packet of an option; the day's figures are those of its quotes. */
  packetOf(quote: TableQuote, securityId: number): Uint8Array {
    const name = instrumentName(quote);
    const state = stateAfter(this.#states.get(name), quote);
    this.#states.set(name, state);
    const code = quote.leg ? RESPONSE_CODES.full : RESPONSE_CODES.ticker;
    const { leg, underlying, atMs, ltp, volume, oi } = quote;
    const fields = this.#fields;
    Object.assign(fields, {
      code,
      exchangeSegmentCode: EXCHANGE_SEGMENT_CODES[leg ? underlying.optionsSegment : 'IDX_I'],
      securityId,
      ltp,
      ltt: ltp > 0 ? epochMsToLtt(atMs) : 0,
      volume,
      oi,
      open: state.open,
      high: state.high,
      low: state.low,
      close: state.previousClose,
      totalBuyQuantity: quote.bidQuantity,
      totalSellQuantity: quote.askQuantity,
    });
    fields.depth.bidPrice[0] = quote.bid;
    fields.depth.bidQuantity[0] = quote.bidQuantity;
    fields.depth.askPrice[0] = quote.ask;
    fields.depth.askQuantity[0] = quote.askQuantity;
    const packet = new Uint8Array(PACKET_LENGTHS[code]);
    encodePacket(new DataView(packet.buffer), 0, fields);
    return packet;
  }
}

function stateAfter(before: QuotedState | undefined, quote: TableQuote): QuotedState {
  const day = istDay(quote.atMs);
  const today = before?.day === day ? before : undefined;
  const { ltp } = quote;
  const yesterday = today ? today.previousClose : (before?.quote.ltp ?? 0);
  return {
    quote,
    day,
    open: today?.open || ltp,
    high: Math.max(today?.high ?? 0, ltp),
    low: today && today.low > 0 && ltp > 0 ? Math.min(today.low, ltp) : ltp || (today?.low ?? 0),
    previousClose: quote.previousClose || yesterday,
  };
}
