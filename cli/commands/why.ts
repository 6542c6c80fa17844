/** `preopen why verdict.json`: what lies behind a verdict, from the artifact alone. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { ConfigError } from '#engine/errors.ts';
import { causesOf } from '#engine/verify/causal-chain.ts';
import { CHECK_STATUSES } from '#engine/verify/check.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { isColoured } from '../reporters/colour.ts';
import { painter } from '../reporters/paint.ts';
import { renderCauses } from '../reporters/causes-report.ts';

const VerdictSchema = z.object({
  target: z.string(),
  exitCode: z.number(),
  checks: z.array(
    z.object({
      id: z.string(),
      group: z.string(),
      status: z.enum(CHECK_STATUSES),
      observed: z.string(),
      remedy: z.string(),
      attempts: z.number(),
      dependsOn: z.array(z.string()),
    }),
  ),
  evidence: z.array(
    z.object({ file: z.string(), kind: z.enum(['http', 'frames', 'log']), what: z.string() }),
  ),
});

/** Asks nobody. Errors: ConfigError for a file that is no verdict of --artifact. */
export async function why(path: string, flags: { readonly color: boolean }): Promise<number> {
  const file = existsSync(path) && statSync(path).isDirectory() ? join(path, 'verdict.json') : path;
  const verdict = readVerdict(file);
  const paint = painter(isColoured(flags));
  process.stdout.write(
    renderCauses({ ...verdict, folder: dirname(file), causes: causesOf(verdict.checks) }, paint),
  );
  return EXIT_CODES.ok;
}

function readVerdict(file: string): z.infer<typeof VerdictSchema> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new ConfigError(
      `why: expected a verdict.json, was not readable as JSON (${file}). preopen verify --artifact DIR writes one.`,
      {
        cause,
      },
    );
  }
  const result = VerdictSchema.safeParse(value);
  if (result.success) return result.data;
  const at = result.error.issues[0]?.path.join('.') ?? '';
  throw new ConfigError(
    `why: expected the verdict.json of an artifact, was something else (${file}: ${at}). preopen verify --artifact DIR writes one.`,
    { cause: result.error },
  );
}
