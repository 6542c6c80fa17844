/** Faults of a feed's connection in a scenario file. */
import { z } from 'zod';
import type { LineFault } from '#engine/faults/line-fault.ts';
import { aim, delayMs, feed, jitterMs, lasting } from './fault-fields.ts';

const lineAim = { ...lasting, ...aim, feed: feed.optional() };

export const lineFault = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('split-frames'),
    ...lineAim,
    by: z.enum(['continuation', 'write']),
    pieces: z.int().min(2).max(16).default(2),
  }),
  z.strictObject({ kind: z.literal('coalesce-frames'), ...lineAim }),
  z.strictObject({ kind: z.literal('feed-latency'), ...lineAim, latencyMs: delayMs, jitterMs }),
  z.strictObject({
    kind: z.literal('bandwidth'),
    ...lineAim,
    bytesPerSecond: z.int().min(1).max(1_000_000_000),
  }),
]) satisfies z.ZodType<LineFault>;
