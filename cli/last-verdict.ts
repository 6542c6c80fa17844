/** The last verdict of `preopen verify` in this folder, kept for the bare `preopen`. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { VerifyReport } from './reporters/verify-report.ts';

/** Below the working folder. */
const FILE = '.preopen/last-verdict.json';

const VerdictSchema = z.object({
  schemaVersion: z.literal(1),
  endedAt: z.iso.datetime(),
  target: z.string(),
  exitCode: z.int(),
  passed: z.int(),
  /** Ids. */
  failed: z.array(z.string()),
});

/** What is kept of a run: no measurement, no body, no secret. */
export type LastVerdict = z.infer<typeof VerdictSchema>;

/** Keeps a redacted report's verdict where the folder can be written; a gate in a read-only container goes on without. */
export function keepVerdict({
  target,
  checks,
  summary,
  exitCode,
}: Pick<VerifyReport, 'target' | 'checks' | 'summary' | 'exitCode'>): void {
  const verdict: LastVerdict = {
    schemaVersion: 1,
    endedAt: new Date().toISOString(),
    target: withoutPasswords(target),
    exitCode,
    passed: summary.pass,
    failed: checks.filter(({ status }) => status === 'fail').map(({ id }) => id),
  };
  try {
    mkdirSync(dirname(FILE), { recursive: true });
    writeFileSync(FILE, `${JSON.stringify(verdict, undefined, 2)}\n`);
  } catch {
    // Whoever asks for it later is told that none is kept.
  }
}

/** Undefined where none is kept, or what is there is none. */
export function readLastVerdict(): LastVerdict | undefined {
  try {
    return VerdictSchema.parse(JSON.parse(readFileSync(FILE, 'utf8')));
  } catch {
    return undefined;
  }
}

function withoutPasswords(text: string): string {
  return text.replaceAll(/(:\/\/)[^/@\s]*@/g, '$1');
}
