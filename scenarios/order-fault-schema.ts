/** Outcomes forced on orders, in a scenario file. */
import { z } from 'zod';
import type { OrderFault } from '#engine/faults/order-fault.ts';
import { aim, delayMs, lasting } from './fault-fields.ts';

const orderAim = {
  ...lasting,
  ...aim,
  correlationPrefix: z
    .string()
    .regex(/^[A-Za-z0-9 _-]{1,25}$/, 'expected 1 to 25 of letters, digits, blank, "_" and "-"')
    .optional(),
};

export const orderFault = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('fill-in-parts'),
    ...orderAim,
    parts: z.int().min(1).max(100),
    everyMs: delayMs.default(250),
  }),
  z.strictObject({ kind: z.literal('reject-order'), ...orderAim, text: z.string().min(1).max(200) }),
  z.strictObject({ kind: z.literal('late-order-update'), ...orderAim, delayMs }),
  z.strictObject({
    kind: z.enum(['hold-in-transit', 'repeated-order-update', 'missing-order-update', 'missing-postback']),
    ...orderAim,
  }),
]) satisfies z.ZodType<OrderFault>;
