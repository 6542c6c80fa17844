import type { CheckStatus } from '#engine/verify/check.ts';

/** Words with or without ANSI colour. */
export interface Paint {
  strong(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  /** `ok`, `warn`, `FAIL`, `skip` or `wait`, four columns wide. */
  status(status: CheckStatus): string;
}

const WORDS: Readonly<Record<CheckStatus, string>> = {
  pass: 'ok  ',
  warn: 'warn',
  fail: 'FAIL',
  skip: 'skip',
  pending: 'wait',
};
/** ANSI foreground colours: green, yellow, red, grey, cyan. */
const STATUS_COLOURS: Readonly<Record<CheckStatus, number>> = {
  pass: 32,
  warn: 33,
  fail: 31,
  skip: 90,
  pending: 36,
};

export function painter(isColoured: boolean): Paint {
  const ansi = (code: number, text: string): string =>
    isColoured ? `\u001b[${code}m${text}\u001b[0m` : text;
  return {
    strong: (text) => ansi(1, text),
    good: (text) => ansi(32, text),
    bad: (text) => ansi(31, text),
    status: (status) => ansi(STATUS_COLOURS[status], WORDS[status]),
  };
}
