/** Faults of REST answers that look right, in a scenario file. */
import { z } from 'zod';
import type { RestFault } from '#engine/faults/rest-fault.ts';
import { UNDERLYINGS } from '#engine/market/instrument.ts';
import { aim, delayMs, jitterMs, lasting, odds, routes } from './fault-fields.ts';

const DAY_MS = 86_400_000;

const underlyingAim = {
  ...lasting,
  ...aim,
  underlyings: z.array(z.enum([...UNDERLYINGS.map(({ symbol }) => symbol), '*'])).min(1),
};

export const restFault = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('stub-master'),
    ...lasting,
    ...odds,
    rows: z.int().min(0).max(1000).default(3),
  }),
  z.strictObject({
    kind: z.literal('blank-master'),
    ...lasting,
    ...odds,
    columns: z.array(z.string().min(1)).min(1),
  }),
  z.strictObject({ kind: z.literal('zero-chain'), ...underlyingAim }),
  z.strictObject({
    kind: z.literal('null-legs'),
    ...underlyingAim,
    legs: z.enum(['ce', 'pe', 'both']).default('both'),
  }),
  z.strictObject({ kind: z.literal('empty-expiry-list'), ...underlyingAim }),
  z.strictObject({
    kind: z.literal('wrong-expiry-list'),
    ...underlyingAim,
    shiftDays: z
      .int()
      .min(-366)
      .max(366)
      .refine((days) => days !== 0, 'expected a number of days other than 0')
      .default(1),
  }),
  z.strictObject({
    kind: z.literal('clock-skew'),
    ...lasting,
    ...aim,
    skewMs: z
      .int()
      .min(-DAY_MS)
      .max(DAY_MS)
      .refine((skewMs) => skewMs !== 0, 'expected milliseconds other than 0'),
  }),
  z.strictObject({
    kind: z.literal('slow-answer'),
    ...lasting,
    ...aim,
    routes,
    latencyMs: delayMs,
    jitterMs,
  }),
]) satisfies z.ZodType<RestFault>;
