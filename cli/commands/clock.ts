import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { createUndiciTransport } from '#engine/adapters/undici-transport.ts';
import { ConfigError, UpstreamError } from '#engine/errors.ts';
import { EXIT_CODES } from '../exit-codes.ts';

/** The flags of `preopen clock`, as commander names them. */
export interface ClockFlags {
  readonly readyFile: string;
}

const ReadySchema = z.object({ controlUrl: z.url(), controlToken: z.string().min(1) });
const ClockSchema = z.object({ now: z.string(), speed: z.number(), scenario: z.string() });
const ErrorSchema = z.object({ error: z.string() });

type ControlPort = z.infer<typeof ReadySchema>;

/**
 * `preopen clock [ACTION [VALUE]]`: tells or moves the clock of a served exchange. Returns 0, or 1 when the exchange refused.
 * Errors: ConfigError for an action that is none or an unreadable ready file, UpstreamError when nobody answers.
 */
export async function clock(
  action: string | undefined,
  value: string | undefined,
  flags: ClockFlags,
): Promise<number> {
  const body = action === undefined ? undefined : requestOf(action, value);
  const { status, text } = await ask(readControlPort(flags.readyFile), body);
  const told = ClockSchema.safeParse(jsonOf(text)).data;
  if (status === 200 && told) {
    const pace = told.speed === 0 ? 'paused' : `${told.speed}x`;
    process.stdout.write(`${told.now}  ${pace}  ${told.scenario}\n`);
    return EXIT_CODES.ok;
  }
  const refusal = ErrorSchema.safeParse(jsonOf(text)).data?.error ?? `HTTP ${status}`;
  process.stderr.write(`preopen: ${refusal}\n`);
  return EXIT_CODES.failed;
}

const ACTIONS = 'pause, resume, step [COUNT], seek HH:mm[:ss] or speed FACTOR';

/** What the control port takes. */
function requestOf(action: string, value: string | undefined): Readonly<Record<string, unknown>> {
  switch (action) {
    case 'pause':
    case 'resume':
      if (value === undefined) return { [action]: true };
      break;
    case 'step':
      return { step: value === undefined ? 1 : Number(value) };
    case 'seek':
      if (value !== undefined) return { seek: value };
      break;
    case 'speed':
      if (value !== undefined) return { speed: Number(value) };
      break;
  }
  const seen = [action, value].filter((word) => word !== undefined).join(' ');
  throw new ConfigError(`clock: expected ${ACTIONS}, was "${seen}".`);
}

function readControlPort(file: string): ControlPort {
  try {
    return ReadySchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new ConfigError(
      `clock --ready-file: expected the ready file of a running serve, was not readable as one (${file}). ` +
        'Start preopen serve --ready-file FILE and name the same file.',
      { cause },
    );
  }
}

async function ask(
  { controlUrl, controlToken }: ControlPort,
  body: Readonly<Record<string, unknown>> | undefined,
): Promise<{ readonly status: number; readonly text: string }> {
  const http = createUndiciTransport();
  try {
    const { status, body: text } = await http.send({
      url: `${controlUrl}/clock`,
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${controlToken}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status, text };
  } catch (cause) {
    throw new UpstreamError(
      `clock: expected an answer from ${controlUrl}, was none. Is the serve of this ready file still running?`,
      { failure: 'transport', endpoint: controlUrl, cause },
    );
  } finally {
    await http.close();
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
