import type { HttpRequest, HttpResponse } from '../../../ports.ts';
import type { ProgramEnd } from '../run-program.ts';
import { readHead } from './http-head.ts';
import { ANSWER_S_MAX } from './http-limits.ts';

/** Behind the body: status, bytes of all heads, seconds. */
const TRAILER = String.raw`\n%{http_code} %{size_header} %{time_total}`;

/** The configuration of one request, as `curl -K -` reads it from stdin. No redirect is followed. */
export function curlConfig({ method, url, headers, body }: HttpRequest): string {
  const names = Object.keys(headers).map((name) => name.toLowerCase());
  const lines = [
    ['url', url],
    ...(method === 'HEAD' ? [] : [['request', method]]),
    ...Object.entries(headers).map(([name, value]) => ['header', `${name}: ${value}`]),
    // What curl would send of its own accord with a body.
    ...(names.includes('content-type') ? [] : [['header', 'Content-Type:']]),
    ['header', 'Expect:'],
    ...(body === undefined ? [] : [['data-raw', body]]),
    ['max-time', String(ANSWER_S_MAX)],
  ].map(([name = '', value = '']) => `${name} = ${quoted(value)}`);
  const switches = ['silent', 'show-error', 'globoff', method === 'HEAD' ? 'head' : 'include'];
  return [...lines, `write-out = "${TRAILER}"`, ...switches, ''].join('\n');
}

/** Escapes as curl's configuration has them. */
function quoted(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`)
    .replaceAll('\r', String.raw`\r`)
    .replaceAll('\t', String.raw`\t`);
  return `"${escaped}"`;
}

/** The answer on stdout, read as bytes, or why there is none. */
export function readCurl({ exitCode, stdout, stderr }: ProgramEnd): HttpResponse | string {
  const end = stdout.lastIndexOf('\n');
  const [, headBytes, seconds] = /^\d{3} (\d+) ([\d.]+)$/.exec(stdout.slice(end + 1).trim()) ?? [];
  if (exitCode !== 0 || headBytes === undefined)
    return stderr.trim().split('\n').at(-1)?.trim() || `curl ended with exit code ${exitCode}`;
  // Of several heads, such as one of a proxy and 100 Continue, the last counts.
  const heads = stdout
    .slice(0, Number(headBytes))
    .trimEnd()
    .split(/\r?\n\r?\n/);
  const body = stdout.slice(Number(headBytes), Math.max(Number(headBytes), end));
  return {
    ...readHead(heads.at(-1)!.split(/\r?\n/)),
    body: Buffer.from(body, 'latin1').toString('utf8'),
    latencyMs: Number(seconds) * 1000,
  };
}
