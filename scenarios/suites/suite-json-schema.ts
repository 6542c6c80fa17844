/** The suite language as JSON Schema, for editors. */
import { z } from 'zod';
import { SuiteSchema } from './suite-schema.ts';

/** The whole document, ending with a line feed. */
export function renderSuiteSchema(): string {
  const { $schema, ...json } = suiteSchema();
  const document = {
    $schema,
    title: 'Preopen suite',
    ...json,
    properties: {
      ...json.properties,
      extends: {
        anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
        description: 'built-in suites and paths of suite files that this one builds on',
      },
    },
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** As `z.toJSONSchema` gives it. */
export function suiteSchema(): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(SuiteSchema, { io: 'input', unrepresentable: 'any' });
}
