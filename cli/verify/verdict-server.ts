import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UpstreamError } from '#engine/errors.ts';
import { HEALTH_MEDIA_TYPE } from '../reporters/health.ts';
import type { ReportFormat } from '../reporters/report-formats.ts';

/** The latest verdict, kept; undefined until the first one is there. */
export interface KeptVerdict {
  readonly exitCode: number;
  /** When the look ended, epoch ms. */
  readonly atMs: number;
  readonly render: (format: ReportFormat) => string;
}

/** An answer as it is sent. */
export interface VerdictAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

const PROMETHEUS_MEDIA_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** What /health is given in, by the media type asked for; the first one unless asked for another. */
const FORMATS: readonly { readonly mediaType: string; readonly format: ReportFormat }[] = [
  { mediaType: HEALTH_MEDIA_TYPE, format: 'health' },
  { mediaType: 'application/json', format: 'json' },
  { mediaType: 'text/html', format: 'html' },
  { mediaType: 'text/plain', format: 'pretty' },
];

/**
 * /health: 200 while the verdict is pass or warn, 503 when it failed, proves nothing, is not there yet or is older than `staleMs`: an old
 * verdict says nothing of now. /metrics: always 200, because a scraper takes anything else for a lost target.
 */
export function answerVerdict(
  request: { readonly path: string; readonly accept: string },
  verdict: KeptVerdict | undefined,
  { nowMs, staleMs }: { readonly nowMs: number; readonly staleMs: number },
): VerdictAnswer {
  if (request.path === '/metrics') {
    const body = verdict?.render('prometheus') ?? '# no verdict yet\n';
    return { status: 200, contentType: PROMETHEUS_MEDIA_TYPE, body };
  }
  if (request.path !== '/health' && request.path !== '/') return problem(404, 'expected /health or /metrics');
  if (!verdict) return problem(503, 'no verdict yet: the first look is under way');
  const ageMs = nowMs - verdict.atMs;
  if (ageMs > staleMs)
    return problem(
      503,
      `the last verdict is ${Math.round(ageMs / 1000)} s old: the looks do not come to an end`,
    );
  const { mediaType, format } = chosenFormat(request.accept);
  const isText = mediaType.startsWith('text/');
  return {
    status: verdict.exitCode === 0 ? 200 : 503,
    contentType: isText ? `${mediaType}; charset=utf-8` : mediaType,
    body: verdict.render(format),
  };
}

/** Listens; `answer` is asked for every GET. Errors: UpstreamError when the port is taken. */
export async function listenForHealth(
  { host, port }: { readonly host: string; readonly port: number },
  answer: (request: { readonly path: string; readonly accept: string }) => VerdictAnswer,
): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const { status, contentType, body } = isRead
      ? answer({ path, accept: request.headers.accept ?? '' })
      : problem(405, 'expected GET');
    response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' });
    response.end(request.method === 'HEAD' ? undefined : body);
  });
  await listening(server, host, port);
  const address = server.address() as AddressInfo;
  const shown = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `http://${shown}:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const message = `verify --serve: cannot listen on ${host}:${port} (${cause.message}). Give a free port, or 0.`;
      reject(new UpstreamError(message, { failure: 'transport', endpoint: 'health', cause }));
    });
    server.listen(port, host, resolve);
  });
}

/** By the weights of `Accept`; whoever asks for none of them gets health+json, as a load balancer does. */
function chosenFormat(accept: string): (typeof FORMATS)[number] {
  const wanted = accept
    .split(',')
    .map((part) => {
      const [type = '', ...parameters] = part.trim().toLowerCase().split(';');
      const weight = parameters.map((text) => /^\s*q=([\d.]+)$/.exec(text)?.[1]).find(Boolean);
      return { type: type.trim(), weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  for (const { type } of wanted) {
    const known = FORMATS.find(({ mediaType }) => matches(type, mediaType));
    if (known) return known;
  }
  return FORMATS[0]!;
}

function matches(wanted: string, mediaType: string): boolean {
  if (wanted === '*/*' || wanted === mediaType) return true;
  return wanted.endsWith('/*') && mediaType.startsWith(wanted.slice(0, -1));
}

function problem(status: number, output: string): VerdictAnswer {
  return {
    status,
    contentType: HEALTH_MEDIA_TYPE,
    body: `${JSON.stringify({ status: 'fail', output })}\n`,
  };
}
