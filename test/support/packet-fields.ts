/** Turns the friendly packet back into the flat record the encoder takes, so that tests can go both ways. */
import { EXCHANGE_SEGMENT_CODES } from '#engine/market/instrument.ts';
import { RESPONSE_CODES } from '#engine/wire/feed-codes.ts';
import { createPacketFields, encodePacket } from '#engine/wire/feed-packets.ts';
import type { FeedPacket, PacketFields } from '#engine/wire/feed-packets.ts';

const CODE_OF_KIND = {
  ticker: RESPONSE_CODES.ticker,
  depth: RESPONSE_CODES.depth,
  quote: RESPONSE_CODES.quote,
  oi: RESPONSE_CODES.oi,
  'previous-close': RESPONSE_CODES.previousClose,
  'market-status': RESPONSE_CODES.marketStatus,
  full: RESPONSE_CODES.full,
  disconnect: RESPONSE_CODES.disconnect,
} as const satisfies Record<FeedPacket['kind'], number>;

function fieldsOf(packet: FeedPacket): PacketFields {
  const { kind, exchangeSegment, ...values } = packet;
  const fields = createPacketFields();
  const { depth } = fields;
  Object.assign(fields, values, {
    code: CODE_OF_KIND[kind],
    exchangeSegmentCode: EXCHANGE_SEGMENT_CODES[exchangeSegment ?? 'IDX_I'],
    depth,
  });
  if (packet.kind === 'disconnect') fields.disconnectReason = packet.reason;
  if ('depth' in packet)
    packet.depth.forEach((row, level) => {
      depth.bidPrice[level] = row.bidPrice;
      depth.bidQuantity[level] = row.bidQuantity;
      depth.bidOrders[level] = row.bidOrders;
      depth.askPrice[level] = row.askPrice;
      depth.askQuantity[level] = row.askQuantity;
      depth.askOrders[level] = row.askOrders;
    });
  return fields;
}

export function bytesOf(packet: FeedPacket): Uint8Array {
  const view = new DataView(new ArrayBuffer(256));
  return new Uint8Array(view.buffer, 0, encodePacket(view, 0, fieldsOf(packet)));
}

/** Several packets as one frame, at an odd byte offset of a larger buffer, as sockets hand them out. */
export function frameOf(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = parts.flatMap((part) => [...part]);
  const chunk = new Uint8Array(bytes.length + 20);
  chunk.set(bytes, 7);
  return chunk.subarray(7, 7 + bytes.length);
}
