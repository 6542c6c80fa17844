/** The exchange's error shapes as a case shows them. Source: dhan-v2-wire 2.1. */
import type { Shown } from '#test/support/route-case.ts';

/** Shape A. */
export function javaError(errorCode: string, errorMessage?: string): Shown {
  return {
    keys: { '': ['errorType', 'errorCode', 'errorMessage'] },
    values: { errorCode, ...(errorMessage === undefined ? {} : { errorMessage }) },
  };
}

/** Shape B. */
export function dataError(code: string): Shown {
  return { keys: { '': ['data', 'status'], data: [code] }, values: { status: 'failed' } };
}

/** Shape E. */
export function authError(message: string): Shown {
  return { keys: { '': ['message', 'status'] }, values: { message, status: 'error' } };
}

/** A bare empty list. */
export const EMPTY_LIST: Shown = { keys: { '': [] }, values: { '': [] } };

/** The keys of a body, as its reference lists them: words apart by spaces. */
export function keysIn(words: string): readonly string[] {
  return words.trim().split(/\s+/);
}
