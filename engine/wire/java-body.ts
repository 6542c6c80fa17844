/** Bodies of the Java tier, written as their schemas have them. */
import { z } from 'zod';
import { double, javaJson } from './java-json.ts';
import type { JavaJson } from './java-json.ts';

/**
 * Writes `body` with the keys of `schema` in its order: numbers as doubles, but those of `z.int()` as integers. Keys that the schema does not
 * name are left out.
 */
export function renderJavaBody<Schema extends z.ZodType>(schema: Schema, body: z.output<Schema>): string {
  return javaJson(asWritten(schema, body));
}

function asWritten(schema: z.core.$ZodType, value: unknown): JavaJson {
  if (value === null) return null;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return asWritten(schema.unwrap(), value);
  if (schema instanceof z.ZodArray && Array.isArray(value))
    return value.map((each) => asWritten(schema.element, each));
  if (schema instanceof z.ZodObject) return membersAsWritten(schema, value as Record<string, unknown>);
  if (typeof value === 'number') return isInteger(schema) ? value : double(value);
  return value as string | boolean;
}

function membersAsWritten(schema: z.ZodObject, value: Readonly<Record<string, unknown>>): JavaJson {
  const members: Record<string, JavaJson> = {};
  for (const [key, member] of Object.entries(schema.shape))
    if (value[key] !== undefined) members[key] = asWritten(member, value[key]);
  return members;
}

function isInteger(schema: z.core.$ZodType): boolean {
  return schema instanceof z.ZodNumber && schema.isInt;
}
