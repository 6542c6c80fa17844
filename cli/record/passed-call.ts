import { request as httpRequest } from 'node:http';
import type { ClientRequest, IncomingMessage, RequestOptions, ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BODY_BYTES_MAX } from '#engine/adapters/recording/call-bodies.ts';
import type { WireRecorder } from '#engine/adapters/recording/wire-recorder.ts';
import type { HeaderList, RecordedCall } from '#engine/recording/recorded-call.ts';
import { headerList, withHost, withoutHopHeaders } from './passed-headers.ts';
import { upstreamOf } from './upstreams.ts';
import type { ArrivedCall, RecordedExchange } from './upstreams.ts';

/** Who is in between, and for what. */
export interface Passage {
  readonly exchange: RecordedExchange;
  readonly recorder: WireRecorder;
}

/** Hands a request on and its answer back as they stream through, and records both once the answer has ended. */
export function passCall(passage: Passage, request: IncomingMessage, response: ServerResponse): void {
  const { recorder } = passage;
  const call = new CallRecord(recorder, request);
  const upstream = openUpstream(passage, arrivedCall(request, false), {
    method: request.method ?? 'GET',
    headers: withoutHopHeaders(headerList(request)),
  });
  upstream.once('response', (answer) => {
    noteDate(recorder, answer);
    const headers = headerList(answer);
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, withoutHopHeaders(headers).flat());
    response.flushHeaders();
    answer.on('data', (bytes: Buffer) => call.response.take(bytes));
    answer.once('end', () => call.ended(answer.statusCode ?? null, headers, null));
    answer.once('close', () => {
      if (answer.complete) return;
      call.ended(answer.statusCode ?? null, headers, 'the exchange ended the connection inside its answer');
      response.destroy();
    });
    answer.pipe(response);
  });
  upstream.once('error', () => {
    call.ended(null, [], 'the exchange ended the connection without an answer');
    response.destroy();
  });
  response.once('close', () => {
    if (response.writableFinished) return;
    call.ended(null, [], 'the client left before its answer');
    upstream.destroy();
  });
  request.on('data', (bytes: Buffer) => call.request.take(bytes));
  request.pipe(upstream);
}

/** A request to where the call belongs. */
export function openUpstream(
  { exchange }: Passage,
  call: ArrivedCall,
  { method, headers }: { readonly method: string; readonly headers: HeaderList },
): ClientRequest {
  const { isTls, host, port, target, hostHeader } = upstreamOf(exchange, call);
  const options: RequestOptions & { readonly servername?: string } = {
    host,
    port,
    method,
    path: target,
    headers: withHost(headers, hostHeader).flat(),
    agent: false,
    setHost: false,
    ...(isTls && exchange.caPem !== undefined ? { ca: exchange.caPem } : {}),
  };
  const upstream = isTls ? httpsRequest(options) : httpRequest(options);
  upstream.setNoDelay(true);
  return upstream;
}

export function arrivedCall(request: IncomingMessage, isUpgrade: boolean): ArrivedCall {
  return { host: request.headers.host ?? '', target: request.url ?? '/', isUpgrade };
}

export function noteDate(recorder: WireRecorder, { headers }: IncomingMessage): void {
  const dateMs = Date.parse(headers.date ?? '');
  if (!Number.isNaN(dateMs)) recorder.exchangeSaid(dateMs);
}

/** What is kept of a call while it passes. */
class CallRecord {
  readonly request = new KeptBody();
  readonly response = new KeptBody();
  readonly #recorder: WireRecorder;
  readonly #head: Pick<RecordedCall, 'method' | 'target' | 'requestHeaders' | 'arrivedAtMs'>;
  #isEnded = false;

  constructor(recorder: WireRecorder, request: IncomingMessage) {
    this.#recorder = recorder;
    this.#head = {
      method: request.method ?? 'GET',
      target: request.url ?? '/',
      requestHeaders: headerList(request),
      arrivedAtMs: recorder.nowMs(),
    };
  }

  /** The first word about its end counts. */
  ended(status: number | null, responseHeaders: HeaderList, note: string | null): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#recorder.call({
      ...this.#head,
      requestBody: this.request.bytes(),
      status,
      responseHeaders,
      responseBody: this.response.bytes(),
      answeredAtMs: this.#recorder.nowMs(),
      note: note ?? this.request.note('request') ?? this.response.note('response'),
    });
  }
}

/** A body as it streams through, up to a size. */
class KeptBody {
  #parts: Buffer[] = [];
  #length = 0;

  take(bytes: Buffer): void {
    this.#length += bytes.length;
    if (this.#length > BODY_BYTES_MAX) this.#parts = [];
    else this.#parts.push(bytes);
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#parts);
  }

  note(which: 'request' | 'response'): string | null {
    if (this.#length <= BODY_BYTES_MAX) return null;
    return `${which} body left out: ${this.#length} bytes, more than ${BODY_BYTES_MAX}`;
  }
}
