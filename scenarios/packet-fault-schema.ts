/** Faults of single packets in a scenario file. */
import { z } from 'zod';
import { PLAIN_PACKET_FAULTS } from '#engine/faults/packet-fault.ts';
import type { PacketFault } from '#engine/faults/packet-fault.ts';
import { EXCHANGE_SEGMENT_CODES, UNDERLYINGS } from '#engine/market/instrument.ts';
import type { ExchangeSegment } from '#engine/market/instrument.ts';
import { aim, delayMs, feed, lasting } from './fault-fields.ts';

const segment = z.enum(Object.keys(EXCHANGE_SEGMENT_CODES) as ExchangeSegment[]);

const instrument = z
  .string()
  .regex(
    new RegExp(`^([A-Z_]+:\\d+|${UNDERLYINGS.map(({ symbol }) => symbol).join('|')})$`),
    'expected an instrument such as "NSE_FNO:49081", or an index such as "BANKNIFTY"',
  );

const packetAim = {
  ...lasting,
  ...aim,
  feed: feed.exclude(['order-update']).optional(),
  instruments: z.array(instrument).min(1).optional(),
  segment: segment.optional(),
};

export const packetFault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(PLAIN_PACKET_FAULTS), ...packetAim }),
  z.strictObject({
    kind: z.literal('stale-time'),
    ...packetAim,
    feed: z.literal('live', { error: 'expected live: a packet of depth has no trade time' }).optional(),
  }),
  z.strictObject({ kind: z.literal('wrong-segment'), ...packetAim, as: segment }),
  z.strictObject({
    kind: z.literal('malformed'),
    ...packetAim,
    header: z.enum(['unknown-code', 'bad-length']),
  }),
  z.strictObject({
    kind: z.literal('delay'),
    ...packetAim,
    delay: z.union([delayMs, z.literal('late')], { error: 'expected milliseconds, or "late"' }),
  }),
]) satisfies z.ZodType<PacketFault>;
