import type { Context, MiddlewareHandler } from 'hono';

/**
 * Refuses bodies above `bytesMax` by `refuse`, before anything parses them. hono's own middleware copies the request it is given, which fails on
 * the server's requests when they come without a length: a DELETE without a body, or any chunked one.
 */
export function limitBody(bytesMax: number, refuse: (context: Context) => Response): MiddlewareHandler {
  return async (context, next) => {
    const { raw } = context.req;
    const length = raw.headers.get('content-length');
    if (length !== null && !raw.headers.has('transfer-encoding'))
      return Number(length) > bytesMax ? refuse(context) : next();
    if (!raw.body) return next();
    const body = await readUpTo(raw.body, bytesMax);
    if (!body) return refuse(context);
    const { url, method } = raw;
    const headers = [...raw.headers];
    context.req.raw = new Request(url, { method, headers, ...(body.length > 0 ? { body } : {}) });
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
