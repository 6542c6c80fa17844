/** What `preopen doctor` prints. */
import type { Finding } from '../doctor/finding.ts';
import { painter } from './paint.ts';

/** The report as JSON has it. */
export interface DoctorReport {
  readonly schemaVersion: 1;
  readonly findings: readonly Finding[];
  readonly exitCode: number;
}

export function renderDoctor(
  format: string,
  report: DoctorReport,
  { isColoured }: { readonly isColoured: boolean },
): string {
  return format === 'json'
    ? `${JSON.stringify(report, undefined, 2)}\n`
    : prettyLines(report, isColoured).join('\n');
}

function prettyLines({ findings, exitCode }: DoctorReport, isColoured: boolean): string[] {
  const paint = painter(isColoured);
  const count = (status: Finding['status']): number =>
    findings.filter((finding) => finding.status === status).length;
  return [
    ...findings.flatMap(({ group, status, observed, remedy }, index) => {
      const isFirst = findings[index - 1]?.group !== group;
      const head = `${(isFirst ? group : '').padEnd(12)} ${paint.status(status)}  `;
      return [`${head}${observed}`, ...(remedy === '' ? [] : [`${''.padEnd(19)}${remedy}`])];
    }),
    `${count('fail')} to mend, ${count('warn')} to look at, ${count('pass')} fine, ${count('skip')} not there`.padEnd(
      72,
    ) + `exit ${exitCode}`,
  ];
}
