import { query } from 'json-p3';

/** The values at a JSON path (RFC 9535); none where it leads nowhere, or where `value` is undefined because there was no JSON. */
export function valuesAt(path: string, value: unknown): readonly unknown[] {
  return value === undefined ? [] : query(path, value as Parameters<typeof query>[1]).values();
}

/** Parsed JSON; undefined for any other text. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
