/** The decoder of the live feed's packets. Layouts are drawn in packet-encoder.ts. Source: dhan-v2-wire 6.4, 6.5. */
import { EXCHANGE_SEGMENT_CODES } from '../market/instrument.ts';
import { HEADER_LENGTH, PACKET_LENGTHS, RESPONSE_CODES } from './feed-codes.ts';
import type { PacketColumns } from './packet-columns.ts';

/** In names of their own, because reading a property takes as long as decoding a field. */
const { NSE_CURRENCY, BSE_CURRENCY } = EXCHANGE_SEGMENT_CODES;
const { ticker: TICKER, quote: QUOTE, full: FULL } = RESPONSE_CODES;

/** Bytes of a level of depth. */
const LEVEL_LENGTH = 20;

const LENGTH_BY_CODE = Uint16Array.from({ length: 256 }, (_, code) => packetLength(code));

/** Bytes of a packet of that code, 0 where it has no layout. */
export function packetLength(code: number): number {
  return (PACKET_LENGTHS as Readonly<Record<number, number>>)[code] ?? 0;
}

/**
 * Decodes the packets between two bytes of the view, from the first row on, until one is not sound or the rows are full; returns the byte that it
 * stopped at. Sound: the length is that of the code, and every price is a number.
 *
 * The kinds that a market is made of are decoded in this one loop, their columns in local names and nothing called on the way: only then are the
 * columns' addresses kept from packet to packet, which is a third of the time.
 */
export function fillColumns(view: DataView, start: number, end: number, packets: PacketColumns): number {
  const { code: codes, exchangeSegmentCode, securityId, ltp, ltt, lastQuantity, averagePrice } = packets;
  const { volume, totalSellQuantity, totalBuyQuantity, open, close, high, low } = packets;
  const { oi, oiDayHigh, oiDayLow, depthLevels } = packets;
  const { bidPrice, bidQuantity, bidOrders, askPrice, askQuantity, askOrders } = packets.depth;
  let at = start;
  let row = 0;
  while (row < codes.length && end - at >= HEADER_LENGTH) {
    const code = view.getUint8(at);
    const length = LENGTH_BY_CODE[code]!;
    if (view.getUint16(at + 1, true) !== length || length === 0 || length > end - at) break;
    const segment = view.getUint8(at + 3);
    const steps = stepsPerRupee(segment);
    codes[row] = code;
    exchangeSegmentCode[row] = segment;
    securityId[row] = view.getUint32(at + 4, true);
    let sum = 0;
    if (code === TICKER) {
      sum = fillPrice(ltp, row, view, at + 8, steps);
      ltt[row] = view.getUint32(at + 12, true);
    } else if (code === QUOTE || code === FULL) {
      sum = fillPrice(ltp, row, view, at + 8, steps);
      lastQuantity[row] = view.getUint16(at + 12, true);
      ltt[row] = view.getUint32(at + 14, true);
      sum += fillPrice(averagePrice, row, view, at + 18, steps);
      volume[row] = view.getUint32(at + 22, true);
      totalSellQuantity[row] = view.getUint32(at + 26, true);
      totalBuyQuantity[row] = view.getUint32(at + 30, true);
      const day = at + (code === FULL ? 46 : 34);
      sum += fillPrice(open, row, view, day, steps) + fillPrice(close, row, view, day + 4, steps);
      sum += fillPrice(high, row, view, day + 8, steps) + fillPrice(low, row, view, day + 12, steps);
      if (code === FULL) {
        oi[row] = view.getUint32(at + 34, true);
        oiDayHigh[row] = view.getUint32(at + 38, true);
        oiDayLow[row] = view.getUint32(at + 42, true);
        let from = at + 62;
        let books = 0;
        for (let level = row * depthLevels; level < (row + 1) * depthLevels; level += 1) {
          bidQuantity[level] = view.getUint32(from, true);
          askQuantity[level] = view.getUint32(from + 4, true);
          bidOrders[level] = view.getUint16(from + 8, true);
          askOrders[level] = view.getUint16(from + 10, true);
          books +=
            fillPrice(bidPrice, level, view, from + 12, steps) +
            fillPrice(askPrice, level, view, from + 16, steps);
          from += LEVEL_LENGTH;
        }
        sum += books;
      }
    } else sum = fillSeldom(code, view, at, packets, row);
    // Finite exactly when every price is: sums of 32-bit floats cannot overflow a double.
    if (!Number.isFinite(sum)) break;
    row += 1;
    at += length;
  }
  packets.length = row;
  return at;
}

/** The body of a packet of which there are few; returns the sum of its prices. */
function fillSeldom(code: number, view: DataView, at: number, packets: PacketColumns, row: number): number {
  const steps = stepsPerRupee(view.getUint8(at + 3));
  switch (code) {
    case RESPONSE_CODES.depth:
      return fillPrice(packets.ltp, row, view, at + 8, steps) + fillBook(view, at + 12, steps, packets, row);
    case RESPONSE_CODES.oi:
      packets.oi[row] = view.getUint32(at + 8, true);
      return 0;
    case RESPONSE_CODES.previousClose:
      packets.previousOi[row] = view.getUint32(at + 12, true);
      return fillPrice(packets.previousClose, row, view, at + 8, steps);
    case RESPONSE_CODES.disconnect:
      packets.disconnectReason[row] = view.getUint16(at + 8, true);
      return 0;
    default:
      return 0;
  }
}

/** Returns the sum of the book's prices. */
function fillBook(view: DataView, at: number, steps: number, packets: PacketColumns, row: number): number {
  const { depth, depthLevels } = packets;
  const { bidPrice, bidQuantity, bidOrders, askPrice, askQuantity, askOrders } = depth;
  let sum = 0;
  let from = at;
  for (let level = row * depthLevels; level < (row + 1) * depthLevels; level += 1) {
    bidQuantity[level] = view.getUint32(from, true);
    askQuantity[level] = view.getUint32(from + 4, true);
    bidOrders[level] = view.getUint16(from + 8, true);
    askOrders[level] = view.getUint16(from + 10, true);
    sum += fillPrice(bidPrice, level, view, from + 12, steps);
    sum += fillPrice(askPrice, level, view, from + 16, steps);
    from += LEVEL_LENGTH;
  }
  return sum;
}

/** A 32-bit float times its scale is exact in a double, so rounding finds the very paisa the exchange meant: 152.30f reads 152.3. Math.floor, because Math.round is slow. */
function fillPrice(column: Float64Array, row: number, view: DataView, at: number, steps: number): number {
  const price = Math.floor(view.getFloat32(at, true) * steps + 0.5) / steps;
  column[row] = price;
  return price;
}

/** Paise, but ten-thousandths on the currency segments, whose tick is 0.0025. */
function stepsPerRupee(segment: number): number {
  return segment === NSE_CURRENCY || segment === BSE_CURRENCY ? 10_000 : 100;
}
