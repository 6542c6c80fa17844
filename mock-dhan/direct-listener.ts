/** Takes the calls of the data routes off a server before the app sees them. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { httpDate } from '#engine/market/ist-time.ts';
import type { Clock } from '#engine/ports.ts';
import type { DirectCalls } from './rest/direct-calls.ts';
import { BODY_BYTES_MAX } from './rest/body-limit.ts';
import type { DataAnswer } from './rest/data-call.ts';

/**
 * Answers the plain calls of the data routes from node's own request and response; whatever is out of the ordinary (a query, a body without a
 * length or over the limit, a planned fault) goes to `otherwise`, which gives the same answer to the others too.
 */
export function listenDirectly(
  exchange: { readonly directCalls: DirectCalls | undefined; readonly clock: Clock },
  otherwise: RequestListener,
): RequestListener {
  return (request, response) => {
    const { directCalls } = exchange;
    if (!directCalls || !isPlainCall(request, directCalls)) {
      otherwise(request, response);
      return;
    }
    readText(request, (body) => {
      const answer = directCalls.answer(request.url!, {
        accessToken: headerOf(request, 'access-token'),
        clientId: headerOf(request, 'client-id'),
        body,
      });
      send(response, answer, exchange.clock.nowMs());
    });
  };
}

function isPlainCall(request: IncomingMessage, directCalls: DirectCalls): boolean {
  if (request.method !== 'POST' || !directCalls.takes(request.url ?? '')) return false;
  return Number(headerOf(request, 'content-length') ?? Infinity) <= BODY_BYTES_MAX;
}

/** Node joins what came twice. */
function headerOf({ headers }: IncomingMessage, name: string): string | undefined {
  return headers[name] as string | undefined;
}

/** A client that leaves before its body is whole is not answered. */
function readText(request: IncomingMessage, then: (text: string) => void): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.once('end', () => then(decoder.decode(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))));
}

/** As a Request reads its text: UTF-8, bad bytes replaced, without a byte order mark. */
const decoder = new TextDecoder();

function send(response: ServerResponse, { status, body }: DataAnswer, nowMs: number): void {
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
  const headers = { Date: httpDate(nowMs), 'X-Simulated': '1', 'Content-Type': 'application/json' };
  response.writeHead(status, { ...headers, 'Content-Length': length });
  response.end(body);
}
