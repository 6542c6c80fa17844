import { z } from 'zod';
import type { ProcessDeclaration } from '#engine/verify/declared/process-check.ts';
import { duration } from '../field-schemas.ts';
import { usageKeys } from './usage-schema.ts';
import { pattern } from './value-rule-schema.ts';

const name = z.string().min(1);

/** `process: NAME` alone asks for at least one. */
export const processDeclaration = z.union([
  name.transform((text): ProcessDeclaration => ({ kind: 'process', name: text, min: 1 })),
  z
    .strictObject({
      pid: z.int().min(1).optional(),
      pidFile: z.string().min(1).optional(),
      name: name.optional(),
      matches: pattern.optional(),
      min: z.int().min(0).optional(),
      max: z.int().min(0).optional(),
      upFor: duration.optional(),
      ...usageKeys,
    })
    .refine((written) => ['pid', 'pidFile', 'name', 'matches'].some((key) => key in written), {
      error: 'expected pid, pidFile, name or matches: which process is meant',
    })
    .transform(({ upFor, min, ...written }): ProcessDeclaration => {
      const least = min ?? Math.min(1, written.max ?? 1);
      return { kind: 'process', ...written, min: least, upForMs: upFor };
    }),
]);
