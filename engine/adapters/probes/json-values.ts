import { query } from 'json-p3';

/** The values at a JSON path (RFC 9535), none where it leads nowhere. */
export function valuesAt(path: string, value: unknown): readonly unknown[] {
  return query(path, value as Parameters<typeof query>[1]).values();
}

/** Reads paths of a text that should be JSON; undefined when it is none. */
export function pathReader(text: string): ((path: string) => readonly unknown[]) | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return (path) => valuesAt(path, value);
  } catch {
    return undefined;
  }
}
