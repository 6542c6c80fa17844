/** What the control port answers, for its OpenAPI document and for whoever checks answers against it. */
import { z } from 'zod';
import { FEED_NAMES } from '#engine/behaviour/client-event.ts';
import { HOPS } from '../explain/explanation.ts';

const IstTime = z.iso.datetime({ offset: true });
const Count = z.int().nonnegative();

export const ErrorSchema = z.strictObject({ error: z.string() });

export const ClockSchema = z.strictObject({
  now: IstTime,
  epochMs: z.number(),
  /** Scenario seconds per wall second; 0 while the clock is held. */
  speed: z.number().nonnegative(),
  scenario: z.string(),
});

/** Everything that the fault's own kind has stands beside these. */
export const FaultSchema = z.looseObject({
  id: z.string(),
  kind: z.string(),
  strikes: Count,
  firstAt: IstTime.nullable(),
});

export const FaultListSchema = z.strictObject({ faults: z.array(FaultSchema) });
export const FaultRemovedSchema = z.strictObject({ removed: z.string() });
/** As in a scenario file; docs/scenario.schema.json has every kind. */
export const FaultRequestSchema = z.union([
  z.looseObject({ id: z.string(), kind: z.string() }),
  z.string().meta({ description: 'a fault in words, such as mute BANKNIFTY' }),
]);

const FeedCountersSchema = z.looseObject({
  connections: Count,
  packets: Count,
  messages: Count,
  messagesReceived: Count,
});

/** A simulated exchange has more of them than a recorded one. */
export const CountersSchema = z.looseObject({
  requests: z.record(z.string(), z.unknown()),
  feed: FeedCountersSchema,
  depth20: FeedCountersSchema,
  depth200: FeedCountersSchema,
  orderUpdate: FeedCountersSchema,
});

export const ConnectionsSchema = z.strictObject({
  connections: z.array(
    z.strictObject({
      feed: z.enum(FEED_NAMES),
      clientId: z.string(),
      state: z.enum(['open', 'half-open', 'closing']),
      connectedAt: IstTime,
      instruments: Count,
      packetsSent: Count,
      messagesSent: Count,
      backlogBytes: Count,
    }),
  ),
});

export const DisconnectedSchema = z.strictObject({ disconnected: Count });

export const JournalSchema = z.strictObject({
  entries: z.array(z.looseObject({ number: Count, at: IstTime, kind: z.string() })),
  next: Count,
});

export const ExpectationsSchema = z.strictObject({
  expectations: z.array(
    z.strictObject({
      id: z.string(),
      outcome: z.enum(['held', 'broken', 'open', 'unjudged']),
      expected: z.string(),
      observed: z.string(),
      because: z.string(),
    }),
  ),
});

export const ExplanationSchema = z.strictObject({
  clientId: z.string(),
  feed: z.enum(FEED_NAMES),
  instrument: z.string().nullable(),
  hops: z.array(z.strictObject({ hop: z.enum(HOPS), isPassed: z.boolean(), said: z.string() })),
  lostAt: z.enum(HOPS).nullable(),
  conclusion: z.string(),
});

export const ResetSchema = z.strictObject({ now: IstTime });
const TenantSchema = z.strictObject({
  clientId: z.string(),
  now: IstTime,
  speed: z.number().nonnegative(),
  connections: Count,
});

export const TenantListSchema = z.strictObject({ tenants: z.array(TenantSchema) });
export const OpenedTenantSchema = TenantSchema.extend({ accessToken: z.string() });
export const ClosedTenantSchema = z.strictObject({ closed: z.string() });
export const DocumentSchema = z.looseObject({ openapi: z.string() });
