import { istDate, istToEpochMs } from '../market/ist-time.ts';

/** One entry of a FastAPI 422 body. Source: seed-requirements B5. */
export interface ValidationDetail {
  readonly type: string;
  /** Where it was: `['query', 'expiry']`, `['body', 'queries', 0, 'lookback']`. */
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly input: string | null;
}

/** The body of a 422 answer. */
export interface ValidationError {
  readonly detail: readonly ValidationDetail[];
  /** What probably went wrong and the call that works. */
  readonly hint?: string;
}

/** The entry for a query parameter that did not arrive. */
export function missingParameter(name: string): ValidationDetail {
  return { type: 'missing', loc: ['query', name], msg: 'Field required', input: null };
}

/** Undefined when `expiry` is a date that exists, written `YYYY-MM-DD`. */
export function malformedExpiry(expiry: string): ValidationDetail | undefined {
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(expiry) && istDate(istToEpochMs(expiry)) === expiry;
  if (isDate) return undefined;
  return {
    type: 'date_from_datetime_parsing',
    loc: ['query', 'expiry'],
    msg: 'Input should be a date written YYYY-MM-DD, such as 2026-02-11',
    input: expiry,
  };
}

/**
 * A request that has an underlying and no expiry is most often a URL cut by a shell: sh and cmd.exe both end the command
 * at an unquoted `&`. Source: seed-requirements I12. `example` must hold nothing that came from the request.
 */
export function cutUrlHint(example: string): string {
  return `An unquoted & in a shell ends the command, so everything after it was lost. Quote the URL: curl "${example}"`;
}
