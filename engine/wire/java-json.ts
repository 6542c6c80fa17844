/** JSON as the exchange's Java tier writes it: doubles keep their `.0` and turn to E-notation. Source: dhan-v2-wire 0.2. */
import { WireEncodeError } from '../errors.ts';
import type { WireProfile } from './wire-profile.ts';

/** A number that is a double on the exchange, whatever its value; plain numbers are written as integers. */
export interface JavaDouble {
  readonly kind: 'double';
  readonly value: number;
}

/** What `javaJson` writes. A Float64Array is a list of doubles; undefined values are left out. */
export type JavaJson =
  | string
  | number
  | boolean
  | null
  | JavaDouble
  | Float64Array
  | readonly JavaJson[]
  | { readonly [key: string]: JavaJson | undefined };

/** Marks a number as a double. */
export function double(value: number): JavaDouble {
  return { kind: 'double', value };
}

/** How doubles are written: as Java does, without its exponent, or as everybody else does. */
export type DoubleStyle = WireProfile['chartNumbers'];

/** Keys in the given order, no white space. Errors: WireEncodeError on a NaN, an infinity or a fraction not marked as a double. */
export function javaJson(value: JavaJson, style: DoubleStyle = 'java'): string {
  if (typeof value === 'number') return javaInteger(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (value instanceof Float64Array)
    return `[${Array.from(value, (each) => javaDouble(each, style)).join(',')}]`;
  if (isList(value)) return `[${value.map((each) => javaJson(each, style)).join(',')}]`;
  if (isDouble(value)) return javaDouble(value.value, style);
  const members: string[] = [];
  for (const [key, member] of Object.entries(value))
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${javaJson(member, style)}`);
  return `{${members.join(',')}}`;
}

/** From here up, and below 0.001, Java's Double.toString writes an exponent. */
const SCIENTIFIC_FROM = 1e7;
const SCIENTIFIC_BELOW = 1e-3;

function javaDouble(value: number, style: DoubleStyle): string {
  if (!Number.isFinite(value)) throw notWritable('a finite number', value);
  if (style === 'plain') return String(value === 0 ? 0 : value);
  const magnitude = Math.abs(value);
  if (magnitude === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const isScientific = magnitude < SCIENTIFIC_BELOW || magnitude >= SCIENTIFIC_FROM;
  if (!isScientific || style === 'java-without-exponent') return withFraction(String(value));
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  return `${withFraction(digits)}E${Number(exponent)}`;
}

function withFraction(digits: string): string {
  return digits.includes('.') ? digits : `${digits}.0`;
}

function javaInteger(value: number): string {
  if (!Number.isSafeInteger(value)) throw notWritable('an integer, or a number marked as a double', value);
  return String(value === 0 ? 0 : value);
}

function notWritable(expected: string, value: number): WireEncodeError {
  return new WireEncodeError(`encode JSON: expected ${expected}, was ${value}. Check where it was computed.`);
}

function isList(value: object): value is readonly JavaJson[] {
  return Array.isArray(value);
}

function isDouble(value: object): value is JavaDouble {
  return 'kind' in value && value.kind === 'double' && 'value' in value && typeof value.value === 'number';
}
