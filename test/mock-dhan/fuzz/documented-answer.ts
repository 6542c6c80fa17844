/** Whether an answer is one that the exchange documents: its status, and the error shape that goes with it. */
import { expect } from 'vitest';
import { DATA_ERRORS } from '#engine/wire/error-bodies.ts';

/** Shape A's codes, without the one for a failure of the exchange itself. Source: dhan-v2-wire 2.2. */
const JAVA_CODES = ['DH-901', 'DH-902', 'DH-904', 'DH-905', 'DH-906', 'DH-907', 'DH-1111'];
const BODY_LENGTH_MAX = 1024 * 1024;

/** What was answered. */
export interface Answered {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

/** Fails unless the answer is among `statuses` and, where it is a refusal, in one of the exchange's own shapes. */
export function expectDocumented(
  { status, contentType, text }: Answered,
  statuses: ReadonlySet<number>,
): void {
  if (!statuses.has(status)) expect([status, text.slice(0, 300)]).toEqual([[...statuses], '']);
  expect(text.length).toBeLessThan(BODY_LENGTH_MAX);
  if (status < 400) {
    if (contentType.startsWith('application/json') && text !== '') JSON.parse(text);
    return;
  }
  if (!isRefusal(status, JSON.parse(text))) expect([status, text]).toEqual([status, 'a documented shape']);
}

function isRefusal(status: number, body: Readonly<Record<string, unknown>>): boolean {
  const keys = Object.keys(body).join();
  if (status === 501) return keys === 'error';
  if (keys === 'errorType,errorCode,errorMessage')
    return JAVA_CODES.includes(String(body['errorCode'])) && body['errorMessage'] !== '';
  if (keys === 'timestamp,status,error,path') return status === 404;
  return keys === 'data,status' && body['status'] === 'failed' && isDataCode(status, body['data'] as object);
}

function isDataCode(status: number, data: object): boolean {
  const [code = '', ...others] = Object.keys(data);
  const known: Readonly<Record<string, { readonly status: number }>> = DATA_ERRORS;
  return others.length === 0 && code !== '800' && known[code]?.status === status;
}
