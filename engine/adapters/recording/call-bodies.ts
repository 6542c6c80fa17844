/** Bodies of calls as a recording keeps them: without their content encoding, without secrets. */
import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import type { Redaction } from '../../recording/redaction.ts';
import { headerOf } from '../../recording/recorded-call.ts';
import type { HeaderList, RecordedCall } from '../../recording/recorded-call.ts';

/** A larger text, such as a scrip master, is searched for known secrets alone. */
const LOOKED_THROUGH_BYTES_MAX = 4 * 1024 * 1024;
/** A longer body is not kept. */
export const BODY_BYTES_MAX = 64 * 1024 * 1024;

const DECODERS: Readonly<
  Record<string, (bytes: Uint8Array, limits: { maxOutputLength: number }) => Uint8Array>
> = {
  gzip: gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
};

/** The call with its answer's body decoded; left out, with a note, where that cannot be done: a secret in it would not be found. */
export function readableBody(call: RecordedCall): RecordedCall {
  const encoding = headerOf(call.responseHeaders, 'content-encoding')?.toLowerCase() ?? 'identity';
  if (encoding === 'identity' || call.responseBody.length === 0) return call;
  try {
    const responseBody = DECODERS[encoding]?.(call.responseBody, { maxOutputLength: BODY_BYTES_MAX });
    if (responseBody) return { ...call, responseBody };
  } catch {
    // Told like an encoding that is not known.
  }
  const note = `response body left out: its content encoding ${encoding} could not be undone`;
  return { ...call, responseBody: new Uint8Array(0), note };
}

/** The call with keyed tokens in the place of secrets. */
export function redactedCall(redaction: Redaction, call: RecordedCall): RecordedCall {
  const requestHeaders = redaction.headers(call.requestHeaders);
  const responseHeaders = redaction.headers(call.responseHeaders);
  return {
    ...call,
    target: redaction.target(call.target),
    requestHeaders,
    responseHeaders,
    requestBody: redactedBody(redaction, call.requestBody, call.requestHeaders),
    responseBody: redactedBody(redaction, call.responseBody, call.responseHeaders),
  };
}

/** A body without a secret keeps its very bytes. */
function redactedBody(redaction: Redaction, body: Uint8Array, headers: HeaderList): Uint8Array {
  if (body.length === 0 || body.length > LOOKED_THROUGH_BYTES_MAX) return body;
  const text = new TextDecoder().decode(body);
  const isForm = headerOf(headers, 'content-type')?.includes('x-www-form-urlencoded') ?? false;
  const redacted = isForm ? redaction.form(text) : redaction.text(text);
  return redacted === text ? body : new TextEncoder().encode(redacted);
}
