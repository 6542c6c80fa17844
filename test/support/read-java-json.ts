import { double } from '#engine/wire/java-json.ts';
import type { JavaJson } from '#engine/wire/java-json.ts';

type Reviver = (key: string, value: JavaJson, context: { readonly source: string }) => JavaJson;

/** Reads JSON and keeps what JSON.parse loses: a number written with a point or an exponent is a double. */
export function readJavaJson(text: string): JavaJson {
  const keepDoubles: Reviver = (_key, value, { source }) =>
    typeof value === 'number' && /[.eE]/.test(source) ? double(value) : value;
  return JSON.parse(text, keepDoubles as Parameters<typeof JSON.parse>[1]) as JavaJson;
}
