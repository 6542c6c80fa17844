import type { Context, MiddlewareHandler } from 'hono';

/** The largest legitimate body, 1000 instruments of a market quote, has about 10 KB. */
export const BODY_BYTES_MAX = 256 * 1024;

/**
 * Refuses bodies above BODY_BYTES_MAX by `refuse`, before anything parses them; where it does not, the call goes on without its body. hono's own
 * middleware copies the request it is given, which fails on the server's requests when they come without a length: a DELETE without a body,
 * or any chunked one.
 */
export function limitBody(refuse: (context: Context) => Response | undefined): MiddlewareHandler {
  return async (context, next) => {
    const { raw } = context.req;
    const length = raw.headers.get('content-length');
    const isLengthTold = length !== null && !raw.headers.has('transfer-encoding');
    if (isLengthTold && Number(length) <= BODY_BYTES_MAX) return next();
    if (!raw.body) return next();
    const body = isLengthTold ? undefined : await readUpTo(raw.body, BODY_BYTES_MAX);
    const refusal = body ? undefined : refuse(context);
    if (refusal) return refusal;
    const { url, method } = raw;
    const headers = [...raw.headers];
    context.req.raw = new Request(url, { method, headers, ...(body && body.length > 0 ? { body } : {}) });
    return next();
  };
}

/** Undefined when there is more. */
async function readUpTo(
  stream: ReadableStream<Uint8Array>,
  bytesMax: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > bytesMax) return undefined;
    chunks.push(chunk);
  }
  const body = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    body.set(chunk, offset);
    offset += chunk.length;
  }
  return body;
}
