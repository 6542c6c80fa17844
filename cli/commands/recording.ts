import { exportRecording } from '#engine/adapters/recording/export-recording.ts';
import type { ExportFormat } from '#engine/adapters/recording/export-recording.ts';
import { importCsv } from '#engine/adapters/recording/import-csv.ts';
import { mergeRecordings } from '#engine/adapters/recording/merge-recordings.ts';
import { RecordingFile } from '#engine/adapters/recording/recording-file.ts';
import { recordingInfo } from '#engine/adapters/recording/recording-info.ts';
import {
  amplifyRecording,
  cutRecording,
  shiftRecording,
} from '#engine/adapters/recording/recording-transforms.ts';
import { verifyRecording } from '#engine/adapters/recording/verify-recording.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { ReportFormat } from '../option-values.ts';
import { recordingMoment } from '../record/recording-moment.ts';
import { recordingShift } from '../record/recording-shift.ts';
import { renderRecordingInfo, renderVerifications } from '../reporters/recording-report.ts';
import { writeReports } from '../reporters/write-reports.ts';
import { recordingVersions } from '../version.ts';

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

/** `preopen recording merge FILE... -o OUT`. */
export function merge(paths: readonly string[], flags: { readonly output: string }): number {
  return written(flags.output, mergeRecordings(paths, flags.output));
}

/** `preopen recording shift FILE -o OUT --by`. */
export function shift(path: string, flags: { readonly output: string; readonly by: string }): number {
  const { startedAtMs } = manifestOf(path);
  const byMs = recordingShift(flags.by, {
    fromMs: startedAtMs,
    nowMs: Date.now(),
    flag: 'recording shift --by',
  });
  return written(flags.output, shiftRecording(path, flags.output, byMs));
}

/** `preopen recording amplify FILE N -o OUT`. */
export function amplify(path: string, copies: number, flags: { readonly output: string }): number {
  return written(flags.output, amplifyRecording(path, flags.output, copies));
}

/** `preopen recording export har|ndjson|csv FILE -o OUT`. */
export function exportAs(format: ExportFormat, path: string, flags: { readonly output: string }): number {
  return written(flags.output, exportRecording(path, flags.output, format), EXPORTED[format]);
}

/** `preopen recording import csv FILE... -o OUT`. */
export function importTables(
  sources: readonly string[],
  { output, layout }: { readonly output: string; readonly layout?: string },
): number {
  const { layouts, packets } = importCsv({ sources, target: output, layout, versions: recordingVersions() });
  return written(output, packets, `packets, from ${layouts.join(', ')}`);
}

const EXPORTED = { har: 'entries', ndjson: 'lines', csv: 'rows' } as const satisfies Record<
  ExportFormat,
  string
>;

function manifestOf(path: string): RecordingFile['manifest'] {
  using file = new RecordingFile(path);
  return file.manifest;
}

function written(path: string, count: number, what = 'messages'): number {
  process.stdout.write(`${path}: ${count} ${what}\n`);
  return EXIT_CODES.ok;
}
