/** The control port of a served exchange, as its ready file tells where it is. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { createUndiciTransport } from '#engine/adapters/undici-transport.ts';
import { ConfigError, UpstreamError } from '#engine/errors.ts';
import type { HttpRequest } from '#engine/ports.ts';

const ReadySchema = z.object({ controlUrl: z.url(), controlToken: z.string().min(1) });
const ErrorSchema = z.object({ error: z.string() });

/** What the port was asked and what it said: JSON, or undefined for an answer that is none. */
export interface ControlAnswer {
  readonly status: number;
  readonly body: unknown;
  /** Why it was refused, in words. */
  readonly refusal: string;
}

/** What to ask the port. */
interface ControlCall {
  readonly readyFile: string;
  readonly method: HttpRequest['method'];
  readonly path: string;
  readonly body?: unknown;
}

/** `command`: who asks. Errors: ConfigError for an unreadable ready file, UpstreamError when nobody answers. */
export async function askControlPort(command: string, call: ControlCall): Promise<ControlAnswer> {
  const { controlUrl, controlToken } = readReadyFile(command, call.readyFile);
  const http = createUndiciTransport();
  try {
    const { status, body: text } = await http.send({
      url: `${controlUrl}${call.path}`,
      method: call.method,
      headers: { authorization: `Bearer ${controlToken}`, 'content-type': 'application/json' },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    });
    const body = jsonOf(text);
    return { status, body, refusal: ErrorSchema.safeParse(body).data?.error ?? `HTTP ${status}` };
  } catch (cause) {
    throw new UpstreamError(
      `${command}: expected an answer from ${controlUrl}, was none. Is the serve of this ready file still running?`,
      { failure: 'transport', endpoint: controlUrl, cause },
    );
  } finally {
    await http.close();
  }
}

function readReadyFile(command: string, file: string): z.infer<typeof ReadySchema> {
  try {
    return ReadySchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new ConfigError(
      `${command} --ready-file: expected the ready file of a running serve, was not readable as one (${file}). ` +
        'Start preopen serve --ready-file FILE and name the same file.',
      { cause },
    );
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
