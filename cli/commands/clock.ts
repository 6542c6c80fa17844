import { z } from 'zod';
import { ConfigError } from '#engine/errors.ts';
import { askControlPort } from '../control-port.ts';
import { EXIT_CODES } from '../exit-codes.ts';

/** The flags of `preopen clock`, as commander names them. */
export interface ClockFlags {
  readonly readyFile: string;
}

const ClockSchema = z.object({ now: z.string(), speed: z.number(), scenario: z.string() });

/**
 * `preopen clock [ACTION [VALUE]]`: tells or moves the clock of a served exchange. Returns 0, or 1 when the exchange refused.
 * Errors: ConfigError for an action that is none or an unreadable ready file, UpstreamError when nobody answers.
 */
export async function clock(
  action: string | undefined,
  value: string | undefined,
  { readyFile }: ClockFlags,
): Promise<number> {
  const body = action === undefined ? undefined : requestOf(action, value);
  const method = body ? 'POST' : 'GET';
  const answer = await askControlPort('clock', { readyFile, method, path: '/clock', body });
  const told = ClockSchema.safeParse(answer.body).data;
  if (answer.status === 200 && told) {
    const pace = told.speed === 0 ? 'paused' : `${told.speed}x`;
    process.stdout.write(`${told.now}  ${pace}  ${told.scenario}\n`);
    return EXIT_CODES.ok;
  }
  process.stderr.write(`preopen: ${answer.refusal}\n`);
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
