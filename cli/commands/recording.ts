import { RecordingFile } from '#engine/adapters/recording/recording-file.ts';
import { recordingInfo } from '#engine/adapters/recording/recording-info.ts';
import { cutRecording } from '#engine/adapters/recording/recording-transforms.ts';
import { verifyRecording } from '#engine/adapters/recording/verify-recording.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { ReportFormat } from '../option-values.ts';
import { recordingMoment } from '../record/recording-moment.ts';
import { renderRecordingInfo, renderVerifications } from '../reporters/recording-report.ts';
import { writeReports } from '../reporters/write-reports.ts';

/** `preopen recording info FILE`. Errors: RecordingError for a file that is none, or a damaged one. */
export async function tellRecording(
  path: string,
  flags: { readonly format: readonly ReportFormat[] },
): Promise<number> {
  using file = new RecordingFile(path);
  const info = recordingInfo(file);
  await writeReports(flags.format, (format) => renderRecordingInfo(format, info));
  return EXIT_CODES.ok;
}

/** `preopen recording verify FILE...`: 0 when all are sound, 1 when one is damaged or lacks its end. */
export async function verifyRecordings(
  paths: readonly string[],
  flags: { readonly format: readonly ReportFormat[] },
): Promise<number> {
  const all = paths.map(verifyRecording);
  await writeReports(flags.format, (format) => renderVerifications(format, all));
  return all.every(({ state }) => state === 'sound') ? EXIT_CODES.ok : EXIT_CODES.failed;
}

/** `preopen recording cut FILE -o OUT --from --to`. */
export function cut(
  path: string,
  flags: { readonly output: string; readonly from?: string; readonly to?: string },
): number {
  const { startedAtMs } = manifestOf(path);
  const fromMs =
    flags.from === undefined ? startedAtMs : recordingMoment(flags.from, startedAtMs, 'cut --from');
  const toMs = flags.to === undefined ? Infinity : recordingMoment(flags.to, startedAtMs, 'cut --to');
  return written(flags.output, cutRecording(path, flags.output, { fromMs, toMs }));
}

function manifestOf(path: string): RecordingFile['manifest'] {
  using file = new RecordingFile(path);
  return file.manifest;
}

function written(path: string, messages: number): number {
  process.stdout.write(`${path}: ${messages} messages\n`);
  return EXIT_CODES.ok;
}
