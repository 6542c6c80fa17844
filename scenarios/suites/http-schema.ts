import { z } from 'zod';
import type { HttpDeclaration } from '#engine/verify/declared/http-check.ts';
import { duration } from '../field-schemas.ts';
import { jsonRules, valueRule } from './value-rule-schema.ts';

const status = z.int().min(100).max(599);

/** `http: URL` alone asks for 200 and a body. */
export const httpDeclaration = z
  .union([
    z.url({ protocol: /^https?$/, error: 'expected an http or https URL' }).transform((url) => ({ url })),
    z.strictObject({
      url: z.url({ protocol: /^https?$/, error: 'expected an http or https URL' }),
      method: z.enum(['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS']).optional(),
      headers: z.record(z.string(), z.string()).optional(),
      body: z.string().optional(),
      json: z.unknown().optional(),
      expect: z
        .strictObject({
          status: z.union([status, z.array(status).min(1)]).optional(),
          mayBeEmpty: z.boolean().optional(),
          headers: z.record(z.string(), valueRule).optional(),
          json: jsonRules.optional(),
          schema: z.unknown().optional(),
          within: duration.optional(),
        })
        .optional(),
    }),
  ])
  .transform((written): HttpDeclaration => {
    const { url, method, headers, body, json, expect } = { ...EMPTY, ...written };
    const text = json === undefined ? body : JSON.stringify(json);
    return {
      kind: 'http',
      url,
      method: method ?? (text === undefined ? 'GET' : 'POST'),
      headers: { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      body: text,
      expect: {
        status: [expect?.status ?? 200].flat(),
        mayBeEmpty: expect?.mayBeEmpty ?? false,
        headers: lowerCased(expect?.headers ?? {}),
        json: expect?.json ?? new Map(),
        schema: expect?.schema,
        withinMs: expect?.within,
      },
    };
  });

const EMPTY = {
  method: undefined,
  headers: undefined,
  body: undefined,
  json: undefined,
  expect: undefined,
};

function lowerCased<Value>(values: Readonly<Record<string, Value>>): ReadonlyMap<string, Value> {
  return new Map(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]));
}
