import { compile } from 'json-p3';
import type { JSONPathQuery } from 'json-p3';

/** Many checks of a suite ask for the same path. */
const queries = new Map<string, JSONPathQuery>();

/** The values at a JSON path (RFC 9535); none where it leads nowhere, or where `value` is undefined because there was no JSON. */
export function valuesAt(path: string, value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  const query = queries.get(path) ?? compile(path);
  queries.set(path, query);
  return query.query(value as Parameters<JSONPathQuery['query']>[0]).values();
}

/** Reads paths of a text that should be JSON; undefined when it is none. */
export function pathReader(text: string): ((path: string) => readonly unknown[]) | undefined {
  const value = parsedJson(text);
  return value === undefined ? undefined : (path) => valuesAt(path, value);
}

/** Parsed JSON; undefined for any other text. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
