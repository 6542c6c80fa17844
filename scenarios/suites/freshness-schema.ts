import { z } from 'zod';
import { TIME_ZONES } from '#engine/verify/declared/freshness.ts';
import type { Freshness } from '#engine/verify/declared/freshness.ts';
import { duration } from '../field-schemas.ts';

/** The exchange whose closed hours excuse what is silent or old. */
export const whileOpen = z.enum(['NSE', 'BSE', 'MCX']);

/** The keys of an age; a file's and a stream's times have no zone to doubt. */
export const freshnessKeys = {
  within: duration,
  whileOpen: whileOpen.optional(),
  zone: z.enum(TIME_ZONES).default('UTC'),
};

/** `fresh: 5m` alone, or with what else it depends on. */
export const freshness = z.union([
  duration.transform((ageMsMax): Freshness => ({ ageMsMax, zone: 'UTC' })),
  z
    .strictObject(freshnessKeys)
    .transform(({ within, ...rest }): Freshness => ({ ageMsMax: within, ...rest })),
]);
