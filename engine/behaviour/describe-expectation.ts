import { describeCondition } from './condition-watch.ts';
import type { Expectation, Moment } from './expectation.ts';

/** An expectation in words, as it stands in reports. */
export function describeExpectation({ modality, condition, after, plusMs, withinMs }: Expectation): string {
  const plus = plusMs > 0 ? `${plusMs / 1000} s ` : '';
  const from = after ? ` from ${plus}after ${describeMoment(after)}` : plus && ` from ${plus}after the start`;
  const within = withinMs === undefined ? '' : ` within ${withinMs / 1000} s`;
  return `${modality}${within}${from}: ${describeCondition(condition)}`;
}

function describeMoment(moment: Moment): string {
  if (moment.kind === 'time') return moment.at;
  if (moment.kind === 'fault') return `the fault ${moment.id} struck`;
  return `the ${moment.feed} feed was ${moment.kind}`;
}
