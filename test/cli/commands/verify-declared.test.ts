import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { API_KEY, ISSUER, serveGuarded } from '#test/support/guarded-server.ts';
import { emptyFolder, preopen } from '#test/support/preopen-command.ts';
import type { CommandResult } from '#test/support/preopen-command.ts';
import { serveMock } from '#test/support/served-mock.ts';
import type { ServedMock } from '#test/support/served-mock.ts';

const HEAD = 'schemaVersion: 1\nname: mine\nchecks:\n';

const TRACE = `${HEAD}
  - id: price.trace
    trace:
      underlying: NIFTY
      hops:
        - feed: { exchange: "\${EXCHANGE}", clientId: "\${DHAN_CLIENT_ID}", token: "\${DHAN_ACCESS_TOKEN}" }
        - { name: prices, http: "\${BACKEND}/prices", underlying: "$.prices.{underlying}", time: $.updated_at }
        - name: options-live
          http: \${BACKEND}/api/v2/options/live?underlying={underlying}&expiry={expiry}
          underlying: $.data.underlying_ltp
          leg: $.data.strikes["{strike}.0"].{optionType}.ltp
        - { name: socket, websocket: "\${BACKEND_WS}/ws/prices", underlying: "$.prices.{underlying}" }
`;

async function verifySuite(
  suite: string,
  env: Readonly<Record<string, string>>,
  args: readonly string[] = ['-f', 'json'],
): Promise<CommandResult> {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'suite.yaml'), suite);
  return preopen(['verify', '--suite', './suite.yaml', ...args], { cwd, env });
}

function environmentOf({ ready }: ServedMock): Record<string, string> {
  const backend = ready.backendUrl!;
  return {
    EXCHANGE: ready.authUrl,
    BACKEND: backend,
    BACKEND_WS: backend.replace(/^http/, 'ws'),
    DHAN_CLIENT_ID: ready.env['DHAN_CLIENT_ID']!,
    DHAN_ACCESS_TOKEN: ready.env['DHAN_ACCESS_TOKEN']!,
  };
}

test('a tick is followed from the feed through the backend to its socket, and a leg to the chain', async () => {
  await using mock = await serveMock(['--backend', '--backend-port', '0', '--port', '0']);
  const { exitCode, stdout, stderr } = await verifySuite(TRACE, environmentOf(mock));
  const [check] = JSON.parse(stdout).checks;
  expect(check.observed).toMatch(
    /^NIFTY: feed [\d.]+ \(\+0 ms\) -> prices [\d.]+ \(.*\) -> options-live [\d.]+ \(.*\) -> socket [\d.]+ \(.*\); NIFTY 2026-02-10 \d+ CE: feed [\d.]+ \(\+0 ms\) -> options-live [\d.]+ /,
  );
  expect(check.evidence).toMatch(/NIFTY +price +arrival \(ours\) +exchange age/);
  expect(exitCode).toBe(0);
  expect(stdout + stderr).not.toContain(mock.ready.env['DHAN_ACCESS_TOKEN']);
});

test('the hop that loses the price is named: a backend without chains, behind its healthy prices', async () => {
  await using mock = await serveMock(['--backend=before', '--backend-port', '0', '--port', '0']);
  const { exitCode, stdout } = await verifySuite(TRACE, environmentOf(mock));
  const [check] = JSON.parse(stdout).checks;
  expect(check.observed).toMatch(/^NIFTY was lost at options-live, after prices \([\d.]+ there\): HTTP 404/);
  expect(check.remedy).toMatch(/options\/live\?underlying=NIFTY&expiry=2026-02-10"$/);
  expect(exitCode).toBe(1);
});

test('tokens and keys of a suite are in no output, whether its checks pass, fail or are only listed', async () => {
  await using server = await serveGuarded({ open: ['/funds'] });
  const token = await server.token({ iss: 'https://other.test' });
  const suite = `${HEAD}
  - id: token
    jwt: { token: "\${MY_JWT}", jwks: "${server.jwksUrl}", expect: { issuer: ${ISSUER} } }
  - id: doors
    authMatrix:
      base: ${server.url}
      endpoints: [/funds, /positions]
      credentials: { jwt: "\${MY_JWT}", apiKey: "\${MY_KEY}" }
`;
  const env = { MY_JWT: token, MY_KEY: API_KEY };
  const judged = await verifySuite(suite, env);
  const told = await verifySuite(suite, env, ['-f', 'pretty']);
  const listed = await verifySuite(suite, env, ['--dry-run']);
  expect(judged.exitCode).toBe(1);
  expect(judged.stdout).toContain('issuer \\"https://other.test\\"');
  expect(listed.stdout).toContain(
    `authMatrix: ${server.url}: GET /funds, GET /positions, each with none, bad, jwt, apiKey`,
  );
  for (const text of [judged, told, listed].flatMap(({ stdout, stderr }) => [stdout, stderr])) {
    expect(text).not.toContain(token.split('.')[1]);
    expect(text).not.toContain(API_KEY);
  }
});

test('a page is skipped with the reason where no browser can look at it, never passed', async () => {
  const suite = `${HEAD}  - { id: page, page: { url: "http://127.0.0.1:1/", rows: tr, cells: td } }\n`;
  const named = await verifySuite(suite, { PREOPEN_CHROMIUM: '/nowhere/chromium' });
  expect(JSON.parse(named.stdout).checks[0]).toMatchObject({
    status: 'skip',
    observed: 'no browser to look with: PREOPEN_CHROMIUM names /nowhere/chromium, which is not there',
  });
  const other = await verifySuite(suite, { PREOPEN_CHROMIUM: process.execPath });
  expect(JSON.parse(other.stdout).checks[0]).toMatchObject({
    status: 'skip',
    observed: expect.stringMatching(/does not start$/),
  });
});
