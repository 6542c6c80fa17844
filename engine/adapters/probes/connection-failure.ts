import { ProbeUnreachable } from '../../verify/check.ts';

/** Codes of errors that mean that nobody was reached, rather than that somebody said no. */
const UNREACHED = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
  'EACCES',
  'EPIPE',
  'ETIMEDOUT',
]);

/** The system's code of an error, also where several addresses of a name were tried. */
export function systemCode(error: unknown): string | undefined {
  if (error instanceof AggregateError) return systemCode(error.errors[0]);
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** True when nobody was reached. */
export function isUnreached(error: unknown): boolean {
  const code = systemCode(error);
  return code !== undefined && UNREACHED.has(code);
}

/** The first line of what an error says, also where several addresses of a name were tried. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message.split('\n')[0]! : String(error);
}

/** What `work` gives, or ProbeUnreachable after `limitMs`; `giveUp` ends what still runs. */
export async function within<Value>(
  limitMs: number,
  work: Promise<Value>,
  late: { readonly what: string; readonly remedy: string; readonly giveUp: () => void },
): Promise<Value> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new ProbeUnreachable(`${late.what} gave no answer in ${limitMs / 1000} s`, late.remedy));
    late.giveUp();
  }, limitMs);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
