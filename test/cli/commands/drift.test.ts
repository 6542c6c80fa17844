import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { PrintedDrift } from '#cli/reporters/drift-report.ts';
import { emptyFolder, preopen } from '#test/support/preopen-command.ts';
import { serveMock } from '#test/support/served-mock.ts';
import type { ServedMock } from '#test/support/served-mock.ts';

async function driftOf(mock: ServedMock): Promise<PrintedDrift & { readonly text: string }> {
  const args = ['drift', '--exchange', mock.ready.restUrl, '--listen', '4s', '-f', 'json'];
  const { exitCode, stdout, stderr } = await preopen(args, { env: mock.ready.env });
  const report = JSON.parse(stdout) as PrintedDrift;
  expect(report.exitCode).toBe(exitCode);
  return { ...report, text: stdout + stderr };
}

test('the same wire has not drifted, and the report holds no token, client id or price', async () => {
  await using mock = await serveMock(['--scenario', 'market-hours']);
  const { drifts, calls, feed, exitCode, text } = await driftOf(mock);
  expect(drifts).toEqual([]);
  expect(exitCode).toBe(0);
  expect(calls.map(({ id, status, code }) => [id, status, code])).toContainEqual([
    'refused-login',
    400,
    'DH-906',
  ]);
  expect(feed?.packets).toEqual(['index 4/50', 'index 6/16', 'leg 8/162']);
  const { DHAN_CLIENT_ID: clientId, DHAN_ACCESS_TOKEN: token } = mock.ready.env;
  for (const secret of [clientId!, ...token!.split('.')]) expect(text).not.toContain(secret);
  expect(text).not.toMatch(/\d{5}\.\d/);
});

test('another wire has drifted in keys, types, codes, packets, cadence and trade times', async () => {
  await using mock = await serveMock([
    '--scenario',
    'market-hours',
    '--wire',
    'documented',
    '--cadence',
    '1000',
  ]);
  const { drifts, exitCode } = await driftOf(mock);
  expect(exitCode).toBe(1);
  const found = drifts.map(({ where, kind }) => `${where}: ${kind}`);
  expect(found).toEqual(
    expect.arrayContaining([
      'intraday /open_interest: key new',
      'intraday /volume/*: type',
      'refused-login: status',
      'feed: packets',
      'feed: cadence',
      'feed: trade time',
    ]),
  );
});

test('a dry run lists reads alone; on live no socket is opened unless asked for', async () => {
  const live = await preopen(['drift', '--exchange', 'live', '--dry-run']);
  expect(live.exitCode).toBe(0);
  const lines = live.stdout.trim().split('\n');
  for (const line of lines.slice(0, -2)) expect(line).toMatch(/^(?:GET|POST) https:\/\/api\.dhan\.co\/v2\//);
  expect(live.stdout).not.toMatch(/orders|killswitch|positions/);
  expect(live.stdout).toContain('no socket (--own-socket opens one)');
  expect(live.stdout).toContain('12 calls, all of them reads');
  const asked = await preopen(['drift', '--exchange', 'live', '--own-socket', '--dry-run']);
  expect(asked.stdout).toContain('WebSocket wss://api-feed.dhan.co');
});

test('without credentials it says where they were looked for; nobody there is exit 3', async () => {
  const without = await preopen(['drift', '--exchange', 'http://127.0.0.1:9']);
  expect(without.exitCode).toBe(2);
  expect(without.stderr).toContain('No usable DhanHQ credentials');
  await using mock = await serveMock(['--scenario', 'market-hours']);
  const nobody = await preopen(['drift', '--exchange', 'http://127.0.0.1:9'], { env: mock.ready.env });
  expect(nobody.exitCode).toBe(3);
  expect(nobody.stderr).toContain('expected an answer, was none');
});

test('the report for people names the place, what was expected and what was seen', async () => {
  await using mock = await serveMock([
    '--scenario',
    'market-hours',
    '--wire',
    'observed,open-interest-list=always',
  ]);
  const cwd = emptyFolder();
  const args = ['drift', '--exchange', mock.ready.restUrl, '--listen', '1s', '-f', 'pretty:drift.txt'];
  const { exitCode } = await preopen(args, { env: mock.ready.env, cwd });
  expect(exitCode).toBe(1);
  expect(readFileSync(join(cwd, 'drift.txt'), 'utf8')).toMatch(
    /FAIL {4}intraday \/open_interest: key new\n +expected no such key\n +was array\n/,
  );
});
