import type { ReplayCheck } from '#engine/replay/replay-facts.ts';
import { painter } from './paint.ts';

/** What became of a scenario's expectations and faults, one block per check; with `isQuiet` of those that failed alone. Empty without any. */
export function renderConduct(
  checks: readonly ReplayCheck[],
  options: { readonly isColoured: boolean; readonly isQuiet: boolean },
): string {
  const paint = painter(options.isColoured);
  return checks
    .filter(({ status }) => !options.isQuiet || status === 'fail')
    .flatMap(({ id, status, expected, observed, remedy }) => [
      `${paint.status(status)} ${id}`,
      `     expected ${expected}`,
      `     was      ${observed}`,
      ...(remedy === '' ? [] : [`     to mend  ${remedy}`]),
    ])
    .map((line) => `${line}\n`)
    .join('');
}
