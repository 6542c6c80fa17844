import type { Judgement } from './check.ts';

/** What was expected was seen. */
export function passed(expected: string, observed: string): Judgement {
  return { status: 'pass', expected, observed };
}

/** It works, but somebody should look at it. */
export function warned(expected: string, observed: string, remedy: string): Judgement {
  return { status: 'warn', expected, observed, remedy };
}

/** What was expected was not seen; `remedy` is the exact command or setting that mends it. */
export function failed(expected: string, observed: string, remedy: string): Judgement {
  return { status: 'fail', expected, observed, remedy };
}

/** Nothing could be judged, for a reason that is no fault of the target, such as a closed market. */
export function notJudged(expected: string, observed: string): Judgement {
  return { status: 'skip', expected, observed };
}

/** `NIFTY, BANKNIFTY and 3 more`: long lists are cut so that a line stays readable. */
export function listed(items: readonly string[], itemsMax = 6): string {
  if (items.length <= itemsMax) return items.join(', ');
  return `${items.slice(0, itemsMax).join(', ')} and ${items.length - itemsMax} more`;
}
