import type { ConfigReader } from '../doctor/files.ts';
import { examine } from '../doctor/examine.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { ReportFormat } from '../option-values.ts';
import { isColoured } from '../reporters/colour.ts';
import { renderDoctor } from '../reporters/doctor-report.ts';
import { writeReports } from '../reporters/write-reports.ts';

/** The flags of `preopen doctor`, as commander names them. */
export interface DoctorFlags {
  readonly format: readonly ReportFormat[];
  readonly color: boolean;
}

/** `preopen doctor`: the local set-up, line by line with its mend. Returns 1 when a line must be mended. */
export async function doctor(flags: DoctorFlags, readConfig: ConfigReader): Promise<number> {
  const findings = await examine(readConfig);
  const exitCode = findings.some(({ status }) => status === 'fail') ? EXIT_CODES.failed : EXIT_CODES.ok;
  const report = { schemaVersion: 1, findings, exitCode } as const;
  await writeReports(flags.format, (format) =>
    renderDoctor(format, report, { isColoured: isColoured(flags) }),
  );
  return exitCode;
}
