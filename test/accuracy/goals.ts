/** What the model is held to. */
import { bestRule, NEAR_NAME } from './cells.ts';
import type { AccuracyCell } from './cells.ts';

/** An upper bound for a cell of one kind, rupees. */
interface Goal {
  readonly what: string;
  readonly applies: (cell: AccuracyCell) => boolean;
  readonly pointsAt: ReadonlyMap<number, number>;
}

/** Least errors that are asked for beyond being as good as every rule. By horizon in seconds. */
const GOALS: readonly Goal[] = [
  {
    what: 'NIFTY at the money, driven by the index',
    applies: ({ set, bucket }) => /^nifty-atm-1m.*, index$/.test(set) && bucket === NEAR_NAME,
    pointsAt: new Map([
      [60, 0.85],
      [300, 1.35],
      [900, 1.95],
    ]),
  },
  {
    what: 'NIFTY, legs that do not tick themselves',
    applies: ({ set, bucket }) => /^NIFTY .* strikes tick$/.test(set) && bucket === NEAR_NAME,
    pointsAt: new Map([
      [60, 0.55],
      [300, 1],
      [900, 1.6],
    ]),
  },
];
/** Errors are shown to a thousandth of a rupee; less is no difference. */
const POINTS_EPSILON = 0.0005;

/** True where a plain rule comes nearer than the model. Legs that the model never saw tick are not compared with rules that saw them. */
export function isMissed(cell: AccuracyCell): boolean {
  return !cell.isPartlyTicking && cell.points.model > bestRule(cell) + POINTS_EPSILON;
}

/** One line for each cell behind the best rule, and for each goal that is not reached. */
export function missLines(cells: readonly AccuracyCell[]): string[] {
  const behind = cells.filter(isMissed).map((cell) => describe(cell, bestRule(cell), 'the best rule'));
  const short = GOALS.flatMap(({ what, applies, pointsAt }) =>
    cells
      .filter((cell) => {
        const goal = pointsAt.get(cell.horizonSeconds) ?? Number.POSITIVE_INFINITY;
        return applies(cell) && cell.points.model > goal + POINTS_EPSILON;
      })
      .map((cell) => describe(cell, pointsAt.get(cell.horizonSeconds)!, `goal: ${what}`)),
  );
  return [...behind, ...short];
}

function describe(cell: AccuracyCell, expected: number, of: string): string {
  const where = `${cell.set}, ${cell.horizonSeconds / 60} min, ${cell.bucket}`;
  return `${where}: expected at most ${expected.toFixed(3)} (${of}), was ${cell.points.model.toFixed(3)}`;
}
