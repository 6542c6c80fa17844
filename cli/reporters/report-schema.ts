/** The shape of `json`, for other programs: docs/verify-report.schema.json. */
import { z } from 'zod';
import { CHECK_STATUSES, MEASUREMENT_UNITS } from '#engine/verify/check.ts';
import type { Measurement } from '#engine/verify/check.ts';
import type { JsonCheck, JsonReport } from './json.ts';

const Count = z.int().min(0);

const MeasurementSchema = z.object({
  name: z.string().describe('unique in its check'),
  value: z.number(),
  unit: z
    .enum(MEASUREMENT_UNITS)
    .describe('share is 0 to 1, more only of processor cores; points are of a price'),
  limit: z
    .object({ kind: z.enum(['min', 'max']), value: z.number() })
    .exactOptional()
    .describe('where the check turns'),
}) satisfies z.ZodType<Measurement>;

const CheckSchema = z.object({
  id: z.string().min(1).describe('stable from version to version'),
  title: z.string(),
  group: z.string(),
  severity: z.enum(['fail', 'warn']).describe('what a failure of the check means to the run'),
  tags: z.array(z.string()),
  status: z.enum(CHECK_STATUSES).describe('skip: nothing was judged; pending: it could not be tried yet'),
  expected: z.string(),
  observed: z.string(),
  remedy: z.string().describe('the command or setting that mends it; empty when nothing is to be mended'),
  startedMs: z.number().min(0).describe('when it began, in ms after the run did'),
  durationMs: z.number().min(0),
  attempts: Count.describe('how often it was tried'),
  measurements: z.array(MeasurementSchema),
  evidence: z.string().exactOptional().describe('lines that show what was seen, such as a table'),
  seenFrom: z
    .string()
    .exactOptional()
    .describe('where a check of a suite looked from, when another place than this machine was asked for'),
}) satisfies z.ZodType<JsonCheck>;

const ReportSchema = z.object({
  schemaVersion: z.literal(1),
  preopen: z.string().describe('version of preopen'),
  target: z.string().describe('what was verified, in words'),
  suite: z.string(),
  startedAt: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}\+05:30$/)
    .describe("IST, by the clock of the run: with --exchange mock the scenario's"),
  durationMs: z.number().min(0),
  exitCode: z.int().describe('0 ok, 1 failed, 3 inconclusive'),
  exitReason: z.string().describe('why the exit code is what it is'),
  summary: z
    .object({ pass: Count, warn: Count, fail: Count, skip: Count, pending: Count })
    .describe('how many checks have a status'),
  calls: z
    .array(z.object({ host: z.string(), calls: Count, sockets: Count }))
    .exactOptional()
    .describe('who was called over the network, and how often; absent where nothing left the process'),
  checks: z.array(CheckSchema).describe('in an order that does not change from run to run'),
}) satisfies z.ZodType<JsonReport>;

/** The whole document, ending with a line feed. Keys that a later version of preopen adds are no fault. */
export function renderReportSchema(): string {
  const { $schema, ...json } = z.toJSONSchema(ReportSchema, { io: 'input' });
  return `${JSON.stringify({ $schema, title: 'Preopen verify report', ...json }, undefined, 2)}\n`;
}
