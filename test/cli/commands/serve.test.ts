import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { totpAt } from '#mock-dhan/world/totp.ts';
import { emptyFolder, preopen, startPreopen } from '#test/support/preopen-command.ts';
import { serveMock } from '#test/support/served-mock.ts';

const isWindows = process.platform === 'win32';

test('the ready file has every key, for its owner only, and belongs to the process that serves', async () => {
  await using mock = await serveMock([
    '--scenario',
    'options-page-2026-02-04',
    '--backend',
    '--backend-port',
    '0',
  ]);
  const { ready } = mock;
  expect(Object.keys(ready)).toEqual([
    'restUrl',
    'authUrl',
    'feedUrl',
    'controlUrl',
    'controlToken',
    'backendUrl',
    'backend',
    'caFile',
    'pid',
    'env',
  ]);
  expect(ready.restUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v2$/);
  expect(ready.feedUrl).toMatch(/^ws:\/\/127\.0\.0\.1:\d+$/);
  expect(ready.backend).toEqual({ state: 'ready' });
  expect(ready.env).toMatchObject({ DHAN_CLIENT_ID: '1000000001', DHAN_BASE_URL: ready.restUrl });
  expect(() => process.kill(ready.pid, 0)).not.toThrow();
  const health = await fetch(`${ready.backendUrl}/health`);
  expect(health.status).toBe(200);
  const login = await fetch(`${ready.restUrl}/profile`, {
    headers: { 'access-token': ready.env['DHAN_ACCESS_TOKEN']!, 'client-id': ready.env['DHAN_CLIENT_ID']! },
  });
  expect(await login.json()).toMatchObject({ dhanClientId: '1000000001' });
});

test('a client logs in with what the ready file says, and the log keeps it to itself', async () => {
  await using mock = await serveMock(['--scenario', 'options-page-2026-02-04']);
  const { authUrl, restUrl, env } = mock.ready;
  expect(env['DHAN_AUTH_URL']).toBe(authUrl);
  const served = Date.parse((await fetch(`${authUrl}/healthz`)).headers.get('date')!);
  const query = new URLSearchParams({
    dhanClientId: env['DHAN_CLIENT_ID']!,
    pin: env['DHAN_PIN']!,
    totp: totpAt(env['DHAN_TOTP_SECRET']!, served),
  });
  const login = await fetch(`${authUrl}/app/generateAccessToken?${query.toString()}`, { method: 'POST' });
  const { accessToken } = (await login.json()) as { accessToken: string };
  const profileOf = async (token: string) =>
    (await fetch(`${restUrl}/profile`, { headers: { 'access-token': token } })).status;
  expect(await profileOf(accessToken)).toBe(200);
  expect(await profileOf(env['DHAN_ACCESS_TOKEN']!)).toBe(400);
  mock.signal('SIGTERM');
  const { stdout, stderr } = await mock.ended;
  const written = stdout + stderr + (existsSync(mock.logFile) ? readFileSync(mock.logFile, 'utf8') : '');
  for (const secret of [accessToken, env['DHAN_ACCESS_TOKEN']!, env['DHAN_PIN']!, env['DHAN_TOTP_SECRET']!])
    expect(written).not.toContain(secret);
});

test('the control port needs the token of the ready file', async () => {
  await using mock = await serveMock([
    '--scenario',
    'options-page-2026-02-04',
    '--at',
    '10:00',
    '--speed',
    '2',
  ]);
  const { controlUrl, controlToken, backendUrl, backend } = mock.ready;
  expect({ backendUrl, backend }).toEqual({ backendUrl: null, backend: null });
  expect((await fetch(`${controlUrl}/clock`)).status).toBe(401);
  const wrong = { authorization: `Bearer ${controlToken}x` };
  expect((await fetch(`${controlUrl}/clock`, { headers: wrong })).status).toBe(401);
  const right = await fetch(`${controlUrl}/clock`, { headers: { authorization: `Bearer ${controlToken}` } });
  expect(right.status).toBe(200);
  expect(JSON.stringify(await right.json())).toContain('2026-02-04T10:00:');
});

test.skipIf(isWindows)('Ctrl-C and SIGTERM both end with exit 0 and remove the ready file', async () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const mock = await serveMock([
      '--scenario',
      'options-page-2026-02-04',
      '--backend',
      '--backend-port',
      '0',
    ]);
    expect(existsSync(mock.readyFile)).toBe(true);
    mock.signal(signal);
    expect(await mock.ended).toMatchObject({ exitCode: 0, stdout: '' });
    expect(existsSync(mock.readyFile)).toBe(false);
    await expect(fetch(`${mock.ready.restUrl}/profile`)).rejects.toThrow();
  }
});

test.each(['--port', '--control-port', '--backend-port'])(
  '%s in use exits 3 and names the port',
  async (flag) => {
    const holder = createServer();
    await new Promise<void>((resolve) => {
      holder.listen(0, '127.0.0.1', resolve);
    });
    const port = String((holder.address() as AddressInfo).port);
    const args = [
      'serve',
      '--scenario',
      'options-page-2026-02-04',
      '--backend',
      '--backend-port',
      '0',
      flag,
      port,
    ];
    const { exitCode, stdout, stderr } = await preopen(args);
    holder.close();
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toMatch(new RegExp(`preopen: .*\\b${port}\\b.*was in use\\. Stop .* port`));
    expect(stderr).not.toContain('[RETRY]');
  },
);

test('a backend that refuses to start leaves the exchange up and says why', async () => {
  await using mock = await serveMock([
    '--scenario',
    'missing-credentials',
    '--backend',
    '--backend-port',
    '0',
  ]);
  const { backend, backendUrl, restUrl, env } = mock.ready;
  expect({ state: backend?.state, backendUrl }).toEqual({ state: 'refused', backendUrl: null });
  expect(backend?.cause?.join('\n')).toContain('DHAN_ACCESS_TOKEN');
  const headers = { 'access-token': env['DHAN_ACCESS_TOKEN']!, 'client-id': env['DHAN_CLIENT_ID']! };
  expect((await fetch(`${restUrl}/profile`, { headers })).status).toBe(200);
  expect(readFileSync(mock.logFile, 'utf8')).toContain('[STARTUP] FATAL: Cannot start without cache!');
});

test('--strict exits 1 when the backend refuses to start', async () => {
  const ready = join(emptyFolder(), 'ready.json');
  const args = ['serve', '--scenario', 'missing-credentials', '--backend', '--backend-port', '0', '--strict'];
  const { exitCode, stderr } = await preopen([...args, '--ready-file', ready]);
  expect(exitCode).toBe(1);
  expect(stderr).toContain('backend refused to start');
  expect(existsSync(ready)).toBe(false);
});

test.skipIf(isWindows)('--print-env prints an environment each of its syntaxes can read', async () => {
  const printed = await Promise.all(
    ['sh', 'ps', 'json', 'dotenv'].map((syntax) => printedEnvironment(syntax)),
  );
  const [sh, ps, json, dotenv] = printed.map((text) => text.replaceAll(/127\.0\.0\.1:\d+/g, 'HOST'));
  const expected = JSON.parse(json!) as Record<string, string>;
  expect(Object.keys(expected)).toEqual(expect.arrayContaining(['DHAN_CLIENT_ID', 'DHAN_ACCESS_TOKEN']));
  const steady = (env: Record<string, unknown>) => ({ ...env, DHAN_ACCESS_TOKEN: 'minted per run' });
  expect(steady(parseEnv(dotenv!))).toEqual(steady(expected));
  expect(steady(parseEnv(sh!.replaceAll(/^export /gm, '')))).toEqual(steady(expected));
  expect(steady(parseEnv(ps!.replaceAll(/^\$env:(\w+) = /gm, '$1=')))).toEqual(steady(expected));
  for (const line of ps!.split('\n')) expect(line).toMatch(/^\$env:\w+ = '[^']+'$/);
  for (const line of sh!.split('\n')) expect(line).toMatch(/^export \w+='[^']+'$/);
});

/** What `serve --print-env SYNTAX` has printed by the time it is stopped. */
async function printedEnvironment(syntax: string): Promise<string> {
  const mock = await serveMock(['--scenario', 'options-page-2026-02-04', '--print-env', syntax]);
  mock.signal('SIGINT');
  const { exitCode, stdout } = await mock.ended;
  expect(exitCode).toBe(0);
  return stdout;
}

test.each([
  [['--speed', 'max'], 'Real clients need a clock that ticks'],
  [['--at', '25:00'], 'IST time of day'],
  [['--port', '70000'], '0 to 65535'],
  [['--backend=between'], 'after, before'],
])('serve %j exits 2 and says what it accepts', async (flags, accepted) => {
  const { exitCode, stdout, stderr } = await preopen(['serve', ...flags]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(accepted);
});

test('a ready file that cannot be written exits 3 and closes what it opened', async () => {
  const file = join(emptyFolder(), 'no-such-folder', 'ready.json');
  await using serve = startPreopen(['serve', '--ready-file', file]);
  const { exitCode, stderr } = await serve.ended;
  expect(exitCode).toBe(3);
  expect(stderr).toContain('cannot write the ready file');
});
