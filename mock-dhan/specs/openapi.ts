/** The REST surface as OpenAPI 3.1, made of the route table, its statuses and the zod schemas. */
import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';
import { statusesOf } from '../rest/route-statuses.ts';
import type { RouteStatus } from '../rest/route-statuses.ts';
import { ROUTES, routeKey } from '../rest/route-table.ts';
import type { Route } from '../rest/route-table.ts';
import type { JsonObject } from './json-schema.ts';
import { OPERATIONS } from './operations.ts';
import type { OperationWords, Parameter } from './operations.ts';
import { restSchemaComponents } from './rest-schemas.ts';

/** The whole document as it is served and committed, ending with a line feed. */
export function renderOpenApi(): string {
  const document = {
    openapi: '3.1.1',
    info: {
      title: "Dhan v2 REST, as Preopen's mock exchange answers it",
      version: '2',
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [loopback(), ...Object.values(HOSTS).map((host) => ({ url: `https://${host}` }))],
    tags: TAGS.map((name) => ({ name })),
    paths: paths(),
    components: { schemas: restSchemaComponents(), securitySchemes: SECURITY_SCHEMES },
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

const DESCRIPTION = [
  'Generated from the tables and schemas the mock exchange is built from. `x-rate-limit` names the budget a call draws on; `x-answer` tells whether an answer is `served` from the',
  'scenario and what its accounts did, or `out-of-scope`; `seed-compat` routes are unknown on other wires.',
  'A response that not every wire profile has names those that do in `x-wire-profiles`. Every other path is answered 404 in the shape NotFound.',
].join('\n');

/** Source: dhan-v2-wire 1.1. */
const HOSTS = { api: 'api.dhan.co', auth: 'auth.dhan.co', images: 'images.dhan.co' } as const;

const TAGS = ['files', 'data', 'charts', 'session', 'orders', 'portfolio', 'out of scope', 'mock'] as const;

/** Source: dhan-v2-wire 1.2. */
const SECURITY_SCHEMES = Object.fromEntries(
  ['access-token', 'client-id', 'app_id', 'app_secret', 'partner_id', 'partner_secret'].map((name) => [
    name,
    { type: 'apiKey', in: 'header', name },
  ]),
);

function paths(): JsonObject {
  const items: Record<string, Record<string, unknown>> = {};
  for (const route of ROUTES) {
    const item = (items[templateOf(route.path)] ??= { servers: serversOf(route) });
    for (const verb of route.method === 'ALL' ? ANY_VERB : [route.method])
      item[verb.toLowerCase()] = operation(route, verb);
  }
  return items;
}

/** What a client could use on a surface that answers whatever the method. */
const ANY_VERB = ['GET', 'POST', 'PUT', 'DELETE'] as const;

/** `/v2/orders/:orderId` as `/v2/orders/{orderId}`. */
function templateOf(path: string): string {
  return path.replaceAll(/:(\w+)/g, '{$1}').replace('*', '{rest}');
}

function serversOf({ path, tier }: Route): JsonObject[] {
  if (tier === 'mock') return [loopback()];
  const host = path.startsWith('/api-data/') ? HOSTS.images : tier === 'auth' ? HOSTS.auth : HOSTS.api;
  return [loopback(), { url: `https://${host}` }];
}

function loopback(): JsonObject {
  return {
    url: 'http://127.0.0.1:{port}',
    description: 'a mock exchange on this machine',
    variables: { port: { default: '8443' } },
  };
}

function operation(route: Route, verb: string): JsonObject {
  const words = OPERATIONS[routeKey(route)]!;
  const { family, answer } = route;
  return {
    operationId: operationIdOf(route, verb),
    summary: words.summary,
    tags: [tagOf(route)],
    security: securityOf(route),
    ...(family === undefined ? {} : { 'x-rate-limit': family }),
    'x-answer': answer,
    parameters: [...pathParameters(route), ...(words.parameters ?? []).map(parameterOf)],
    ...(words.body === undefined
      ? {}
      : { requestBody: { required: true, content: jsonContent([words.body]) } }),
    responses: responses(route, words),
  };
}

/** `getV2OrdersByOrderId`; a path that ends in a slash says so. */
function operationIdOf({ path }: Route, verb: string): string {
  const words = `${verb.toLowerCase()}${path.replaceAll(':', '/by/').replace('*', '')}${path.endsWith('/') ? 'slash' : ''}`;
  return words.replaceAll(/[^A-Za-z0-9]+(\w?)/g, (_, letter: string) => letter.toUpperCase());
}

function tagOf({ path, tier, answer }: Route): (typeof TAGS)[number] {
  if (answer === 'out-of-scope') return 'out of scope';
  if (tier === 'mock' || answer === 'seed-compat') return 'mock';
  if (tier === 'files') return 'files';
  if (tier === 'go') return 'data';
  if (path.startsWith('/v2/charts/')) return 'charts';
  if (tier === 'auth' || /^\/v2\/(profile|RenewToken|ip\/)/.test(path)) return 'session';
  return /^\/v2\/(orders|trades|super|forever|alerts)\b/.test(path) ? 'orders' : 'portfolio';
}

function securityOf({ tier, path, family }: Route): JsonObject[] {
  if (tier === 'go') return [{ 'access-token': [], 'client-id': [] }];
  if (path === '/app/generateAccessToken') return [];
  if (path.startsWith('/app/')) return [{ app_id: [], app_secret: [] }];
  if (path.startsWith('/partner/')) return [{ partner_id: [], partner_secret: [] }];
  return family === undefined ? [] : [{ 'access-token': [] }];
}

function pathParameters({ path }: Route): JsonObject[] {
  const names = [...templateOf(path).matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  return names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
}

function parameterOf({ name, in: place, description, format }: Parameter): JsonObject {
  const schema = { type: 'string', ...(format === undefined ? {} : { format }) };
  return { name, in: place, description, required: true, schema };
}

const PROFILE_NAMES = Object.keys(WIRE_PROFILES) as readonly (keyof typeof WIRE_PROFILES)[];

/** Every status the route has on some wire. */
function responses(route: Route, words: OperationWords): JsonObject {
  const byStatus = new Map<RouteStatus, string[]>();
  for (const profile of PROFILE_NAMES)
    for (const status of statusesOf(route, WIRE_PROFILES[profile]))
      byStatus.set(status, [...(byStatus.get(status) ?? []), profile]);
  const entries = [...byStatus].sort(([a], [b]) => a - b);
  return Object.fromEntries(
    entries.map(([status, profiles]) => [
      String(status),
      {
        ...response(route, status, words),
        ...(profiles.length === PROFILE_NAMES.length ? {} : { 'x-wire-profiles': profiles }),
      },
    ]),
  );
}

function response(route: Route, status: RouteStatus, { answers = [] }: OperationWords): JsonObject {
  const description = STATUS_WORDS[status];
  if (status === 200) return { description, content: contentOf(answers) };
  if (status === 202) return { description };
  if (status === 302)
    return {
      description,
      headers: { Location: { description: 'the app, with its tokenId', schema: { type: 'string' } } },
    };
  return { description, content: jsonContent([errorSchemaOf(route, status)]) };
}

const STATUS_WORDS: Readonly<Record<RouteStatus, string>> = {
  200: 'the answer',
  202: 'taken in, without a body',
  302: 'back to the app',
  400: 'a missing or bad field, or what cannot be done',
  401: 'a login that is no good, or no data plan',
  404: 'not known',
  429: 'the budget of calls is spent',
  500: 'an empty demat',
  501: 'not simulated',
};

/** Source: dhan-v2-wire 2.1. */
function errorSchemaOf({ tier, answer }: Route, status: RouteStatus): string {
  if (status === 501) return 'OutOfScope';
  if (status === 404 && answer === 'seed-compat') return 'NotFound';
  return tier === 'go' ? 'DataError' : 'JavaError';
}

function contentOf(answers: NonNullable<OperationWords['answers']>): JsonObject {
  const json = answers.filter((name) => name !== 'csv' && name !== 'html');
  return {
    ...(answers.includes('csv') ? { 'text/csv': { schema: { type: 'string' } } } : {}),
    ...(answers.includes('html') ? { 'text/html': { schema: { type: 'string' } } } : {}),
    ...(json.length === 0 ? {} : jsonContent(json)),
  };
}

function jsonContent(names: readonly string[]): JsonObject {
  const refs = names.map((name) => ({ $ref: `#/components/schemas/${name}` }));
  return { 'application/json': { schema: refs.length === 1 ? refs[0] : { anyOf: refs } } };
}
