/** `platform` of a scenario file: the second system of `serve --platform`. */
import { z } from 'zod';
import { STANDING_PLATFORM_FAULTS, STREAM_PLATFORM_FAULTS } from '#engine/faults/platform-fault.ts';
import type { ScenarioPlatform } from '#engine/scenario.ts';
import { timeOfDay } from './field-schemas.ts';

const platformFault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(STANDING_PLATFORM_FAULTS) }),
  z.strictObject({ kind: z.enum(STREAM_PLATFORM_FAULTS), from: timeOfDay.optional() }),
]);

export const PlatformSchema = z.strictObject({
  faults: z
    .array(platformFault)
    .default([])
    .refine((faults) => new Set(faults.map(({ kind }) => kind)).size === faults.length, {
      error: 'expected faults of different kinds',
    }),
}) satisfies z.ZodType<ScenarioPlatform>;
