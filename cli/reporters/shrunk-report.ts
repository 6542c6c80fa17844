import type { Shrunk } from '../shrink-replay.ts';

/** What a shrunk scenario holds and how it is played. */
export function renderShrunk(
  { scenario, failing, ticks, ticksBefore, trials, isMinimal }: Shrunk,
  { path }: { readonly path: string },
): string {
  const { startAt, endAt } = scenario.clock;
  return [
    `shrunk    ${ticks} of ${ticksBefore} ticks, ${scenario.faults.length} faults, ${startAt} to ${endAt} IST, after ${trials} trials`,
    `fails     ${failing.join(', ')}`,
    ...(isMinimal ? [] : ['          the trials ran out: shrink the new file again to go on']),
    `again     preopen replay ${path}`,
  ].join('\n');
}
