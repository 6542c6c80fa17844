import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { VerifyReport } from '#cli/reporters/verify-report.ts';
import { preopen, startPreopen } from '#test/support/preopen-command.ts';
import { serveMock } from '#test/support/served-mock.ts';
import type { ServedMock } from '#test/support/served-mock.ts';

let sound: ServedMock;
let faulty: ServedMock;

beforeAll(async () => {
  const args = ['--scenario', 'market-hours', '--backend-port', '0'];
  [sound, faulty] = await Promise.all([
    serveMock([...args, '--backend']),
    serveMock([...args, '--backend=before']),
  ]);
});

afterAll(async () => {
  await sound[Symbol.asyncDispose]();
  await faulty[Symbol.asyncDispose]();
});

function idsOf(report: VerifyReport, status: string): string[] {
  return report.checks.filter((check) => check.status === status).map(({ id }) => id);
}

/** Every text of a run must be free of these. */
function secretsOf({ ready }: ServedMock): string[] {
  const token = ready.env['DHAN_ACCESS_TOKEN']!;
  return [token, token.split('.')[1]!, token.split('.')[2]!, ready.controlToken];
}

test('exchange, backend and log of a served mock pass, and no output shows a token', async () => {
  const { ready, logFile } = sound;
  const args = ['verify', '--exchange', ready.restUrl, '--backend', ready.backendUrl!, '--log', logFile];
  const { exitCode, stdout, stderr } = await preopen([...args, '-f', 'json'], { env: ready.env });
  const report = JSON.parse(stdout) as VerifyReport;
  expect(idsOf(report, 'fail')).toEqual([]);
  expect(exitCode).toBe(0);
  for (const id of ['exchange.login', 'feed.moves', 'backend.legs-follow', 'log.updates'])
    expect(idsOf(report, 'pass')).toContain(id);
  const log = readFileSync(logFile, 'utf8');
  expect(log).toMatch(/Updated NIFTY: LTP=\d+\.\d\d, \d+ options updated/);
  for (const secret of secretsOf(sound))
    for (const text of [stdout, stderr, log]) expect(text).not.toContain(secret);
});

test('a wrong token fails the login, and is not shown either', async () => {
  const { ready } = sound;
  const [header, payload] = ready.env['DHAN_ACCESS_TOKEN']!.split('.');
  const token = `${header}.${payload}.c2lnbmVkLWJ5LXNvbWVib2R5LWVsc2U`;
  const env = { ...ready.env, DHAN_ACCESS_TOKEN: token };
  const { exitCode, stdout } = await preopen(['verify', '--exchange', ready.restUrl, '-f', 'json'], { env });
  expect(exitCode).toBe(1);
  expect(idsOf(JSON.parse(stdout) as VerifyReport, 'fail')).toEqual(['exchange.login']);
  expect(stdout).not.toContain(payload);
});

test('the backend with the original faults is caught: empty cache, legs that do not follow', async () => {
  const args = ['verify', '--backend', faulty.ready.backendUrl!, '--timeout', '3s', '-f', 'json'];
  const { exitCode, stdout } = await preopen(args);
  const report = JSON.parse(stdout) as VerifyReport;
  expect(exitCode).toBe(1);
  expect(idsOf(report, 'fail')).toEqual(['backend.cache', 'backend.chain', 'backend.legs-follow']);
  expect(idsOf(report, 'warn')).toEqual([]);
  expect(idsOf(report, 'pass')).toEqual(expect.arrayContaining(['backend.health', 'backend.moves']));
  expect(report.checks.find(({ id }) => id === 'backend.cache')?.observed).toContain('credentials missing');
});

test("the documents' request is answered 200 with 100 strikes by the one and 404 by the other", async () => {
  const path = '/api/v2/options/live?underlying=NIFTY&expiry=2026-02-10';
  const good = await fetch(`${sound.ready.backendUrl}${path}`);
  expect(good.status).toBe(200);
  const { data } = (await good.json()) as { readonly data: { readonly strikes: Record<string, object> } };
  expect(Object.keys(data.strikes).length).toBe(100);
  expect((await fetch(`${faulty.ready.backendUrl}${path}`)).status).toBe(404);
});

test('--wait succeeds when the backend comes up later', async () => {
  const port = await freePort();
  const args = ['verify', '--backend', `http://127.0.0.1:${port}`, '--wait', '60s', '-f', 'json'];
  await using verify = startPreopen(args);
  await verify.said('waiting: backend.reachable: unreachable');
  await using mock = await serveMock([
    '--scenario',
    'market-hours',
    '--backend',
    '--backend-port',
    String(port),
  ]);
  expect(mock.ready.backendUrl).toBe(`http://127.0.0.1:${port}`);
  const { exitCode, stdout } = await verify.ended;
  const report = JSON.parse(stdout) as VerifyReport;
  expect(idsOf(report, 'fail')).toEqual([]);
  expect(report.checks.at(-1)).toMatchObject({
    id: 'wait.healthy',
    status: 'pass',
    observed: expect.stringMatching(/^healthy after /),
  });
  expect(exitCode).toBe(0);
});

async function freePort(): Promise<number> {
  const holder = createServer();
  await new Promise<void>((resolve) => {
    holder.listen(0, '127.0.0.1', resolve);
  });
  const { port } = holder.address() as AddressInfo;
  await new Promise((resolve) => {
    holder.close(resolve);
  });
  return port;
}
