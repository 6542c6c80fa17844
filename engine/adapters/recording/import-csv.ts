import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { randomUUID } from 'node:crypto';
import { RecordingError } from '../../errors.ts';
import { ticksOfCsv } from '../../recording/csv-ticks.ts';
import type { CsvTick } from '../../recording/csv-ticks.ts';
import { encodeFrame } from '../../recording/frames.ts';
import { FORMAT } from '../../recording/manifest.ts';
import type { RecordingManifest } from '../../recording/manifest.ts';
import { framesTopic } from '../../recording/recording-format.ts';
import { newPart } from './recording-transforms.ts';

const BINARY_FRAME = 0x82;
const TEXT_BYTES_MAX = 512 * 1024 * 1024;

/**
 * Writes a recording of one live feed socket from a table of prices, plain or gzip (csv-ticks.ts tells which). Returns the number of packets.
 * Errors: RecordingError with line and column, StoreError.
 */
export function importCsv(source: string, target: string, versions: RecordingManifest['versions']): number {
  const read = ticksOfCsv(readText(source), Date.parse);
  if (!read.ok) throw importError(read.reason, `${read.where} of ${source}`);
  const ticks = [...read.ticks].sort((a, b) => a.atMs - b.atMs);
  const [first] = ticks;
  if (!first) throw importError('expected rows of prices, was none', source);
  const part = newPart(target, manifestOf(first, versions));
  for (const { atMs, packet } of ticks)
    part.add({
      topic: framesTopic('live', 1, 'from-exchange'),
      atMs,
      data: encodeFrame(BINARY_FRAME, packet),
    });
  part.end({ exchangeAheadMs: '0', madeBy: `imported from ${read.layout}` });
  return ticks.length;
}

function manifestOf({ atMs }: CsvTick, versions: RecordingManifest['versions']): RecordingManifest {
  return {
    format: FORMAT,
    recordingId: randomUUID(),
    part: 1,
    startedAtMs: atMs,
    clock: 'wall',
    exchangeAheadMs: 0,
    exchange: 'csv',
    scenario: null,
    wire: null,
    versions,
  };
}

function readText(path: string): string {
  try {
    const bytes = readFileSync(path);
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return (isGzip ? gunzipSync(bytes, { maxOutputLength: TEXT_BYTES_MAX }) : bytes).toString('utf8');
  } catch (cause) {
    throw importError(
      `expected a readable text or gzip file, was not: ${(cause as Error).message}`,
      path,
      cause,
    );
  }
}

function importError(what: string, where: string, cause?: unknown): RecordingError {
  return new RecordingError(
    `importing the table failed: ${what} (${where}). Whole option chains become a scenario's market day: scenarios/convert.`,
    { cause },
  );
}
