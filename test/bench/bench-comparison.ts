/** A row beside the same row of an earlier run. */
import type { BenchReport, ReportedRow } from './bench-report.ts';

/** `same`: the two bands of noise touch. `incomparable`: the earlier run has no such row, or it measured something else. */
export type Change =
  | { readonly kind: 'better' | 'worse' | 'same'; readonly earlier: number; readonly percent: number }
  | { readonly kind: 'incomparable'; readonly reason: string };

/** A row that was measured once, or on a quiet machine, has a band narrower than what another run gives: it counts as this wide to either side. */
const NOISE_MIN = 0.05;

/** How `row` changed: a verdict only where the bands lowest..highest of the two runs are apart. */
export function changeSince(earlier: BenchReport, row: ReportedRow): Change {
  const before = earlier.rows.find(({ id }) => id === row.id);
  if (!before) return { kind: 'incomparable', reason: 'not in the earlier run' };
  if ('skipped' in before) return { kind: 'incomparable', reason: 'skipped in the earlier run' };
  for (const name of ['what', 'peer', 'unit'] as const)
    if (before[name] !== row[name])
      return { kind: 'incomparable', reason: `another ${name} in the earlier run: ${before[name]}` };
  const percent = (row.ratio / before.ratio - 1) * 100;
  return { kind: verdictOn(band(before), band(row)), earlier: before.ratio, percent };
}

interface Band {
  readonly lowest: number;
  readonly highest: number;
}

function band({ ratio, lowest, highest }: ReportedRow): Band {
  return {
    lowest: Math.min(lowest, ratio * (1 - NOISE_MIN)),
    highest: Math.max(highest, ratio * (1 + NOISE_MIN)),
  };
}

function verdictOn(before: Band, now: Band): 'better' | 'worse' | 'same' {
  if (now.lowest > before.highest) return 'better';
  return now.highest < before.lowest ? 'worse' : 'same';
}
