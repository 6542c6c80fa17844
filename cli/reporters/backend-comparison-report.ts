/** What `verify --compare` prints. */
import type { Difference } from '#engine/verify/backend-comparison.ts';
import { redactSecrets } from '#engine/verify/redact.ts';
import type { Paint } from './paint.ts';

interface ComparedBackends {
  readonly a: string;
  readonly b: string;
  readonly differences: readonly Difference[];
  readonly exitCode: number;
}

/** Prices and latencies beyond so many of a kind are counted, not listed; JSON has them all. */
const SHOWN_MAX = 10;

/** `pretty`: one line per difference, the worse ones first and marked. `json`: keys `a`, `b`, `differences`, `exitCode`. */
export function renderBackendComparison(format: string, comparison: ComparedBackends, paint: Paint): string {
  if (format === 'json') return `${redactSecrets(JSON.stringify(comparison, undefined, 2))}\n`;
  const { a, b, differences, exitCode } = comparison;
  const worse = differences.filter(({ isWorse }) => isWorse);
  const other = differences.filter(({ isWorse }) => !isWorse);
  const lines = [
    'preopen verify --compare',
    `  A  ${a}`,
    `  B  ${b}`,
    ...shown(worse).map((difference) => `${paint.bad('worse ')}  ${spoken(difference)}`),
    ...counted(worse, 'worse '),
    ...shown(other).map((difference) => `differs  ${spoken(difference)}`),
    ...counted(other, 'differs'),
    `${summaryOf(worse.length, other.length, exitCode)}   exit ${exitCode}`,
  ];
  return `${redactSecrets(lines.join('\n'))}\n`;
}

function shown(differences: readonly Difference[]): readonly Difference[] {
  const seen = new Map<string, number>();
  return differences.filter(({ kind }) => {
    seen.set(kind, (seen.get(kind) ?? 0) + 1);
    return seen.get(kind)! <= SHOWN_MAX;
  });
}

function counted(differences: readonly Difference[], word: string): string[] {
  const hidden = differences.length - shown(differences).length;
  return hidden > 0 ? [`${word}  and ${hidden} more, see -f json`] : [];
}

function spoken({ kind, what, a, b }: Difference): string {
  return `${kind.padEnd(8)}  ${what}: A ${a}, B ${b}`;
}

function summaryOf(worse: number, other: number, exitCode: number): string {
  if (exitCode === 3) return 'A does not answer, so there is nothing to hold B against';
  if (worse + other === 0) return 'B is as A';
  return worse > 0
    ? `B is worse in ${worse}, differs in ${other} more`
    : `B is no worse, differs in ${other}`;
}
