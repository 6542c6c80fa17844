import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { openSqliteApiKeyStore } from '#engine/adapters/sqlite-api-keys.ts';
import { preopen } from '#test/support/preopen-command.ts';
import { serveMock } from '#test/support/served-mock.ts';

function keyFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'preopen-api-keys-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'keys.sqlite');
}

test('a key is printed once and hashed at rest; list shows it without its secret, off ends it', async () => {
  const file = keyFile();
  const { stdout: key, exitCode } = await preopen([
    'api-key',
    'add',
    file,
    '--user',
    '7',
    '--expires',
    '24h',
  ]);
  expect(exitCode).toBe(0);
  expect(key).toMatch(/^sb_[0-9a-f]{8}_[0-9a-f]{40}$/);
  expect(readFileSync(file).includes(key.slice(12))).toBe(false);
  const keyId = key.slice(3, 11);
  const listed = JSON.parse((await preopen(['api-key', 'list', file, '-f', 'json'])).stdout) as {
    keys: object[];
  };
  expect(listed.keys).toMatchObject([{ keyId, userId: 7, permissions: ['read'], isActive: true }]);
  expect(JSON.stringify(listed)).not.toMatch(/digest|key_hash/);
  expect((await preopen(['api-key', 'off', file, keyId])).exitCode).toBe(0);
  expect((await preopen(['api-key', 'list', file])).stdout).toMatch(new RegExp(`${keyId} .* off$`, 'm'));
}, 30_000);

test.each([
  [['off', 'FILE', '00000000'], 'there is none'],
  [['list', 'FILE'], 'preopen api-key add'],
  [['add', 'FILE', '--address', '10.0.0.700'], 'expected addresses such as 10.0.0.7'],
])('preopen api-key %s is refused in words', async (words, told) => {
  const file = keyFile();
  const { exitCode, stderr, stdout } = await preopen([
    'api-key',
    ...words.map((word) => (word === 'FILE' ? file : word)),
  ]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(told);
});

test('a served platform takes the keys of its file, one that is added or switched off meanwhile too, and notes their calls', async () => {
  const file = keyFile();
  const ports = ['--port', '--backend-port', '--user-service-port', '--ticker-port', '--redis-port'];
  const anyPort = ports.flatMap((flag) => [flag, '0']);
  const { stdout: first } = await preopen(['api-key', 'add', file, '--user', '7']);
  {
    await using served = await serveMock(['--platform', '--api-keys', file, ...anyPort]);
    const ready = JSON.parse(readFileSync(served.readyFile, 'utf8')) as {
      backendUrl: string;
      platform: { apiKey: string };
    };
    const call = async (key: string): Promise<number> => {
      const url = `${ready.backendUrl}/indicators/current?symbol=NIFTY50&timeframe=5min&indicators=RSI_14`;
      return (await fetch(url, { headers: { authorization: `Bearer ${key}` } })).status;
    };
    const { stdout: second } = await preopen(['api-key', 'add', file]);
    expect([await call(first), await call(second), await call(ready.platform.apiKey)]).toEqual([
      200, 200, 200,
    ]);
    await preopen(['api-key', 'off', file, second.slice(3, 11)]);
    expect(await call(second)).toBe(401);
  }
  const { calls } = JSON.parse((await preopen(['api-key', 'usage', file, '-f', 'json'])).stdout) as {
    calls: { userId: number; status: number; route: string }[];
  };
  expect(calls.map(({ userId, status }) => [userId, status])).toEqual([
    [3, 401],
    [3, 200],
    [3, 200],
    [7, 200],
  ]);
  expect(calls[0]?.route).toBe('/indicators/current');
  using store = openSqliteApiKeyStore(file);
  expect(store.all()).toHaveLength(2);
  const database = new DatabaseSync(file, { readOnly: true });
  expect(database.prepare('SELECT count(*) AS calls FROM api_key_usage').get()).toEqual({ calls: 4 });
  database.close();
}, 60_000);
