import type { CheckResult } from '#engine/verify/check.ts';
import { oneLineJson } from './one-line-json.ts';
import { failureBesideChecks, oneLine } from './verify-report.ts';
import type { VerifyReport } from './verify-report.ts';

/**
 * TAP 14: a point per check with its sentences in a YAML block. A skipped check is `ok # SKIP`, one that could not be tried yet `not ok # TODO`,
 * which fails nothing; a run that fails beside its checks has a last point of its own.
 */
export function renderTap(report: VerifyReport): string {
  const failure = failureBesideChecks(report);
  const points = report.checks.length + (failure === undefined ? 0 : 1);
  return [
    'TAP version 14',
    `# preopen verify ${oneLine(report.target)}`,
    points === 0 ? '1..0 # SKIP no check' : `1..${points}`,
    ...report.checks.flatMap((check, index) => pointLines(check, index + 1)),
    ...(failure === undefined ? [] : [`not ok ${points} - verdict: ${escaped(failure)}`]),
    `# ${oneLine(report.exitReason)}`,
    '',
  ].join('\n');
}

function pointLines(check: CheckResult, number: number): string[] {
  const { status } = check;
  const word = status === 'fail' || status === 'pending' ? 'not ok' : 'ok';
  return [
    `${word} ${number} - ${escaped(`${check.id}: ${check.title}`)}${directive(check)}`,
    '  ---',
    ...Object.entries(diagnosticOf(check)).map(([name, value]) => `  ${name}: ${oneLineJson(value)}`),
    '  ...',
  ];
}

function directive({ status, observed }: CheckResult): string {
  if (status === 'skip') return ` # SKIP ${escaped(observed)}`;
  return status === 'pending' ? ` # TODO ${escaped(observed)}` : '';
}

/** JSON texts and numbers are YAML as well. */
function diagnosticOf(check: CheckResult): Readonly<Record<string, string | number>> {
  const { group, status, expected, observed, remedy, evidence, durationMs, attempts } = check;
  return {
    group,
    status,
    expected,
    observed,
    ...(remedy === '' ? {} : { remedy }),
    ...(evidence === undefined ? {} : { evidence }),
    duration_ms: durationMs,
    attempts,
  };
}

function escaped(text: string): string {
  return oneLine(text).replaceAll(/[\\#]/g, '\\$&');
}
