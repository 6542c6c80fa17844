import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { AnswerFault } from '#engine/faults/planned-fault.ts';

/** What a gateway in front of the exchange says when it cannot reach it. */
const GATEWAY_PAGE =
  '<html>\r\n<head><title>Bad Gateway</title></head>\r\n<body>\r\n<center><h1>Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n';
const GATEWAY_STATUS = 502;

/** Makes the context's answer what the fault has it be; only bodies made from the true answer ask `next` for that. */
export async function answerWrongly(
  context: Context,
  { status, body }: AnswerFault,
  next: () => Promise<void>,
): Promise<void> {
  const code = status as ContentfulStatusCode | undefined;
  if (body === 'html') context.res = context.html(GATEWAY_PAGE, code ?? GATEWAY_STATUS);
  else if (body === 'empty')
    context.res = context.body('', code ?? 200, { 'Content-Type': 'application/json' });
  else {
    await next();
    context.res = await spoilt(context, code, body);
  }
}

async function spoilt(
  context: Context,
  status: ContentfulStatusCode | undefined,
  body: 'as-is' | 'truncated',
): Promise<Response> {
  const truth = context.res;
  const bytes = await truth.arrayBuffer();
  const headers = new Headers(truth.headers);
  headers.delete('content-length');
  // Taken away first: setting one answer over another merges their headers.
  context.res = undefined;
  return new Response(body === 'truncated' ? bytes.slice(0, bytes.byteLength >> 1) : bytes, {
    status: status ?? truth.status,
    headers,
  });
}
