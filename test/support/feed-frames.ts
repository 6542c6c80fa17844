/** Frames of the live feed, made by the encoder the mock exchange uses. */
import { EXCHANGE_SEGMENT_CODES } from '#engine/market/instrument.ts';
import { epochMsToLtt } from '#engine/market/ist-time.ts';
import { PACKET_LENGTHS, RESPONSE_CODES } from '#engine/wire/feed-codes.ts';
import { createPacketFields, encodePacket } from '#engine/wire/feed-packets.ts';
import type { PacketFields } from '#engine/wire/feed-packets.ts';

export function tickerFrame(securityId: number, ltp: number, atMs: number): Uint8Array {
  return frame({ code: RESPONSE_CODES.ticker, securityId, ltp, ltt: epochMsToLtt(atMs) });
}

export interface LegTick {
  readonly securityId: number;
  readonly ltp: number;
  readonly bid: number;
  readonly ask: number;
  readonly atMs: number;
}

/** A full packet on NSE_FNO, volume 2000 and open interest 6000. */
export function fullFrame(tick: LegTick): Uint8Array {
  const fields = createPacketFields();
  fields.depth.bidPrice[0] = tick.bid;
  fields.depth.askPrice[0] = tick.ask;
  return frame({
    ...fields,
    code: RESPONSE_CODES.full,
    exchangeSegmentCode: EXCHANGE_SEGMENT_CODES.NSE_FNO,
    securityId: tick.securityId,
    ltp: tick.ltp,
    ltt: epochMsToLtt(tick.atMs),
    volume: 2000,
    oi: 6000,
    close: 90,
  });
}

/** Any one packet; what is not given is 0. */
export function frame(fields: Partial<PacketFields> & Pick<PacketFields, 'code'>): Uint8Array {
  const length = (PACKET_LENGTHS as Readonly<Record<number, number>>)[fields.code]!;
  const bytes = new Uint8Array(length);
  encodePacket(new DataView(bytes.buffer), 0, { ...createPacketFields(), ...fields });
  return bytes;
}
