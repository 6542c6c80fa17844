import type { Context } from 'hono';
import type { AnswerFault } from '#engine/faults/planned-fault.ts';

/** What a gateway in front of the exchange says when it cannot reach it. */
const GATEWAY_PAGE =
  '<html>\r\n<head><title>Bad Gateway</title></head>\r\n<body>\r\n<center><h1>Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n';
const GATEWAY_STATUS = 502;

/** Answers as the fault has it; only bodies made from the true answer ask `next` for that. */
export async function answerWrongly(
  context: Context,
  { status, body }: AnswerFault,
  next: () => Promise<void>,
): Promise<Response | undefined> {
  if (body === 'html') return plainAnswer(status ?? GATEWAY_STATUS, GATEWAY_PAGE, 'text/html');
  if (body === 'empty') return plainAnswer(status ?? 200, '', 'application/json');
  await next();
  const truth = context.res;
  const bytes = await truth.arrayBuffer();
  const headers = new Headers(truth.headers);
  headers.delete('content-length');
  // Set to nothing first: setting one answer over another merges their headers.
  context.res = undefined;
  context.res = new Response(body === 'truncated' ? bytes.slice(0, bytes.byteLength >> 1) : bytes, {
    status: status ?? truth.status,
    headers,
  });
  return undefined;

  function plainAnswer(code: number, text: string, contentType: string): Response {
    return context.body(text, code as 200, { 'Content-Type': contentType });
  }
}
