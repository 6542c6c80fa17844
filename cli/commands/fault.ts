import { parse } from 'yaml';
import { z } from 'zod';
import { ConfigError } from '#engine/errors.ts';
import { askControlPort } from '../control-port.ts';
import type { ControlAnswer } from '../control-port.ts';
import { EXIT_CODES } from '../exit-codes.ts';

/** The flags of `preopen fault`, as commander names them. */
export interface FaultFlags {
  readonly readyFile: string;
}

const FaultSchema = z.object({
  id: z.string(),
  kind: z.string(),
  strikes: z.number(),
  firstAt: z.string().nullable(),
});
const FaultListSchema = z.object({ faults: z.array(FaultSchema) });
const RemovedSchema = z.object({ removed: z.string() });

/**
 * `preopen fault add FAULT`: plans one more fault on a served exchange, written as in a scenario file. Returns 0, or 1 when the exchange refused.
 * Errors: ConfigError for a text that is no YAML or an unreadable ready file, UpstreamError when nobody answers.
 */
export async function addFault(text: string, { readyFile }: FaultFlags): Promise<number> {
  const body = yamlOf(text);
  const answer = await askControlPort('fault', { readyFile, method: 'POST', path: '/faults', body });
  return tell(answer, FaultSchema, lineOf);
}

/** `preopen fault list`: every planned fault and what came of it. */
export async function listFaults({ readyFile }: FaultFlags): Promise<number> {
  const answer = await askControlPort('fault', { readyFile, method: 'GET', path: '/faults' });
  return tell(answer, FaultListSchema, ({ faults }) => faults.map(lineOf).join(''));
}

/** `preopen fault remove ID`: takes a fault out of the plan. */
export async function removeFault(id: string, { readyFile }: FaultFlags): Promise<number> {
  const path = `/faults/${encodeURIComponent(id)}`;
  const answer = await askControlPort('fault', { readyFile, method: 'DELETE', path });
  return tell(answer, RemovedSchema, ({ removed }) => `${removed}  removed\n`);
}

function tell<Told>(answer: ControlAnswer, schema: z.ZodType<Told>, text: (told: Told) => string): number {
  const told = schema.safeParse(answer.body);
  if (told.success) {
    process.stdout.write(text(told.data));
    return EXIT_CODES.ok;
  }
  process.stderr.write(`preopen: ${answer.refusal}\n`);
  return EXIT_CODES.failed;
}

function lineOf({ id, kind, strikes, firstAt }: z.infer<typeof FaultSchema>): string {
  const struck = firstAt === null ? 'has not struck' : `struck ${strikes} times, first at ${firstAt}`;
  return `${id}  ${kind}  ${struck}\n`;
}

/** A fault's fields with or without the braces around them; words without a colon are a fault in words. */
function yamlOf(text: string): unknown {
  if (!text.includes(':')) return text.trim();
  try {
    return parse(text.trim().startsWith('{') ? text : `{ ${text} }`);
  } catch (cause) {
    throw new ConfigError(
      `fault add: expected a fault as in a scenario file, such as "id: quiet, kind: mute, feed: live", was "${text}".`,
      { cause },
    );
  }
}
