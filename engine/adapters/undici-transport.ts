import request from 'undici/lib/api/api-request.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import { UpstreamError } from '../errors.ts';
import type { HttpRequest, HttpResponse, HttpTransport } from '../ports.ts';
import { assertMayCall } from './live-consent.ts';
import type { TransportOptions } from './transport-options.ts';

const CONNECT_TIMEOUT_MS = 5000;
const ANSWER_TIMEOUT_MS = 30_000;
/** The detailed scrip master is the largest answer there is, about 40 MB in 2026. */
const BODY_BYTES_MAX = 256 * 1024 * 1024;

/** An HTTP transport that owns its connections. */
export interface UndiciTransport extends HttpTransport {
  /** Closes the pooled connections. */
  close(): Promise<void>;
}

/**
 * HTTP on a connection pool of its own. Errors: ConfigError for a host outside this machine without consent; UpstreamError
 * (`transport`) when no answer came. No retry: the callers know what is safe to repeat.
 */
export function createUndiciTransport(options: TransportOptions = {}): UndiciTransport {
  const agent = new Agent({
    connect: { timeout: CONNECT_TIMEOUT_MS, ...(options.caPem === undefined ? {} : { ca: options.caPem }) },
    headersTimeout: ANSWER_TIMEOUT_MS,
    bodyTimeout: ANSWER_TIMEOUT_MS,
    maxResponseSize: BODY_BYTES_MAX,
  });
  return {
    send: async (call) => {
      assertMayCall(call.url, options);
      return send(agent, call, options.answerWithinMs);
    },
    close: () => agent.close(),
  };
}

async function send(
  agent: Agent,
  call: HttpRequest,
  answerWithinMs: number | undefined,
): Promise<HttpResponse> {
  const { origin, pathname, search } = new URL(call.url);
  try {
    const answer = await request.call(agent, {
      origin,
      path: pathname + search,
      method: call.method,
      headers: { ...call.headers },
      body: call.body ?? null,
      ...(answerWithinMs === undefined ? {} : { signal: AbortSignal.timeout(answerWithinMs) }),
    });
    return {
      status: answer.statusCode,
      headers: flatHeaders(answer.headers),
      body: await answer.body.text(),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown reason';
    throw new UpstreamError(
      `${call.method} ${origin}${pathname}: expected an answer, was none (${reason}). Check the address and that something listens there.`,
      { failure: 'transport', endpoint: pathname, cause: error },
    );
  }
}

function flatHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value;
  return flat;
}
