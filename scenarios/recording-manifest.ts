/** The JSON attachment `manifest.json` of a recording: everything about the session that is not a price. */
import { z } from 'zod';
import type { RecordedSession, RecordedUnderlying } from '#engine/replay/recording.ts';

const LadderSchema = z.object({
  expiry: z.string(),
  strikes: z.array(z.number()),
  previousClose: z.array(z.number()),
  previousOi: z.array(z.number()),
});

const ManifestSchema = z.object({
  format: z.literal('preopen-option-session/1'),
  date: z.string(),
  provenance: z.object({ source: z.string(), licence: z.string(), changes: z.array(z.string()) }).optional(),
  underlyings: z.array(
    z.object({
      symbol: z.string(),
      lotSize: z.number(),
      strikeInterval: z.number(),
      previousClose: z.number(),
      isSpotDerived: z.boolean(),
      snapshotCount: z.number(),
      expiries: z.array(LadderSchema),
    }),
  ),
});

/** What the file says about itself before its first snapshot. */
export type RecordingManifest = z.infer<typeof ManifestSchema>;

/** Describes a session for the head of its file. */
export function manifestOf(session: RecordedSession): RecordingManifest {
  return {
    format: 'preopen-option-session/1',
    date: session.date,
    ...(session.provenance && {
      provenance: { ...session.provenance, changes: [...session.provenance.changes] },
    }),
    underlyings: session.underlyings.map(describeUnderlying),
  };
}

/** Throws (SyntaxError, ZodError) on bytes that are no manifest. */
export function parseManifest(bytes: Uint8Array): RecordingManifest {
  return ManifestSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

function describeUnderlying(underlying: RecordedUnderlying): RecordingManifest['underlyings'][number] {
  return {
    symbol: underlying.symbol,
    lotSize: underlying.lotSize,
    strikeInterval: underlying.strikeInterval,
    previousClose: underlying.previousClose,
    isSpotDerived: underlying.isSpotDerived,
    snapshotCount: underlying.snapshots.length,
    expiries: underlying.expiries.map((ladder) => ({
      expiry: ladder.expiry,
      strikes: [...ladder.strikes],
      previousClose: [...(ladder.previousClose ?? [])],
      previousOi: [...(ladder.previousOi ?? [])],
    })),
  };
}
