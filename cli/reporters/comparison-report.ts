import type { ComparisonReport } from '../replay-comparison.ts';
import { painter } from './paint.ts';

export function renderComparison(
  format: string,
  report: ComparisonReport,
  options: { readonly isColoured: boolean },
): string {
  if (format === 'json') return JSON.stringify(report, undefined, 2);
  const paint = painter(options.isColoured);
  const { a, b, equalEvents, divergence, exitCode } = report;
  const lines = [`compare   A ${a}`, `          B ${b}`];
  if (!divergence)
    return [...lines, `${paint.good('equal')}, ${equalEvents} events, exit ${exitCode}`].join('\n');
  const { event, at, field } = divergence;
  return [
    ...lines,
    `${paint.bad('diverged')}  event ${event}${at === undefined ? '' : ` at ${at} IST`}: ${field}`,
    `          A ${divergence.a}`,
    `          B ${divergence.b}`,
    `${equalEvents} events before it are equal, exit ${exitCode}`,
  ].join('\n');
}
