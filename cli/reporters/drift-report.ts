/** What `preopen drift` prints: shapes, codes and figures, never a value of an answer. */
import type { DriftReport } from '#engine/verify/drift.ts';
import type { WireObservation } from '#engine/verify/wire-observation.ts';
import { painter } from './paint.ts';

/** The report as JSON has it. */
export interface PrintedDrift extends DriftReport, WireObservation {
  readonly schemaVersion: 1;
  readonly target: string;
  readonly exitCode: number;
}

export function renderDrift(format: string, report: PrintedDrift, isColoured: boolean): string {
  return format === 'json'
    ? `${JSON.stringify(report, undefined, 2)}\n`
    : prettyLines(report, isColoured).join('\n');
}

function prettyLines(
  { target, calls, feed, drifts, notJudged, exitCode }: PrintedDrift,
  isColoured: boolean,
): string[] {
  const paint = painter(isColoured);
  const heard = feed
    ? `${feed.packets.join(', ') || 'no packet'} in ${feed.listenedMs / 1000} s${feed.gapMs === undefined ? '' : `, one every ${Math.round(feed.gapMs)} ms`}`
    : 'not opened';
  return [
    `preopen drift  exchange ${target} against the wire profile observed`,
    `calls   ${calls.map(({ id, status, code }) => `${id} ${status}${code === undefined ? '' : ` ${code}`}`).join(', ')}`,
    `feed    ${heard}`,
    ...drifts.flatMap(({ where, kind, expected, observed }) => [
      `${paint.status('fail')}    ${where}: ${kind}`,
      `        expected ${expected}`,
      `        was ${observed}`,
    ]),
    ...notJudged.map(({ where, reason }) => `${paint.status('skip')}    ${where}: ${reason}`),
    `${drifts.length} drifted, ${notJudged.length} not judged`.padEnd(72) + `exit ${exitCode}`,
  ];
}
