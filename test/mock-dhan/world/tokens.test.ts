import { expect, test } from 'vitest';
import { createTokenMint, isWellFormedToken } from '#mock-dhan/world/tokens.ts';
import type { TokenClaims } from '#mock-dhan/world/tokens.ts';
import { claimsOf } from '#test/support/access-tokens.ts';

const CLAIMS: TokenClaims = {
  clientId: '1100000001',
  consumer: 'SELF',
  partnerId: '',
  issuedAtSecond: 1_770_000_000,
};
const mint = createTokenMint('small', 1);

test('a SELF token names a webhook and no partner, and lives a day', () => {
  const claims = claimsOf(mint.mint(CLAIMS), 1);
  expect(claims).toEqual({
    iss: 'dhan',
    partnerId: '',
    exp: 1_770_086_400,
    iat: 1_770_000_000,
    tokenConsumerType: 'SELF',
    webhookUrl: '',
    dhanClientId: '1100000001',
  });
});

test('an APP token names its partner and no webhook', () => {
  const claims = claimsOf(mint.mint({ ...CLAIMS, consumer: 'APP', partnerId: 'algo' }), 1);
  expect(claims).toMatchObject({ tokenConsumerType: 'APP', partnerId: 'algo' });
  expect(claims).not.toHaveProperty('webhookUrl');
});

test('a mint knows its own tokens, and neither another’s nor an altered one', () => {
  const token = mint.mint(CLAIMS);
  expect(mint.isAuthentic(token)).toBe(true);
  expect(createTokenMint('small', 2).isAuthentic(token)).toBe(false);
  expect(createTokenMint('other', 1).isAuthentic(token)).toBe(false);
  expect(mint.isAuthentic(`${token.slice(0, -4)}AAAA`)).toBe(false);
});

test('a token is well formed when its first two parts are JSON objects', () => {
  expect(isWellFormedToken(mint.mint(CLAIMS))).toBe(true);
  for (const text of ['', 'a.b', 'a.b.c', 'W10.W10.x', 'e30.e30.'])
    expect(isWellFormedToken(text)).toBe(false);
});
