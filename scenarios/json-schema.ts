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
      ...json.properties,
    },
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function loosen(json: z.core.JSONSchema.BaseSchema): void {
  if (json.required) json.required = json.required.filter((name) => name === 'kind');
  if (json.required?.length === 0) delete json.required;
  if (json.minimum === Number.MIN_SAFE_INTEGER) delete json.minimum;
  if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum;
}
