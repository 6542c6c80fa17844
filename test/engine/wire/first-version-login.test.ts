import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { FIRST_VERSION_LOGIN_LAYOUT, parseFirstVersionLogin } from '#engine/wire/first-version-login.ts';
import { firstVersionLogin, firstVersionHeader } from '#test/support/first-version-login.ts';

test('reads client id and token out of the padded login', () => {
  expect(parseFirstVersionLogin(firstVersionLogin('1100000001', 'eyJ.a.b'))).toEqual({
    clientId: '1100000001',
    token: 'eyJ.a.b',
  });
});

test('the parts cover every byte of the login once, in order', () => {
  let end = 0;
  for (const { offset, size } of FIRST_VERSION_LOGIN_LAYOUT) {
    expect(offset).toBe(end);
    end += size;
  }
  expect(firstVersionLogin('1', 't')).toHaveLength(end);
});

test.each([
  ['nothing', new Uint8Array(0)],
  ['the header that the official SDK sends with its goodbye', firstVersionHeader(12, '1100000001')],
  ['a header alone', firstVersionHeader(11, '1100000001')],
  ['a login cut within its token', firstVersionLogin('1100000001', 't').subarray(0, 582)],
  ['a login with another code', firstVersionLogin('1100000001', 't').with(0, 15)],
])('%s is no login', (_, bytes) => {
  expect(parseFirstVersionLogin(bytes)).toBeUndefined();
});

test('any bytes are read without a crash, and what they name has at most the length of its part', () => {
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 700 }),
    fc.uint8Array({ minLength: 585, maxLength: 600 }).map((bytes) => bytes.with(0, 11)),
  );
  fc.assert(
    fc.property(anything, (bytes) => {
      const login = parseFirstVersionLogin(bytes);
      expect(login?.clientId.length ?? 0).toBeLessThanOrEqual(30);
      expect(login?.token.length ?? 0).toBeLessThanOrEqual(500);
    }),
    { numRuns: 10_000, seed: 1 },
  );
});
