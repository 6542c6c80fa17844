/** The scenario language as JSON Schema, for editors. */
import { z } from 'zod';
import { ScenarioSchema } from './schema.ts';

/**
 * The whole document, ending with a line feed. A file that extends another says only what differs, at any depth, so nothing but `kind` is
 * required; what is missing in the end is told by `preopen scenario check`.
 */
export function renderScenarioSchema(): string {
  const { $schema, ...json } = z.toJSONSchema(ScenarioSchema, {
    io: 'input',
    override: ({ jsonSchema }) => loosen(jsonSchema),
  });
  const document = {
    $schema,
    title: 'Preopen scenario',
    ...json,
    properties: {
      extends: {
        type: 'string',
        description:
          'name of a shipped scenario, or path of a file from here: everything this file does not say is taken from it',
      },
      with: {
        type: 'array',
        items: { type: 'string' },
        description: 'scenarios whose faults and expectations are added to those of this one',
      },
      parameters: {
        type: 'object',
        additionalProperties: { type: ['string', 'number', 'boolean'] },
        description: 'values that --set NAME=VALUE chooses; they stand as $NAME where they belong',
      },
      ...withParameters(json.properties ?? {}),
    },
    $defs: { ...json.$defs, parameter: { type: 'string', pattern: '^\\$[A-Za-z]\\w*$' } },
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function loosen(json: z.core.JSONSchema.BaseSchema): void {
  if (json.required) json.required = json.required.filter((name) => name === 'kind');
  if (json.required?.length === 0) delete json.required;
  if (json.minimum === Number.MIN_SAFE_INTEGER) delete json.minimum;
  if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum;
}

/** Where a scenario's value may stand as `$name`: everywhere but for what tells kinds apart. */
function withParameters(properties: Schemas): Schemas {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [
      name,
      name === 'kind' ? schema : orParameter(schema),
    ]),
  );
}

type Schema = z.core.JSONSchema._JSONSchema;
type Schemas = Readonly<Record<string, Schema>>;

const PARAMETER = { $ref: '#/$defs/parameter' };
const LIMITS = ['pattern', 'format', 'enum'] as const;

function orParameter(schema: Schema): Schema {
  if (typeof schema === 'boolean' || schema.const !== undefined) return schema;
  const { properties, items, anyOf, oneOf } = schema;
  const isScalar = schema.type === 'number' || schema.type === 'integer' || schema.type === 'boolean';
  if (isScalar || LIMITS.some((limit) => schema[limit] !== undefined)) return { anyOf: [schema, PARAMETER] };
  return {
    ...schema,
    ...(properties ? { properties: withParameters(properties) } : {}),
    ...(items && !Array.isArray(items) ? { items: orParameter(items) } : {}),
    ...(anyOf ? { anyOf: anyOf.map(orParameter) as z.core.JSONSchema.BaseSchema[] } : {}),
    ...(oneOf ? { oneOf: oneOf.map(orParameter) as z.core.JSONSchema.BaseSchema[] } : {}),
  };
}
