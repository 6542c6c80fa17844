/** Faults that strike once, in a scenario file. */
import { z } from 'zod';
import type { MomentFault } from '#engine/faults/moment-fault.ts';
import { DISCONNECT_REASONS } from '#engine/wire/feed-codes.ts';
import type { DisconnectReason } from '#engine/wire/feed-codes.ts';
import { beginning, delayMs, feed } from './fault-fields.ts';
import { clientId } from './field-schemas.ts';

const moment = { ...beginning, clientId: clientId.optional() };

export const momentFault = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('disconnect'),
    ...moment,
    feed,
    reason: z.literal(Object.keys(DISCONNECT_REASONS).map(Number) as DisconnectReason[]),
  }),
  z.strictObject({ kind: z.literal('evict'), ...moment, feed }),
  z.strictObject({ kind: z.literal('token-rollover'), ...moment }),
  z.strictObject({ kind: z.literal('data-plan-lapse'), ...moment }),
  z.strictObject({ kind: z.enum(['reset', 'fin', 'half-open']), ...moment, feed: feed.optional() }),
  z.strictObject({ kind: z.literal('slow-close'), ...moment, feed: feed.optional(), closeMs: delayMs }),
]) satisfies z.ZodType<MomentFault>;
