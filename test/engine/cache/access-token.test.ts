import { expect, test } from 'vitest';
import { maskClientId, readAccessToken } from '#engine/cache/access-token.ts';
import { makeAccessToken } from '#test/support/access-tokens.ts';

test("a token's claims are read without its signature", () => {
  const token = makeAccessToken({ clientId: '1100003626', expiresAtMs: 1_770_000_000_000 });
  expect(readAccessToken(token)).toEqual({
    ok: true,
    claims: {
      consumer: 'SELF',
      issuedAtMs: undefined,
      expiresAtMs: 1_770_000_000_000,
      clientId: '1100003626',
    },
  });
});

test.each([
  ['eyJhbGciOi****************', '`*`'],
  ['eyJhbGciOi some more text', 'blanks'],
  ['short', '5 characters'],
  ['a-long-enough-text-without-dots', 'expected 3 parts between dots, was 1'],
  ['aaaaaaaa.!!!!!!!!.cccccccc', 'not base64url'],
  ['aaaaaaaa.bm90IGpzb24.cccccccc', 'not base64url-encoded JSON'],
])('%s is described without being quoted', (token, problem) => {
  const reading = readAccessToken(token);
  expect(reading.ok).toBe(false);
  const said = reading.ok ? '' : reading.problem;
  expect(said).toContain(problem);
  expect(said).not.toContain(token);
});

test('a client id keeps its ends, a short one nothing', () => {
  expect(maskClientId('1100003626')).toBe('1100****26');
  expect(maskClientId('12345')).toBe('*****');
});
