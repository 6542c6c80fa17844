import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT, UnsecuredJWT } from 'jose';
import { expect, test } from 'vitest';
import { createJwtProbe } from '#engine/adapters/probes/jwt-probe.ts';
import { createUndiciTransport } from '#engine/adapters/undici-transport.ts';
import { ProbeUnreachable } from '#engine/verify/check.ts';
import type { Judgement } from '#engine/verify/check.ts';
import { judgeJwt } from '#engine/verify/declared/jwt-check.ts';
import { jwtDeclaration } from '#scenarios/suites/jwt-schema.ts';
import { AUDIENCE, ISSUER, KEY_ID, serveGuarded } from '#test/support/guarded-server.ts';
import type { GuardedServer, GuardedServerOptions } from '#test/support/guarded-server.ts';

const probe = createJwtProbe({
  http: createUndiciTransport(),
  clockMs: () => Date.now(),
  monotonicMs: () => performance.now(),
});

const nowS = (): number => Math.floor(Date.now() / 1000);

async function judged(written: object): Promise<Judgement> {
  return judgeJwt(jwtDeclaration.parse(written), probe);
}

test('a token of the published key passes, with its life, kid and the key count', async () => {
  await using server = await serveGuarded();
  const token = await server.token({ scope: 'read', sub: 'person-7' });
  const judgement = await judged({
    token,
    jwks: server.jwksUrl,
    expect: {
      algorithms: ['ES256'],
      keyId: KEY_ID,
      issuer: ISSUER,
      audience: AUDIENCE,
      life: '30m',
      claims: { '$.scope': 'read' },
      keyCount: { min: 1, max: 3 },
    },
  });
  expect(judgement).toMatchObject({ status: 'pass' });
  expect(judgement.observed).toMatch(
    /^ES256 signature holds, kid key-1, valid for \d+ min more; 1 keys published$/,
  );
  expect(judgement.measurements?.map(({ name }) => name)).toEqual([
    'life left',
    'keys',
    'key server latency',
    'key server clock skew',
  ]);
  expect(JSON.stringify(judgement)).not.toContain(token);
  expect(JSON.stringify(judgement)).not.toContain('person-7');
});

test('a public key file vouches as well, as PEM and as JWKS; a private one is refused', async () => {
  await using server = await serveGuarded();
  const folder = mkdtempSync(join(tmpdir(), 'preopen-jwt-'));
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const token = await server.token();
  const jwks = await (await fetch(server.jwksUrl)).text();
  expect(await judged({ token, key: file('key.pem', server.publicKey) })).toMatchObject({ status: 'pass' });
  expect(await judged({ token, key: file('keys.json', jwks) })).toMatchObject({ status: 'pass' });
  const secret = file('private.pem', server.publicKey.replaceAll('PUBLIC', 'PRIVATE'));
  expect((await judged({ token, key: secret })).observed).toContain('holds a private key');
  await expect(judged({ token, key: join(folder, 'none.pem') })).rejects.toThrow(ProbeUnreachable);
});

const WRONG: readonly (readonly [string, (server: GuardedServer) => Promise<string>, object, string])[] = [
  [
    'a forged signature',
    (server) => server.token({}, { isForeign: true }),
    {},
    'the signature does not hold',
  ],
  ['an unknown kid', (server) => server.token({}, { keyId: 'key-9' }), {}, 'no published key has its kid'],
  ['another kid than expected', (server) => server.token(), { keyId: 'key-2' }, 'kid was "key-1"'],
  [
    'another issuer',
    (server) => server.token({ iss: 'https://other.test' }),
    { issuer: ISSUER },
    'issuer "https://other.test"',
  ],
  [
    'another audience',
    (server) => server.token({ aud: ['a', 'b'] }),
    { audience: AUDIENCE },
    'audience "a", "b"',
  ],
  ['an expired token', (server) => server.token({ exp: nowS() - 90 }), {}, 'expired 9'],
  [
    'a token about to expire',
    (server) => server.token({ exp: nowS() + 600 }),
    { life: '30m' },
    'expires in ',
  ],
  ['a token without an end', (server) => server.token({ exp: undefined }), {}, 'never expires'],
  [
    'a token from the future',
    (server) => server.token({ iat: nowS() + 600 }),
    {},
    'in the future by this machine',
  ],
  ['one not valid yet', (server) => server.token({ nbf: nowS() + 600 }), {}, 'valid only from'],
  [
    'a missing claim',
    (server) => server.token(),
    { claims: { '$.scope': {} } },
    'claim $.scope has no value',
  ],
  [
    'another algorithm than expected',
    (server) => server.token(),
    { algorithms: ['RS256'] },
    'algorithm ES256',
  ],
  ['no token at all', async () => 'not-a-token', {}, 'no JWT (11 characters)'],
  [
    'an unsigned token',
    async () => new UnsecuredJWT({ iss: ISSUER }).setExpirationTime('1h').encode(),
    {},
    'not signed (algorithm none)',
  ],
  [
    'a token signed with a shared secret',
    async () =>
      new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).setExpirationTime('1h').sign(new Uint8Array(32)),
    {},
    'algorithm HS256',
  ],
];

test.each(WRONG)('%s fails and the token is not shown', async (_what, tokenOf, expectations, words) => {
  await using server = await serveGuarded();
  const token = await tokenOf(server);
  const judgement = await judged({ token, jwks: server.jwksUrl, expect: expectations });
  expect(judgement).toMatchObject({ status: 'fail' });
  expect(judgement.observed).toContain(words);
  expect(JSON.stringify(judgement)).not.toContain(token);
});

test('a claim that breaks its rule is told without its value', async () => {
  await using server = await serveGuarded();
  const token = await server.token({ dhanClientId: '1100223344' });
  const judgement = await judged({
    token,
    jwks: server.jwksUrl,
    expect: { claims: { '$.dhanClientId': { matches: '^9' } } },
  });
  expect(judgement.observed).toBe('claim $.dhanClientId is not matching /^9/');
});

const KEY_SERVERS: readonly (readonly [string, GuardedServerOptions, string])[] = [
  ['a key server that fails', { jwks: { status: 500, body: 'oops' } }, 'the key server answered HTTP 500'],
  ['a page instead of keys', { jwks: { status: 200, body: '<html>login</html>' } }, 'an HTML page'],
  ['JSON without keys', { jwks: { status: 200, body: '{}' } }, 'JSON without a list of keys'],
  ['an empty key list', { jwks: { status: 200, body: '{"keys":[]}' } }, '0 keys'],
  [
    'a key server that gives private keys away',
    { jwks: { status: 200, body: '{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}' } },
    'gives a private or shared key away',
  ],
  ['a clock far ahead', { aheadMs: 630_000 }, "the key server's clock is 10 min ahead of this machine's"],
];

test.each(KEY_SERVERS)('%s fails', async (_what, options, words) => {
  await using server = await serveGuarded(options);
  const judgement = await judged({ token: await server.token(), jwks: server.jwksUrl });
  expect(judgement).toMatchObject({
    status: 'fail',
    remedy: `See what the key server answers: curl -i "${server.jwksUrl}"`,
  });
  expect(judgement.observed).toContain(words);
});

test('a key server that is not there is unreachable', async () => {
  const server = await serveGuarded();
  const token = await server.token();
  await server[Symbol.asyncDispose]();
  await expect(judged({ token, jwks: server.jwksUrl })).rejects.toThrow(ProbeUnreachable);
});
