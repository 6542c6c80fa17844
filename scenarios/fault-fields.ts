/** Fields that faults of several kinds have. */
import { z } from 'zod';
import { FEED_NAMES } from '#engine/behaviour/client-event.ts';
import { clientId, timeOfDay } from './field-schemas.ts';

export const feed = z.enum(FEED_NAMES);

export const id = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'expected lower-case letters, digits and dashes');

export const lasting = {
  id,
  from: timeOfDay.optional(),
  until: timeOfDay.optional(),
};

export const odds = {
  probability: z.number().gt(0).max(1).default(1),
  times: z.int().min(1).optional(),
};

export const aim = { clientId: clientId.optional(), ...odds };

export const routes = z
  .array(z.string().regex(/^[A-Z]+ \/\S*$|^\*$/, 'expected a route such as "POST /v2/optionchain", or "*"'))
  .min(1);

/** Milliseconds of a delay, up to an hour. */
export const delayMs = z.int().min(1).max(3_600_000);

/** What may come on top of a delay. */
export const jitterMs = z.int().min(0).max(3_600_000).default(0);
