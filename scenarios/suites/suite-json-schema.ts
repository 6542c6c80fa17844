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

/** Every key that some part of a suite may have, to guess what a wrong one meant. */
export function suiteKeys(): readonly string[] {
  const keys = new Set<string>();
  collectKeys(suiteSchema(), keys);
  return [...keys];
}

function suiteSchema(): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(SuiteSchema, { io: 'input', unrepresentable: 'any' });
}

function collectKeys(value: unknown, keys: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) collectKeys(item, keys);
  else if (typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value)) {
      if (name === 'properties') for (const key of Object.keys(inner as object)) keys.add(key);
      collectKeys(inner, keys);
    }
}
