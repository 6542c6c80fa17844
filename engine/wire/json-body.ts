/** Reading and writing REST bodies as text. */
import type { z } from 'zod';
import { WireEncodeError } from '../errors.ts';

/** What a body held, or why it could not be read. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: string };

/**
 * Parses `text` as JSON and by `schema`; `what` names the body in the error, which never repeats the text. `reviver` as of JSON.parse.
 */
export function parseJsonBody<T>(
  what: string,
  schema: z.ZodType<T>,
  text: string,
  reviver?: (key: string, value: unknown) => unknown,
): Parsed<T> {
  let json: unknown;
  try {
    json = JSON.parse(text, reviver);
  } catch {
    return { ok: false, error: `${what}: expected JSON, was ${text.length} characters of something else.` };
  }
  const result = schema.safeParse(json);
  if (result.success) return { ok: true, value: result.data };
  const [issue] = result.error.issues;
  return { ok: false, error: `${what}: ${issue?.message} (${issue?.path.join('.') || 'the whole body'}).` };
}

/** What `goJson` writes: a Map is an object whose keys keep their order even when they look like integers. */
export type GoJson =
  | string
  | number
  | readonly GoJson[]
  | ReadonlyMap<string, GoJson>
  | { readonly [key: string]: GoJson | undefined };

/**
 * JSON as the exchange's Go tier writes it: keys in the given order, integers without `.0`, negative zero as `-0`; undefined values are left
 * out. Errors: WireEncodeError on a NaN or an infinity. Source: dhan-v2-wire 0.2.
 */
export function goJson(value: GoJson): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return goNumber(value);
  if (isList(value)) return `[${value.map(goJson).join(',')}]`;
  const members: string[] = [];
  for (const [key, member] of value instanceof Map ? value : Object.entries(value))
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${goJson(member)}`);
  return `{${members.join(',')}}`;
}

function isList(value: GoJson): value is readonly GoJson[] {
  return Array.isArray(value);
}

function goNumber(value: number): string {
  if (!Number.isFinite(value))
    throw new WireEncodeError(
      `encode JSON: expected a finite number, was ${value}. Check where it was computed.`,
    );
  return Object.is(value, -0) ? '-0' : String(value);
}
