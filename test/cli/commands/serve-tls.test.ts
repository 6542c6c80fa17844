import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { VerifyReport } from '#cli/reporters/verify-report.ts';
import { createUndiciTransport } from '#engine/adapters/undici-transport.ts';
import { emptyFolder, preopen, startPreopen } from '#test/support/preopen-command.ts';
import { type ServedMock, serveMock } from '#test/support/served-mock.ts';

const DAY = ['--scenario', 'options-page-2026-02-04'];
let mock: ServedMock;

beforeAll(async () => {
  mock = await serveMock(['--scenario', 'market-hours', '--tls', '--backend', '--backend-port', '0']);
});

afterAll(async () => {
  await mock[Symbol.asyncDispose]();
});

test('--tls speaks https and wss, keeps its authority below the working folder and names it', () => {
  const { ready, readyFile } = mock;
  expect(ready.restUrl).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/v2$/);
  expect(ready.feedUrl).toMatch(/^wss:/);
  expect(ready.controlUrl).toMatch(/^http:/);
  expect(ready.caFile).toBe(join(dirname(readyFile), '.preopen', 'ca', 'ca.pem'));
  expect(ready.env).toMatchObject({
    DHAN_BASE_URL: ready.restUrl,
    NODE_EXTRA_CA_CERTS: ready.caFile,
    SSL_CERT_FILE: ready.caFile,
    REQUESTS_CA_BUNDLE: ready.caFile,
    CURL_CA_BUNDLE: ready.caFile,
  });
});

test('the reference backend reaches its exchange over TLS', async () => {
  const { ready } = mock;
  expect(ready.backend).toEqual({ state: 'ready' });
  const path = '/api/v2/options/live?underlying=NIFTY&expiry=2026-02-10';
  const chain = await fetch(`${ready.backendUrl}${path}`);
  expect(chain.status).toBe(200);
  const { data } = (await chain.json()) as { readonly data: { readonly strikes: Record<string, object> } };
  expect(Object.keys(data.strikes)).toHaveLength(100);
});

test('whoever trusts the named file is served, whoever does not is not', async () => {
  const { ready } = mock;
  const call = {
    method: 'GET',
    url: `${ready.restUrl}/profile`,
    headers: { 'access-token': ready.env['DHAN_ACCESS_TOKEN']! },
  } as const;
  const trusting = createUndiciTransport({ caPem: readFileSync(ready.caFile!, 'utf8') });
  const doubting = createUndiciTransport();
  expect((await trusting.send(call)).status).toBe(200);
  await expect(doubting.send(call)).rejects.toThrow('unable to verify the first certificate');
  await Promise.all([trusting.close(), doubting.close()]);
});

test('verify --ca judges the served exchange; without it, nothing can be judged', async () => {
  const { ready } = mock;
  const env = {
    DHAN_CLIENT_ID: ready.env['DHAN_CLIENT_ID']!,
    DHAN_ACCESS_TOKEN: ready.env['DHAN_ACCESS_TOKEN']!,
  };
  const args = ['verify', '--exchange', ready.restUrl, '-f', 'json'];
  const judged = await preopen([...args, '--ca', ready.caFile!], { env });
  const { checks } = JSON.parse(judged.stdout) as VerifyReport;
  expect(judged.exitCode).toBe(0);
  expect(checks.find(({ id }) => id === 'feed.moves')?.status).toBe('pass');
  const refused = await preopen(args, { env });
  expect(refused.exitCode).toBe(3);
  expect(refused.stdout).toContain('unable to verify the first certificate');
  const byEnvironment = await preopen(args, { env: ready.env });
  expect(byEnvironment.exitCode).toBe(0);
});

test('it says how to trust the authority, and that the machine is as it was', async () => {
  const folder = emptyFolder();
  await using serve = startPreopen(['serve', ...DAY, '--tls', folder]);
  await serve.said('--print-env');
  serve.signal('SIGTERM');
  const { exitCode, stderr } = await serve.ended;
  expect(exitCode).toBe(0);
  expect(stderr).toContain('Nothing on this machine was changed');
  expect(stderr).toContain(`curl --cacert ${join(folder, 'ca.pem')} https://127.0.0.1:`);
  expect(stderr).toContain(`NODE_EXTRA_CA_CERTS=${join(folder, 'ca.pem')}`);
  expect(stderr).not.toContain('PRIVATE KEY');
});

test('a second run in the same folder keeps the authority', async () => {
  const folder = emptyFolder();
  const seen: string[] = [];
  for (const _ of ['first', 'second']) {
    await using served = await serveMock([...DAY, '--tls', folder]);
    seen.push(readFileSync(served.ready.caFile!, 'utf8'));
  }
  expect(seen[1]).toBe(seen[0]);
});

test.each([
  ['PREOPEN_TLS=false', { PREOPEN_TLS: 'false' }, '', 'http'],
  ['PREOPEN_TLS=1', { PREOPEN_TLS: '1' }, '', 'https'],
  ['tls: false', {}, 'tls: false', 'http'],
  ['tls: true', {}, 'tls: true', 'https'],
] as const)('%s is understood as a switch', async (_, env, config, protocol) => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'preopen.config.yaml'), config);
  await using serve = startPreopen(['serve', ...DAY], { env, cwd });
  await serve.said(`REST ${protocol}://127.0.0.1:`);
});

test.each([
  ['damaged', 'ca-with-key.pem', 3, 'Remove it and ca.pem to get a new authority'],
  ['somebody else’s', 'ca.pem', 2, 'Give another folder'],
])('a folder whose files are %s is refused, and kept as it is', async (_, name, code, remedy) => {
  const folder = emptyFolder();
  writeFileSync(join(folder, name), 'not mine');
  const { exitCode, stdout, stderr } = await preopen(['serve', ...DAY, '--tls', folder]);
  expect({ exitCode, stdout }).toEqual({ exitCode: code, stdout: '' });
  expect(stderr).toContain(remedy);
  expect(readFileSync(join(folder, name), 'utf8')).toBe('not mine');
});

test.each([
  ['https://127.0.0.1:1', 'no-such-file.pem', 'expected a PEM certificate'],
  ['http://127.0.0.1:1', 'ca.pem', 'expected the https URL of a served mock'],
  ['live', 'ca.pem', 'expected the https URL of a served mock'],
  ['mock', 'ca.pem', 'expected the https URL of a served mock'],
])('verify --exchange %s --ca %s exits 2', async (exchange, ca, message) => {
  const { exitCode, stdout, stderr } = await preopen(['verify', '--exchange', exchange, '--ca', ca]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(message);
});
