import type { CheckResult } from '#engine/verify/check.ts';
import { failureBesideChecks, spokenCounts } from './verify-report.ts';
import type { VerifyReport } from './verify-report.ts';

/**
 * GitHub Actions annotations: `::error` per failed check, and for a run that fails beside its checks; `::warning` per warning; a `::notice`
 * with the counts. Source: GitHub's workflow commands; data escapes `%`, CR and LF, properties also `:` and `,`.
 */
export function renderGithub(report: VerifyReport): string {
  const counts = `${report.target}: ${spokenCounts(report.summary)}, exit ${report.exitCode}`;
  const failure = failureBesideChecks(report);
  return [
    ...report.checks.flatMap((check) => annotation(check) ?? []),
    ...(failure === undefined ? [] : [`::error title=verdict::${escapeData(failure)}`]),
    `::notice title=preopen verify::${escapeData(counts)}`,
    '',
  ].join('\n');
}

function annotation(check: CheckResult): string | undefined {
  if (check.status !== 'fail' && check.status !== 'warn') return undefined;
  const command = check.status === 'fail' ? 'error' : 'warning';
  const remedy = check.remedy === '' ? '' : `\nremedy: ${check.remedy}`;
  const text = `${check.title}\nexpected: ${check.expected}\nobserved: ${check.observed}${remedy}`;
  return `::${command} title=${escapeProperty(check.id)}::${escapeData(text)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
