/** zod schemas as JSON Schema 2020-12, the dialect of OpenAPI 3.1. */
import { z } from 'zod';

/** Anything that becomes JSON. */
export type JsonObject = { readonly [key: string]: unknown };

/** `direction`: what a client sends may have more keys than the schema names, what the exchange answers has none. */
export function jsonSchemaOf(schema: z.ZodType, direction: 'sent' | 'answered'): JsonObject {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, {
    io: direction === 'sent' ? 'input' : 'output',
    override: ({ jsonSchema }) => dropNoise(jsonSchema),
  });
  return json;
}

/** The bounds of every JavaScript integer, and the pattern behind every format, say nothing to a reader. */
function dropNoise(json: z.core.JSONSchema.BaseSchema): void {
  if (json.minimum === Number.MIN_SAFE_INTEGER) delete json.minimum;
  if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum;
  if (json.format !== undefined) delete json.pattern;
}
