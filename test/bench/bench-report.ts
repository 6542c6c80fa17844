/** What a run of the benchmark measured, as a file that later runs are compared with. */
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { ConfigError, StoreError } from '#engine/errors.ts';
import type { BenchRow } from './bench-row.ts';
import type { Bench } from './bench-table.ts';
import type { MachineFacts } from './machine-facts.ts';

const FORMAT = 'preopen-bench/1';

/** A measured row. `candidate` and `baseline` in `unit`; `gate` and `target` are null where the row has none. */
export interface ReportedRow {
  readonly id: string;
  readonly what: string;
  readonly unit: string;
  readonly peer: string;
  readonly candidate: number;
  readonly baseline: number;
  readonly ratio: number;
  readonly lowest: number;
  readonly highest: number;
  readonly gate: number | null;
  readonly target: number | null;
  readonly note: string | null;
}

/** A row that could not be measured on that machine. */
export interface SkippedRow {
  readonly id: string;
  readonly skipped: string;
}

/** The file that `--json` writes and `--against` reads. */
export interface BenchReport {
  readonly format: typeof FORMAT;
  /** When the run began, ISO 8601 in UTC. */
  readonly startedAt: string;
  /** The measured code, with `+changes` where it differed from that commit; null outside a repository. */
  readonly commit: string | null;
  readonly machine: MachineFacts;
  readonly rows: readonly (ReportedRow | SkippedRow)[];
}

const MeasuredSchema = z.object({
  id: z.string(),
  what: z.string(),
  unit: z.string(),
  peer: z.string(),
  candidate: z.number(),
  baseline: z.number(),
  ratio: z.number().positive(),
  lowest: z.number().positive(),
  highest: z.number().positive(),
  gate: z.number().nullable(),
  target: z.number().nullable(),
  note: z.string().nullable(),
}) satisfies z.ZodType<ReportedRow>;

const SkippedSchema = z.object({ id: z.string(), skipped: z.string() }) satisfies z.ZodType<SkippedRow>;

const ReportSchema = z.object({
  format: z.literal(FORMAT),
  startedAt: z.iso.datetime(),
  commit: z.string().nullable(),
  machine: z.object({ cpu: z.string(), cores: z.number(), node: z.string(), platform: z.string() }),
  rows: z.array(z.union([SkippedSchema, MeasuredSchema])),
}) satisfies z.ZodType<BenchReport>;

/** A run that has not measured anything yet. */
export function emptyReport(facts: Omit<BenchReport, 'format' | 'rows'>): BenchReport {
  return { format: FORMAT, ...facts, rows: [] };
}

/** The row as the file has it. */
export function reportedRow({ id, what, unit, peer, gate, target }: Bench, row: BenchRow): ReportedRow {
  const { candidate, baseline, ratio, lowest, highest, note } = row;
  const measured = { candidate, baseline, ratio, lowest, highest };
  return {
    id,
    what,
    unit,
    peer,
    ...measured,
    gate: gate ?? null,
    target: target ?? null,
    note: note ?? null,
  };
}

/** Errors: StoreError when the file cannot be written. */
export function writeBenchReport(file: string, report: BenchReport): void {
  try {
    writeFileSync(file, `${JSON.stringify(report, undefined, 2)}\n`);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'unknown';
    throw new StoreError(`--json ${file}: expected a file that can be written: ${reason}.`, { cause });
  }
}

/** Errors: ConfigError that names the file and what of it is no report of the benchmark. */
export function readBenchReport(file: string): BenchReport {
  const parsed = ReportSchema.safeParse(jsonOf(file));
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  const where = path.length === 0 ? 'the file' : path.join('.');
  throw notAReport(file, `${where}: ${message}`);
}

function jsonOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw notAReport(file, error instanceof Error ? error.message : 'unknown');
  }
}

function notAReport(file: string, reason: string): ConfigError {
  return new ConfigError(
    `--against ${file}: expected a report of the benchmark (${FORMAT}), was something else: ${reason}. npm run bench -- --json FILE writes one.`,
  );
}
