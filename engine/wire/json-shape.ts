/** What two JSON texts of the same kind have in common whatever their values: keys, types, number kinds and the formats of texts. */
import { jsonKinds } from './json-kinds.ts';

/**
 * One line per path and kind, sorted; in a path every list position and every key that is data (a strike, a security id) is a star.
 * `java`: doubles are told from integers, for that tier writes a double's fraction always; elsewhere a number is an integer only where it counts
 * something. Texts are told apart by their format: digits are `9`; a text without digits is plain.
 */
export function jsonShape(text: string, tier: 'java' | 'go'): string[] {
  const whole: unknown = JSON.parse(text);
  const kinds = jsonKinds(text).map((line) => {
    const [path, kind] = splitLast(line);
    const shape = pathShape(path);
    if (kind === 'string') return `${shape} ${textFormat(valueAt(whole, path))}`;
    if (kind === 'integer' || kind === 'decimal') return `${shape} ${numberKind(kind, shape, tier)}`;
    return `${shape} ${kind}`;
  });
  return [...new Set(kinds)].sort();
}

/** The numbers of a text that a Java double could not have been printed as: an exponent stands from 1E7 on and below 0.001, and nowhere else. */
export function oddJavaNumbers(text: string): string[] {
  return [...text.matchAll(/(?<=[[:,])-?\d+\.\d+(?:E-?\d+)?(?=[\],}])/g)]
    .map(([token]) => token)
    .filter((token) => {
      const magnitude = Math.abs(Number(token));
      const needsExponent = magnitude !== 0 && (magnitude >= 1e7 || magnitude < 1e-3);
      return token.includes('E') !== needsExponent;
    });
}

const COUNTS = /\/(\w*(quantity|orders|oi|volume|security_id)|oi_day_high|oi_day_low)$/;

function numberKind(kind: 'integer' | 'decimal', shape: string, tier: 'java' | 'go'): string {
  if (tier === 'java') return kind === 'integer' ? 'integer' : 'double';
  return COUNTS.test(shape) ? kind : 'number';
}

function pathShape(path: string): string {
  return path.replaceAll(/\/\d+(\.\d+)?(?=\/|$)/g, '/*');
}

function textFormat(value: unknown): string {
  const text = String(value);
  if (text === '') return 'empty text';
  return /\d/.test(text) ? `text ${text.replaceAll(/\d/g, '9').replaceAll(/[A-Za-z]+/g, 'a')}` : 'text';
}

function valueAt(whole: unknown, path: string): unknown {
  let value = whole;
  for (const key of path.split('/').slice(1)) value = (value as Record<string, unknown>)[key];
  return value;
}

function splitLast(line: string): [string, string] {
  const at = line.lastIndexOf(' ');
  return [line.slice(0, at), line.slice(at + 1)];
}
