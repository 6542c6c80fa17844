/** `faults` of a scenario file. */
import { z } from 'zod';
import type { PlannedFault } from '#engine/faults/planned-fault.ts';
import { aim, feed, lasting, routes } from './fault-fields.ts';
import { lineFault } from './line-fault-schema.ts';
import { momentFault } from './moment-fault-schema.ts';
import { packetFault } from './packet-fault-schema.ts';
import { restFault } from './rest-fault-schema.ts';

const BODILESS_STATUSES: readonly number[] = [204, 205, 304];

const status = z
  .int()
  .min(200)
  .max(599)
  .refine((code) => !BODILESS_STATUSES.includes(code), 'expected a status whose answer may have a body');

const plannedFault = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('answer'),
      ...lasting,
      ...aim,
      routes,
      status: status.optional(),
      body: z.enum(['as-is', 'truncated', 'html', 'empty']).default('as-is'),
    })
    .refine(({ status: code, body }) => code !== undefined || body !== 'as-is', {
      error: 'expected a status or a body other than as-is; without them the fault changes nothing',
      path: ['status'],
    }),
  z.strictObject({
    kind: z.literal('refuse-upgrade'),
    ...lasting,
    ...aim,
    feed: feed.optional(),
    status: z.int().min(400).max(599),
  }),
  z.strictObject({ kind: z.literal('mute'), ...lasting, feed: feed.exclude(['order-update']).optional() }),
  lineFault,
  momentFault,
  restFault,
  packetFault,
]) satisfies z.ZodType<PlannedFault>;

/** Faults with ids of their own, each in a window that has a length. */
export const FaultsSchema = z
  .array(plannedFault)
  .default([])
  .superRefine((faults, context) => {
    for (const [index, planned] of faults.entries()) {
      if (faults.findIndex((other) => other.id === planned.id) < index)
        context.addIssue({
          code: 'custom',
          path: [index, 'id'],
          message: 'expected an id that no other fault has',
        });
      if (hasNoLength(planned))
        context.addIssue({ code: 'custom', path: [index, 'until'], message: 'expected a time after from' });
    }
  });

function hasNoLength({ from, until }: PlannedFault): boolean {
  return from !== undefined && until !== undefined && until <= from;
}

/** A fault that is planned by itself, as a scenario file has it; `reason` says what is wrong with one that is none. */
export function readFault(
  body: unknown,
): { readonly ok: true; readonly fault: PlannedFault } | { readonly ok: false; readonly reason: string } {
  const result = FaultsSchema.safeParse([body]);
  const [fault] = result.data ?? [];
  if (fault) return { ok: true, fault };
  const [issue] = result.error?.issues ?? [];
  const field = issue?.path.slice(1).map(String).join('.') ?? '';
  return {
    ok: false,
    reason: `fault${field === '' ? '' : ` ${field}`}: ${issue?.message ?? 'expected a fault'}.`,
  };
}
