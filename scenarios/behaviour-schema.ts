/** `rules.expect.behaviour` of a scenario file: expectations as people write them, read into the form that is judged. */
import { z } from 'zod';
import { FEED_NAMES } from '#engine/behaviour/client-event.ts';
import type { Condition, Expectation, Moment } from '#engine/behaviour/expectation.ts';
import { duration } from './field-schemas.ts';

const feed = z.enum(FEED_NAMES);

const frequency = {
  atLeast: z.int().min(0).optional(),
  atMost: z.int().min(0).optional(),
  per: duration.optional(),
};

function countOf({
  atLeast,
  atMost,
  per,
}: {
  atLeast?: number | undefined;
  atMost?: number | undefined;
  per?: number | undefined;
}) {
  return { atLeast, atMost, perMs: per };
}

/** A status of the backend, as its health endpoint names it; `refused`: it did not start. */
const backendStatus = z.enum(['healthy', 'degraded', 'unhealthy', 'refused']);

const plainCondition = z.union(
  [
    z
      .strictObject({
        requests: z.strictObject({
          route: z
            .string()
            .regex(/^[A-Z]+ \/\S*$|^other$/, 'expected a route such as "POST /v2/optionchain"'),
          status: z.int().min(100).max(599).optional(),
          ...frequency,
        }),
      })
      .transform(({ requests }): Condition => ({
        kind: 'requests',
        route: requests.route,
        status: requests.status,
        count: countOf(requests),
      })),
    z
      .strictObject({ connects: z.strictObject({ feed, ...frequency }) })
      .transform(({ connects }): Condition => ({
        kind: 'connects',
        feed: connects.feed,
        count: countOf(connects),
      })),
    z
      .strictObject({
        connections: z.strictObject({ feed, atLeast: frequency.atLeast, atMost: frequency.atMost }),
      })
      .transform(({ connections }): Condition => ({
        kind: 'connections',
        feed: connections.feed,
        count: countOf(connections),
      })),
    z
      .strictObject({
        subscribed: z.strictObject({
          feed,
          instruments: z.union([
            z.literal('as-before'),
            z.array(z.string().regex(/^[A-Z_]+:\d+$/, 'expected instruments such as "IDX_I:13"')).min(1),
          ]),
        }),
      })
      .transform(({ subscribed }): Condition => ({ kind: 'subscribed', ...subscribed })),
    z
      .strictObject({ backend: backendStatus })
      .transform(({ backend }): Condition => ({ kind: 'backend', status: backend })),
    z
      .strictObject({ ticks: z.strictObject({ underlying: z.string().min(1), within: duration }) })
      .transform(({ ticks }): Condition => ({
        kind: 'ticks',
        underlying: ticks.underlying,
        withinMs: ticks.within,
      })),
    z
      .strictObject({
        legs: z.strictObject({ underlying: z.string().min(1), priced: z.number().gt(0).max(100) }),
      })
      .transform(({ legs }): Condition => ({
        kind: 'legs',
        underlying: legs.underlying,
        pricedPercent: legs.priced,
      })),
    z
      .strictObject({ log: z.string().min(1) })
      .transform(({ log }): Condition => ({ kind: 'log', text: log })),
  ],
  { error: 'expected one of requests, connects, connections, subscribed, backend, ticks, legs, log, not' },
);

const condition = z.union(
  [
    plainCondition,
    z
      .strictObject({ not: plainCondition })
      .transform(({ not }): Condition => ({ kind: 'not', condition: not })),
  ],
  { error: 'expected one of requests, connects, connections, subscribed, backend, ticks, legs, log, not' },
);

const moment = z.union(
  [
    z
      .strictObject({ time: z.string().regex(/^\d{2}:\d{2}:\d{2}$/) })
      .transform(({ time }): Moment => ({ kind: 'time', at: time })),
    z
      .strictObject({ fault: z.string().min(1) })
      .transform(({ fault }): Moment => ({ kind: 'fault', id: fault })),
    z
      .strictObject({ connected: feed })
      .transform(({ connected }): Moment => ({ kind: 'connected', feed: connected })),
    z
      .strictObject({ disconnected: feed })
      .transform(({ disconnected }): Moment => ({ kind: 'disconnected', feed: disconnected })),
  ],
  { error: 'expected {time: "HH:mm:ss"}, {fault: id}, {connected: feed} or {disconnected: feed}' },
);

const MODALITIES = ['always', 'never', 'eventually', 'sometimes'] as const;

const expectation = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'expected lower-case letters, digits and dashes'),
    always: condition.optional(),
    never: condition.optional(),
    eventually: condition.optional(),
    sometimes: condition.optional(),
    after: moment.optional(),
    plus: duration.optional(),
    within: duration.optional(),
    because: z.string().min(1),
  })
  .refine((written) => MODALITIES.filter((modality) => written[modality]).length === 1, {
    error: 'expected exactly one of always, never, eventually and sometimes',
  })
  .refine((written) => !written.eventually || written.within !== undefined, {
    error: 'expected within: how long a correct client may take',
    path: ['within'],
  })
  .transform((written): Expectation => {
    const modality = MODALITIES.find((name) => written[name])!;
    const { id, after, plus, within, because } = written;
    return {
      id,
      modality,
      condition: written[modality]!,
      after,
      plusMs: plus ?? 0,
      withinMs: within,
      because,
    };
  });

export const BehaviourSchema = z
  .array(expectation)
  .default([])
  .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, {
    error: 'expected ids that differ',
  });
