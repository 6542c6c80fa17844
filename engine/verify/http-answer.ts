import { bodyExcerpt } from './redact.ts';

/** What a body turned out to be. Only `json` has a value; the others are facts to be shown, not errors. */
export type AnswerForm = 'json' | 'html' | 'text' | 'empty';

/** One answer over HTTP, reduced to what checks judge. */
export interface HttpAnswer {
  readonly url: string;
  readonly status: number;
  readonly form: AnswerForm;
  /** The parsed body; undefined unless `form` is `json`. */
  readonly value: unknown;
  /** The body's beginning on one line, with secrets masked. */
  readonly excerpt: string;
}

/** Reads a body whatever it is: JSON, a proxy's HTML page, plain text, or nothing. */
export function httpAnswer(url: string, status: number, body: string): HttpAnswer {
  const excerpt = bodyExcerpt(body);
  const text = body.trim();
  if (text === '') return { url, status, form: 'empty', value: undefined, excerpt: 'an empty body' };
  try {
    return { url, status, form: 'json', value: JSON.parse(text), excerpt };
  } catch {
    return { url, status, form: text.startsWith('<') ? 'html' : 'text', value: undefined, excerpt };
  }
}

/** `HTTP 404 {"detail":"Option chain not found ..."}`: the answer in one phrase. */
export function spokenAnswer(answer: HttpAnswer): string {
  const form = answer.form === 'html' ? 'an HTML page, ' : '';
  return `HTTP ${answer.status}, ${form}${answer.excerpt}`;
}

/** The members of a JSON object; none for anything else. */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Readonly<Record<string, unknown>>) : {};
}

/** A finite number, also where it was written as text; undefined otherwise. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** The texts of a JSON array; none for anything else. */
export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
