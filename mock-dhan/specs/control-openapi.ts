/** The control port as OpenAPI 3.1, made of its operations and their zod schemas. */
import type { z } from 'zod';
import { ErrorSchema } from '../control/answer-schemas.ts';
import { CONTROL_OPERATIONS } from '../control/control-operations.ts';
import type { ControlOperation } from '../control/control-operations.ts';
import { jsonSchemaOf } from './json-schema.ts';
import type { JsonObject } from './json-schema.ts';

/** The whole document as it is served and committed, ending with a line feed. */
export function renderControlOpenApi(): string {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of CONTROL_OPERATIONS)
    (paths[operation.path] ??= {})[operation.method.toLowerCase()] = describe(operation);
  const document = {
    openapi: '3.1.1',
    info: {
      title: "The control port of Preopen's mock exchange",
      version: '1',
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: 'http://127.0.0.1:{port}', variables: { port: { default: '8444' } } }],
    security: [{ token: [] }],
    paths,
    components: {
      schemas: { Error: jsonSchemaOf(ErrorSchema, 'answered') },
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

const DESCRIPTION =
  'Generated from the schemas the control port is built from. Address and token stand in the ready file of `preopen serve` (`controlUrl`, `controlToken`). Times are IST.';

const REFUSAL_WORDS = {
  400: 'not what is expected, which is told',
  401: 'without the token',
  404: 'not known',
  409: 'not possible now, or not with this exchange',
} as const;

function describe({
  id,
  summary,
  path,
  query,
  body,
  answer,
  status = 200,
  refusals = [],
}: ControlOperation): JsonObject {
  const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  return {
    operationId: id,
    summary,
    parameters: [...named, ...(query ? queryParameters(query) : [])],
    ...(body ? { requestBody: { required: true, content: json(jsonSchemaOf(body, 'sent')) } } : {}),
    responses: {
      [status]: { description: 'the answer', content: json(jsonSchemaOf(answer, 'answered')) },
      ...Object.fromEntries(
        ([401, ...refusals] as const).map((each) => [each, refusal(REFUSAL_WORDS[each])]),
      ),
    },
  };
}

function queryParameters(query: z.ZodObject): JsonObject[] {
  const { properties = {}, required = [] } = jsonSchemaOf(query, 'sent') as {
    readonly properties?: Readonly<Record<string, JsonObject>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function refusal(description: string): JsonObject {
  return { description, content: json({ $ref: '#/components/schemas/Error' }) };
}

function json(schema: JsonObject): JsonObject {
  return { 'application/json': { schema } };
}
