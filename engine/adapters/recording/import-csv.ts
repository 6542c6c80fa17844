import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { randomUUID } from 'node:crypto';
import { RecordingError } from '../../errors.ts';
import { FORMAT } from '../../recording/manifest.ts';
import type { RecordingManifest } from '../../recording/manifest.ts';
import { layoutOf } from '../../recording/tables/table-layouts.ts';
import type { TableContent } from '../../recording/tables/table-layouts.ts';
import { tableMessages } from '../../recording/tables/table-messages.ts';
import { TableError, readTable } from '../../recording/tables/table-rows.ts';
import { newPart } from './recording-transforms.ts';

const TEXT_BYTES_MAX = 512 * 1024 * 1024;

/** Which tables, where to, and how they are told apart. */
export interface CsvImport {
  readonly sources: readonly string[];
  readonly target: string;
  /** The layout that every table must have; told by its columns unless given. */
  readonly layout?: string | undefined;
  readonly versions: RecordingManifest['versions'];
}

/** What was read, and how many packets the recording has. */
export interface ImportedTables {
  /** Of each source, in order. */
  readonly layouts: readonly string[];
  readonly packets: number;
}

/**
 * Writes a recording of one live feed socket from tables of prices, plain or gzip (table-layouts.ts tells which).
 * Errors: RecordingError with file, line and column, StoreError.
 */
export function importCsv({ sources, target, layout, versions }: CsvImport): ImportedTables {
  const tables = sources.map((source) => readSource(source, layout));
  const layouts = tables.map((table) => table.layout);
  const messages = tableMessages(tables.map(({ content }) => content));
  const first = messages.next();
  if (first.done) throw importError('expected rows of prices, was none', sources.join(', '));
  const part = newPart(target, manifestOf(first.value.atMs, versions));
  let { packets } = first.value;
  part.add(first.value);
  for (const message of messages) {
    part.add(message);
    packets += message.packets;
  }
  part.end({ exchangeAheadMs: '0', madeBy: `imported from ${[...new Set(layouts)].join(', ')}` });
  return { layouts, packets };
}

function readSource(
  source: string,
  layoutName: string | undefined,
): { readonly layout: string; readonly content: TableContent } {
  try {
    const table = readTable(readText(source), Date.parse);
    const layout = layoutOf(table.columns, layoutName);
    return { layout: layout.name, content: layout.read(table) };
  } catch (error) {
    if (!(error instanceof TableError)) throw error;
    throw importError(error.reason, `${error.where} of ${source}`, error);
  }
}

function manifestOf(startedAtMs: number, versions: RecordingManifest['versions']): RecordingManifest {
  return {
    format: FORMAT,
    recordingId: randomUUID(),
    part: 1,
    startedAtMs,
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
    `importing the table failed: ${what} (${where}). The README names the layouts and their columns.`,
    { cause },
  );
}
