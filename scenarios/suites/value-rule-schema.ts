import { compile } from 'json-p3';
import { z } from 'zod';
import { VALUE_TYPES } from '#engine/verify/declared/value-rule.ts';
import type { Plain, ValueRule } from '#engine/verify/declared/value-rule.ts';

const plain = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** A regular expression. */
export const pattern = z.string().refine(isPattern, { error: 'expected a regular expression' });

/** A plain value stands for `equals`. */
export const valueRule = z.union([
  plain.transform((equals: Plain): ValueRule => ({ equals })),
  z
    .strictObject({
      equals: plain.optional(),
      oneOf: z.array(plain).min(1).optional(),
      matches: pattern.optional(),
      min: z.number().optional(),
      max: z.number().optional(),
      minCount: z.int().min(0).optional(),
      maxCount: z.int().min(0).optional(),
      type: z.enum(VALUE_TYPES).optional(),
      exists: z.boolean().optional(),
    })
    .transform((rule): ValueRule => rule),
]);

/** RFC 9535. */
export const jsonPath = z
  .string()
  .refine(isJsonPath, { error: 'expected a JSON path (RFC 9535), such as $.data.strikes or $[0].ltp' });

/** By JSON path, what the values there must be. */
export const jsonRules = z
  .record(jsonPath, valueRule)
  .transform((rules): ReadonlyMap<string, ValueRule> => new Map(Object.entries(rules)));

export function isJsonPath(text: string): boolean {
  try {
    compile(text);
    return true;
  } catch {
    return false;
  }
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}
