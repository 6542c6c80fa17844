/** Which recorded answer belongs to a call that a client makes now. */
import type { CallPlace } from './recorded-wire.ts';
import { headerOf } from './recorded-call.ts';
import type { HeaderList, RecordedCall } from './recorded-call.ts';
import { Redaction } from './redaction.ts';

/** A call as it is asked, recorded or just now. */
export interface AskedCall {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly body: string;
}

/** A keyed token, or what an empty hash makes of one. */
const TOKEN = /redacted:[0-9a-f]*/g;

/** Method, path, query and body, whoever asks: secrets count as equal, and so does JSON that differs in blanks and the order of its keys. */
export function callKey({ method, target, body }: AskedCall): string {
  const redaction = new Redaction(() => '');
  const key = `${method} ${redaction.target(target)}\n${redaction.text(canonicalJson(body))}`;
  return key.replaceAll(TOKEN, 'redacted');
}

/** The key of a recorded call. */
export function recordedKey({ method, target, requestBody }: RecordedCall): string {
  return callKey({ method, target, body: new TextDecoder().decode(requestBody) });
}

/**
 * Chooses among the answers to one kind of call: the nearest earlier in time, or the first where none is. Several of one moment are
 * given in turn, as they were.
 */
export class AnswerChoice {
  readonly #given = new Map<CallPlace, number>();

  /** `nowMs`: on the recording's clock. `places`: ascending by time, at least one. */
  choose(places: readonly CallPlace[], nowMs: number): CallPlace {
    const earlier = places.filter(({ atMs }) => atMs <= nowMs);
    const atMs = (earlier.at(-1) ?? places[0]!).atMs;
    const equals = places.filter((place) => place.atMs === atMs);
    const first = equals[0]!;
    const turn = this.#given.get(first) ?? 0;
    this.#given.set(first, turn + 1);
    return equals[Math.min(turn, equals.length - 1)]!;
  }
}

/** A recorded answer's text with the caller's own values where the recorded caller's tokens stand. */
export function answerFor(recorded: RecordedCall, headers: HeaderList, text: string): string {
  let answer = text;
  for (const [name, token] of recorded.requestHeaders) {
    const own = token.startsWith('redacted:') ? headerOf(headers, name.toLowerCase()) : undefined;
    if (own !== undefined) answer = answer.replaceAll(token, own);
  }
  return answer;
}

function canonicalJson(text: string): string {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.stringify(sorted(JSON.parse(text)));
  } catch {
    return text;
  }
}

/** Entries rather than objects, whose number-like keys would sort themselves. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]));
}
