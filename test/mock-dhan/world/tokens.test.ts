import { expect, test } from 'vitest';
import { createTokenMint, isWellFormedToken } from '#mock-dhan/world/tokens.ts';
import type { TokenClaims } from '#mock-dhan/world/tokens.ts';
import { claimsOf } from '#test/support/access-tokens.ts';

const CLAIMS: TokenClaims = {
  clientId: '1100000001',
  consumer: 'SELF',
  partnerId: '',
  webhookUrl: 'https://hooks.example/orders',
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
    webhookUrl: 'https://hooks.example/orders',
    dhanClientId: '1100000001',
  });
});

test('an APP token names its partner and no webhook', () => {
  const claims = claimsOf(mint.mint({ ...CLAIMS, consumer: 'APP', partnerId: 'algo' }), 1);
  expect(claims).toMatchObject({ tokenConsumerType: 'APP', partnerId: 'algo' });
  expect(claims).not.toHaveProperty('webhookUrl');
});

test('the same claims are the same token for the same scenario and seed, and signed otherwise for another', () => {
  const token = mint.mint(CLAIMS);
  expect(createTokenMint('small', 1).mint(CLAIMS)).toBe(token);
  const [header, claims, signature] = token.split('.');
  for (const other of [createTokenMint('small', 2), createTokenMint('other', 1)]) {
    const parts = other.mint(CLAIMS).split('.');
    expect(parts.slice(0, 2)).toEqual([header, claims]);
    expect(parts[2]).not.toBe(signature);
  }
});

test('a token is well formed when its first two parts are JSON objects', () => {
  expect(isWellFormedToken(mint.mint(CLAIMS))).toBe(true);
  for (const text of ['', 'a.b', 'a.b.c', 'W10.W10.x', 'e30.e30.'])
    expect(isWellFormedToken(text)).toBe(false);
});
