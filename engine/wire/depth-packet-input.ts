/** A packet of a depth feed as a person writes it (the JSON that decode prints) turned into its bytes. */
import { z } from 'zod';
import { ConfigError } from '../errors.ts';
import { EXCHANGE_SEGMENT_CODES } from '../market/instrument.ts';
import type { ExchangeSegment } from '../market/instrument.ts';
import { depthPacketLength, depthSideOf, encodeDepthDisconnect, encodeDepthSide } from './depth-packets.ts';
import type { DepthFeedLevels, DepthPacket, DepthRow } from './depth-packets.ts';
import { DISCONNECT_REASONS } from './feed-codes.ts';
import type { DisconnectReason } from './feed-codes.ts';

const Uint32Schema = z.number().int().min(0).max(0xffff_ffff);
const SEGMENTS = Object.keys(EXCHANGE_SEGMENT_CODES) as [ExchangeSegment, ...ExchangeSegment[]];

const RowSchema = z.strictObject({
  price: z.number().default(0),
  quantity: Uint32Schema.default(0),
  orders: Uint32Schema.default(0),
}) satisfies z.ZodType<DepthRow>;

const SideSchema = z.strictObject({
  kind: z.enum(['bid', 'ask']),
  exchangeSegment: z.enum(SEGMENTS),
  securityId: Uint32Schema,
  sequence: Uint32Schema.default(0),
  rows: z.array(RowSchema).default([]),
});

const DisconnectSchema = z.strictObject({
  kind: z.literal('disconnect'),
  reason: z.custom<DisconnectReason>((reason) => typeof reason === 'number' && reason in DISCONNECT_REASONS, {
    error: `expected one of ${Object.keys(DISCONNECT_REASONS).join(', ')}`,
  }),
});

const DepthPacketSchema = z.discriminatedUnion('kind', [SideSchema, DisconnectSchema], {
  error: (issue) => (issue.code === 'invalid_union' ? 'expected bid, ask or disconnect' : undefined),
}) satisfies z.ZodType<DepthPacket>;

/**
 * The bytes of an object with DepthPacket's keys; what is left out of rows is 0. The sequence counts on the feed of 20 levels only: with 200 the
 * wire tells the number of rows in its place. Errors: ConfigError naming the field, what was expected and what was given.
 */
export function depthPacketFrom(input: unknown, levels: DepthFeedLevels): Uint8Array {
  const result = DepthPacketSchema.safeParse(input);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new ConfigError(
      `${issue?.path.join('.') || 'packet'}: ${issue?.message}. Give the packet that decode --feed depth-${levels} prints.`,
    );
  }
  const packet = result.data;
  return packet.kind === 'disconnect' ? encodeDepthDisconnect(packet.reason) : sideBytes(packet, levels);
}

function sideBytes(packet: z.output<typeof SideSchema>, levels: DepthFeedLevels): Uint8Array {
  const { kind, exchangeSegment, securityId, sequence, rows } = packet;
  if (rows.length > levels)
    throw new ConfigError(
      `rows: expected at most ${levels} levels, was ${rows.length}. Leave the last ones out.`,
    );
  const bytes = new Uint8Array(depthPacketLength(levels, rows.length));
  encodeDepthSide(new DataView(bytes.buffer), 0, {
    levels,
    address: {
      side: kind,
      exchangeSegmentCode: EXCHANGE_SEGMENT_CODES[exchangeSegment],
      securityId,
      sequence,
    },
    book: depthSideOf(rows),
  });
  return bytes;
}
