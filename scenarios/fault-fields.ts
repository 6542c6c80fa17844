/** Fields that faults of several kinds have. */
import { z } from 'zod';
import { FEED_NAMES } from '#engine/behaviour/client-event.ts';
import { clientId, timeOfDay } from './field-schemas.ts';

export const feed = z.enum(FEED_NAMES);

const id = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'expected lower-case letters, digits and dashes');

const route = z
  .string()
  .regex(/^[A-Z]+ \/\S*$|^\*$/, 'expected a route such as "POST /v2/optionchain", or "*"');

const hourMs = z.int().min(0).max(3_600_000);

/** When a fault begins: at a time of day, or with something that happens. */
export const beginning = {
  id,
  from: timeOfDay.optional(),
  after: z
    .union(
      [
        z.strictObject({ fault: id }),
        z.strictObject({ connected: feed }),
        z.strictObject({ disconnected: feed }),
      ],
      {
        error: 'expected {fault: id}, {connected: feed} or {disconnected: feed}',
      },
    )
    .optional(),
  when: z
    .union(
      [
        z.strictObject({ connections: z.strictObject({ feed, atLeast: z.int().min(1) }) }),
        z.strictObject({ requests: z.strictObject({ route, atLeast: z.int().min(1) }) }),
      ],
      { error: 'expected {connections: {feed, atLeast}} or {requests: {route, atLeast}}' },
    )
    .optional(),
  plusMs: hourMs.optional(),
};

export const lasting = {
  ...beginning,
  until: timeOfDay.optional(),
  lastsMs: hourMs.min(1).optional(),
};

export const odds = {
  probability: z.number().gt(0).max(1).default(1),
  times: z.int().min(1).optional(),
};

export const aim = { clientId: clientId.optional(), ...odds };

export const routes = z.array(route).min(1);

/** Milliseconds of a delay, up to an hour. */
export const delayMs = z.int().min(1).max(3_600_000);

/** What may come on top of a delay. */
export const jitterMs = z.int().min(0).max(3_600_000).default(0);
