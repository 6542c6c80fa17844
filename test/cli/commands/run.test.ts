/** `preopen run` with programs that have Dhan's host names built in. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { findFakeTimeLibrary } from '#cli/run/fake-time.ts';
import { emptyFolder, preopen, startPreopen } from '#test/support/preopen-command.ts';

const PYTHON = '/usr/bin/python3';
const PROGRAMS = fileURLToPath(new URL('../run/programs', import.meta.url));
const NODE = [process.execPath, join(PROGRAMS, 'client.mjs')];
const WS_MODULE = import.meta.resolve('ws');

const isRequired = process.env['PREOPEN_REQUIRE_SERVICES'] === '1';
const needs = (modules: string): { readonly isSkipped: boolean; readonly note: string } => {
  const has = spawnSync(PYTHON, ['-c', `import ${modules}`]).status === 0;
  const isSkipped = !has && !isRequired;
  return { isSkipped, note: isSkipped ? ` (skipped: ${PYTHON} cannot import ${modules})` : '' };
};
const BACKEND = needs('fastapi, uvicorn, aiohttp, requests, websockets');
const HTTPX = needs('httpx');
const FAKE_TIME = { isSkipped: !isRequired && findFakeTimeLibrary() === undefined };

test('a Node program finds the mock under the real names, another host is refused and named', async () => {
  const calls = join(emptyFolder(), 'calls.jsonl');
  const result = await preopen(['run', '--calls', calls, '--', ...NODE], {
    env: {
      WS_MODULE,
      NODE_OPTIONS: '--no-warnings',
      DHAN_ACCESS_TOKEN: 'the-real-one',
      DHAN_API_KEY: 'mine',
    },
  });
  expect(result.exitCode, result.stderr).toBe(0);
  expect(result.stdout.split('\n').map((line) => JSON.parse(line) as unknown)).toEqual([
    { profile: 200, clientId: '1000000001' },
    { master: 200, head: 'SEM_EXM_EXCH_ID' },
    { codes: [6, 2] },
    { other: expect.stringContaining('example.org refused') },
    { kept: true, year: new Date().getFullYear() },
  ]);
  expect(result.stderr).toContain('refused: example.org');
  expect(result.stderr).toContain('instead of the values of DHAN_ACCESS_TOKEN, DHAN_API_KEY');
  const lines = linesOf(calls);
  expect(
    lines.map(({ method, host, path, outcome, status }) => [method, host, path, outcome, status]),
  ).toEqual([
    ['GET', 'api.dhan.co', '/v2/profile', 'answered', 200],
    ['GET', 'images.dhan.co', '/api-data/api-scrip-master.csv', 'answered', 200],
    [
      'UPGRADE',
      'api-feed.dhan.co',
      '/?version=2&token=[hidden]&clientId=1000000001&authType=2',
      'answered',
      101,
    ],
    ['CONNECT', 'example.org', null, 'refused', null],
  ]);
});

test.skipIf(HTTPX.isSkipped)(
  `a Python program reaches the mock by httpx, and nothing else leaves it${HTTPX.note}`,
  async () => {
    const own = emptyFolder();
    writeFileSync(join(own, 'sitecustomize.py'), 'import sys\nsys.own_sitecustomize = "ran"\n');
    const { exitCode, stdout, stderr } = await preopen(['run', '--', PYTHON, join(PROGRAMS, 'client.py')], {
      env: { PYTHONPATH: own },
    });
    expect(exitCode, stderr).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      httpx: 200,
      socket: expect.stringMatching(/^ConnectionRefusedError: .*192\.0\.2\.1 refused/),
      lookup: expect.stringMatching(/^ConnectionRefusedError: .*example\.org refused/),
      'sandbox of another': expect.stringContaining('the mock does not simulate this host of Dhan'),
      own: 'ran',
      year: new Date().getFullYear(),
    });
    expect(stderr).toContain('refused: 192.0.2.1, example.org, unknown.dhan.co');
  },
);

test.skipIf(BACKEND.isSkipped)(
  `--verify passes a FastAPI backend of requests, aiohttp and websockets, and stops it${BACKEND.note}`,
  async () => {
    const { exitCode, stdout, stderr } = await verified({});
    expect(exitCode, `${stdout}\n${stderr}`).toBe(0);
    const { checks } = JSON.parse(stdout) as Report;
    expect(checks.filter(({ status }) => status !== 'pass' && status !== 'skip')).toEqual([]);
    expect(checks.map(({ id }) => id)).toContain('backend.legs-follow');
    expect(stderr).toContain('backend: closed its feed and ended');
    expect(stderr).toMatch(/calls: .*api\.dhan\.co 5 answered.*api-feed\.dhan\.co 1 answered/);
  },
);

test.skipIf(BACKEND.isSkipped)(
  `--verify fails the same backend when its legs are deaf${BACKEND.note}`,
  async () => {
    const { exitCode, stdout, stderr } = await verified({ APP_LEGS: 'deaf' });
    expect(exitCode, `${stdout}\n${stderr}`).toBe(1);
    const failed = (JSON.parse(stdout) as Report).checks.filter(({ status }) => status === 'fail');
    expect(failed.map(({ id }) => id)).toEqual(['backend.legs-follow', 'backend.fresh']);
  },
);

test('--verify tells a command that ends before it is up', async () => {
  const failed = await preopen(['run', '--verify', '--', process.execPath, '-e', 'process.exit(7)']);
  expect([failed.exitCode, failed.stdout]).toEqual([1, '']);
  expect(failed.stderr).toContain('the command ended with 7 before the backend was up');
  const ended = await preopen(['run', '--verify', '--', process.execPath, '-e', '0']);
  expect(ended.exitCode).toBe(3);
});

test('--verify --suite judges by checks of one’s own, and leaves those of the exchange out', async () => {
  const folder = emptyFolder();
  mkdirSync(folder, { recursive: true });
  const serving =
    'require("node:http").createServer((_, answer) => answer.end("{\\"count\\":3}")).listen(0, "127.0.0.1", function () { console.error("up"); })';
  const port = await freePort();
  const backend = `http://127.0.0.1:${port}`;
  const suite = (countMin: number): string => {
    const file = join(folder, `suite-${countMin}.yaml`);
    const check = `{ id: own.count, http: { url: "${backend}/", expect: { json: { $.count: { min: ${countMin} } } } } }`;
    writeFileSync(file, `schemaVersion: 1\nname: own\nextends: dhan\nchecks: [${check}]\n`);
    return file;
  };
  const judged = (file: string) =>
    preopen([
      'run',
      '--verify',
      '--suite',
      file,
      '--backend',
      backend,
      '-f',
      'json',
      '--',
      process.execPath,
      '-e',
      serving.replace('listen(0', `listen(${port}`),
    ]);
  const sound = await judged(suite(3));
  expect(sound.exitCode, sound.stderr).toBe(0);
  expect((JSON.parse(sound.stdout) as Report).checks.map(({ id }) => id)).toEqual(['own.count']);
  expect((await judged(suite(4))).exitCode).toBe(1);
  const empty = await preopen(['run', '--verify', '--suite', 'dhan', '--', process.execPath, '-e', '0']);
  expect(empty.exitCode).toBe(2);
  expect(empty.stderr).toContain('expected checks of a backend, was dhan alone');
});

test('the exit code is the command’s, and Ctrl-C reaches it once', async () => {
  expect((await preopen(['run', '--', process.execPath, '-e', 'process.exit(42)'])).exitCode).toBe(42);
  const counting =
    'let n = 0; process.on("SIGINT", () => { n += 1; setTimeout(() => process.exit(50 + n), 200); }); setInterval(() => 0, 1000); console.error("up")';
  const running = startPreopen(['run', '--', process.execPath, '-e', counting]);
  await running.said('up');
  running.signal('SIGINT');
  expect((await running.ended).exitCode).toBe(51);
});

test.skipIf(FAKE_TIME.isSkipped)(
  `--at gives the command the scenario’s time${FAKE_TIME.isSkipped ? ' (skipped: no libfaketime)' : ''}`,
  async () => {
    const { stdout, stderr } = await preopen([
      'run',
      '--at',
      '09:31:00',
      '--',
      PYTHON,
      '-c',
      'import datetime; print(datetime.datetime.utcnow().isoformat())',
    ]);
    expect(stdout, stderr).toMatch(/^2026-02-04T04:01:0\d/);
  },
);

test.each([
  [['run'], 'missing required argument'],
  [['run', '--', 'no-such-command-of-mine'], '"no-such-command-of-mine" (not found)'],
  [['run', '--speed', 'max', '--', 'true'], 'run --speed: expected a number'],
  [['run', '--at', '25:00', '--', 'true'], 'run --at: expected an IST time of day'],
  [['run', '--backend', 'localhost', '--', 'true'], 'run --backend: expected a URL'],
  [['run', '--allow', 'api.dhan.co', '--', 'true'], 'always leads to the mock'],
  [['run', '--allow', 'https://example.org/x', '--', 'true'], 'Leave scheme, port and path out'],
  [['run', '--calls', '/no/such/folder/calls', '--', 'true'], 'cannot write the list of calls'],
])('%j is refused in words', async (args, said) => {
  const { exitCode, stdout, stderr } = await preopen(args);
  expect([exitCode === 2 || exitCode === 3, stdout]).toEqual([true, '']);
  expect(stderr).toContain(said);
});

interface Report {
  readonly checks: readonly { readonly id: string; readonly status: string }[];
}

async function verified(env: Readonly<Record<string, string>>): ReturnType<typeof preopen> {
  const port = await freePort();
  const uvicorn = [PYTHON, '-m', 'uvicorn', 'app.main:app', '--port', String(port)];
  const backend = `http://127.0.0.1:${port}`;
  return preopen(
    ['run', '--scenario', 'market-hours', '--verify', '--backend', backend, '-f', 'json', '--', ...uvicorn],
    { cwd: PROGRAMS, env: { ...env, PYTHONDONTWRITEBYTECODE: '1' } },
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function linesOf(file: string): Record<string, unknown>[] {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}
