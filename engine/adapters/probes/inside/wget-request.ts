import type { HttpRequest, HttpResponse } from '../../../ports.ts';
import type { ProgramEnd } from '../run-program.ts';
import { readHead } from './http-head.ts';
import { ANSWER_S_MAX } from './http-limits.ts';

/** GNU's does what it is told; that of busybox follows redirects, keeps the body of an error to itself, and may know no time limit. */
export function wgetWords({ url, headers }: HttpRequest, help: string): readonly string[] {
  const isGnu = help.includes('--max-redirect');
  return [
    'wget',
    '-q',
    '-S',
    '-O',
    '-',
    ...(/\s-T\b/.test(help) ? ['-T', String(ANSWER_S_MAX)] : []),
    ...(isGnu ? ['--tries=1', '--max-redirect=0', '--content-on-error'] : []),
    ...Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`]),
    url,
  ];
}

/** The heads are on stderr, indented; of several the first counts, because no redirect is followed elsewhere either. */
export function readWget({ stdout, stderr }: ProgramEnd): HttpResponse | string {
  const lines = stderr.split('\n').map((line) => line.trim());
  const start = lines.findIndex((line) => /^HTTP\/[\d.]+ \d{3}/.test(line));
  if (start < 0) {
    const [, code] = /server returned error: HTTP\/[\d.]+ (\d{3})/.exec(stderr) ?? [];
    if (code !== undefined) return { status: Number(code), headers: {}, body: '' };
    return lines.findLast((line) => line !== '') ?? 'wget said nothing';
  }
  const after = lines.slice(start + 1);
  const end = after.findIndex((line) => !/^[\w-]+:/.test(line));
  const { status, headers } = readHead([lines[start]!, ...after.slice(0, end < 0 ? after.length : end)]);
  const isRedirect = status >= 300 && status < 400;
  return { status, headers, body: isRedirect ? '' : Buffer.from(stdout, 'latin1').toString('utf8') };
}
