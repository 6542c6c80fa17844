import { z } from 'zod';
import type { FileDeclaration } from '#engine/verify/declared/file-check.ts';
import { freshness } from './freshness-schema.ts';

const path = z.string().min(1);
const bytes = z.int().min(0);

/** `file: PATH` alone asks for a file that is not empty. */
export const fileDeclaration = z.union([
  path.transform((text): FileDeclaration => ({ kind: 'file', path: text, exists: true, bytesMin: 1 })),
  z
    .strictObject({
      path,
      exists: z.boolean().default(true),
      bytesMin: bytes.default(1),
      bytesMax: bytes.optional(),
      fresh: freshness.optional(),
    })
    .transform((written): FileDeclaration => ({ kind: 'file', ...written })),
]);
