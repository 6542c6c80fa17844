import { expect, test } from 'vitest';
import {
  DATA_ERRORS,
  readUpstreamFailure,
  renderDataError,
  renderJavaError,
  renderNotFound,
} from '#engine/wire/error-bodies.ts';
import type { DataErrorCode } from '#engine/wire/error-bodies.ts';

test('writes the data error as the exchange was recorded writing it', () => {
  expect(renderDataError(808)).toBe(
    '{"data":{"808":"Authentication Failed - Client ID or Token invalid"},"status":"failed"}',
  );
});

test('every data error we can write is read back with its code and a fitting failure', () => {
  const failures = Object.entries(DATA_ERRORS).map(([key, { status }]) => {
    const code = Number(key) as DataErrorCode;
    const refusal = readUpstreamFailure(status, renderDataError(code));
    expect(refusal).toMatchObject({ dhanCode: key, message: DATA_ERRORS[code].message });
    return [code, refusal.failure];
  });
  expect(Object.fromEntries(failures)).toEqual({
    800: 'server',
    804: 'rejected',
    805: 'rate-limit',
    806: 'authentication',
    807: 'authentication',
    808: 'authentication',
    809: 'authentication',
    810: 'authentication',
    811: 'rejected',
    812: 'rejected',
    813: 'rejected',
    814: 'rejected',
  });
});

test.each([
  [401, 'DH-901', 'invalid or expired', 'authentication'],
  [400, 'DH-906', 'Invalid Token', 'authentication'],
  [400, 'DH-906', 'Market is Closed!', 'rejected'],
  [400, 'DH-904', 'Too many requests', 'rate-limit'],
  [429, 'DH-904', 'Too many requests', 'rate-limit'],
  [400, 'DH-905', 'quantity is required', 'rejected'],
  [500, 'DH-1111', 'No holdings available', 'server'],
] as const)('HTTP %i %s "%s" is %s', (status, errorCode, errorMessage, failure) => {
  const body = renderJavaError({ errorType: 'Any', errorCode, errorMessage });
  expect(readUpstreamFailure(status, body)).toEqual({ failure, dhanCode: errorCode, message: errorMessage });
});

test.each([
  [502, '<html>Bad Gateway</html>', 'server'],
  [503, '', 'server'],
  [401, '{}', 'authentication'],
  [429, 'null', 'rate-limit'],
  [404, '[]', 'rejected'],
] as const)('HTTP %i with the body %s is judged by its status', (status, body, failure) => {
  expect(readUpstreamFailure(status, body)).toEqual({ failure, message: `HTTP ${status}` });
});

test('an unknown path is rejected and named, without a code of its own', () => {
  expect(readUpstreamFailure(404, renderNotFound('/v2/nowhere', 1))).toEqual({
    failure: 'rejected',
    message: 'Not Found: /v2/nowhere',
  });
});

test('a token quoted by the exchange never reaches the message', () => {
  const token = 'eyJhbGciOiJIUzUxMiJ9.eyJkaGFuQ2xpZW50SWQiOiIxIn0.c2lnbmF0dXJl-_x';
  const body = renderJavaError({
    errorType: 'Invalid_Authentication',
    errorCode: 'DH-901',
    errorMessage: `Token ${token} is invalid`,
  });
  expect(readUpstreamFailure(401, body).message).toBe('Token [token] is invalid');
});

test('a message is cut to a readable length', () => {
  const body = renderJavaError({ errorType: 'X', errorCode: 'DH-905', errorMessage: 'x'.repeat(5000) });
  expect(readUpstreamFailure(400, body).message).toHaveLength(200);
});
