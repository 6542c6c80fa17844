/** A program that trades, through `preopen run` and against `preopen serve`, drilled and not, and what a suite finds of it. */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { emptyFolder, preopen } from '#test/support/preopen-command.ts';
import { serveMock } from '#test/support/served-mock.ts';
import type { ServedMock } from '#test/support/served-mock.ts';

const PROGRAM = fileURLToPath(new URL('programs/order-client.mjs', import.meta.url));
const PYTHON = '/usr/bin/python3';
const PYTHON_PROGRAM = fileURLToPath(new URL('programs/order_client.py', import.meta.url));
const WS_MODULE = import.meta.resolve('ws');
const hasModules = spawnSync(PYTHON, ['-c', 'import requests, websockets']).status === 0;
const isSkipped = !hasModules && process.env['PREOPEN_REQUIRE_SERVICES'] !== '1';
const note = isSkipped ? ` (skipped: ${PYTHON} cannot import requests and websockets)` : '';
const AT = ['--at', '09:20:00'];

const programs: ChildProcess[] = [];
afterEach(async () => {
  for (const program of programs.splice(0)) {
    program.kill('SIGTERM');
    if (program.exitCode === null) await once(program, 'exit');
  }
});

const rehearsed = (scenario: string, ...more: readonly string[]) =>
  preopen(['run', '--judge', '--scenario', scenario, ...AT, '--', process.execPath, PROGRAM, ...more], {
    env: { WS_MODULE },
  });

test('a program places, modifies, cancels, hears of it and reconciles under the real names', async () => {
  const { exitCode, stdout, stderr } = await rehearsed('calm-morning');
  expect(exitCode, stderr).toBe(0);
  expect(JSON.parse(stdout)).toEqual({ orders: 2, traded: 65, held: 65, believed: 65, agrees: true });
});

test.skipIf(isSkipped)(`a Python program does the same with requests and websockets${note}`, async () => {
  const { exitCode, stdout, stderr } = await preopen([
    'run',
    '--scenario',
    'calm-morning',
    ...AT,
    '--',
    PYTHON,
    PYTHON_PROGRAM,
  ]);
  expect(exitCode, stderr).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    statuses: ['CANCELLED', 'TRADED'],
    heard: 65,
    traded: 65,
    held: 65,
  });
});

test('updates that come twice and late do not mislead it, and mislead one that adds them up', async () => {
  const careful = await rehearsed('order-duplicate-updates');
  expect(careful.exitCode, careful.stderr).toBe(0);
  const naive = await rehearsed('order-duplicate-updates', '--naive');
  expect([naive.exitCode, JSON.parse(naive.stdout)]).toEqual([
    3,
    { orders: 2, traded: 65, held: 65, believed: 130, agrees: false },
  ]);
});

test('a drill that no order met is told with exit 5', async () => {
  const { exitCode, stderr } = await preopen([
    'run',
    '--judge',
    '--scenario',
    'order-rejected',
    ...AT,
    '--',
    process.execPath,
    '-e',
    '',
  ]);
  expect(exitCode).toBe(5);
  expect(stderr).toContain('expected any client to place an order in that time');
});

test.each([
  { scenario: 'calm-morning', flags: [], status: 'pass', observed: '2 orders, 1 trade, 1 position' },
  {
    scenario: 'order-duplicate-updates',
    flags: [],
    status: 'pass',
    observed: '2 orders, 1 trade, 1 position',
  },
  {
    scenario: 'order-duplicate-updates',
    flags: ['--naive'],
    status: 'fail',
    observed: 'has traded 130, at the exchange 65, position of 40000 is 130, at the exchange 65',
  },
])(
  'a suite reconciles a backend with $scenario: $flags $status',
  async ({ scenario, flags, status, observed }) => {
    await using mock = await serveMock(['--scenario', scenario, ...AT]);
    const port = await believing(mock, flags);
    const file = join(emptyFolder(), 'orders.yaml');
    writeFileSync(file, suiteOf(mock, port));
    const { stdout, stderr, exitCode } = await preopen(['verify', '--suite', file, '--format', 'json']);
    expect(stderr).toBe('');
    const report = JSON.parse(stdout) as { checks: { id: string; status: string; observed: string }[] };
    const check = report.checks.find(({ id }) => id === 'orders.reconciled');
    expect([check?.status, exitCode]).toEqual([status, status === 'pass' ? 0 : 1]);
    expect(check?.observed).toContain(observed);
  },
);

test('every change of an order arrives at the webhook that serve --postback names', async () => {
  const { url, bodies, close } = await openWebhook();
  await using mock = await serveMock(['--scenario', 'calm-morning', ...AT, '--postback', url]);
  await believing(mock, []);
  while (bodies.length < 7) await new Promise((resolve) => setImmediate(resolve));
  close();
  expect(bodies.map(({ orderStatus, filled_qty }) => [orderStatus, filled_qty])).toEqual([
    ['TRANSIT', 0],
    ['PENDING', 0],
    ['TRADED', 65],
    ['TRANSIT', 0],
    ['PENDING', 0],
    ['PENDING', 0],
    ['CANCELLED', 0],
  ]);
  mock.signal('SIGTERM');
  const { stderr } = await mock.ended;
  expect(stderr).toContain('postbacks to 127.0.0.1');
  expect(stderr).not.toContain('secret');
});

test('run --postback posts there too', async () => {
  const { url, bodies, close } = await openWebhook();
  const { exitCode, stderr } = await preopen(
    ['run', '--postback', url, '--scenario', 'calm-morning', ...AT, '--', process.execPath, PROGRAM],
    { env: { WS_MODULE } },
  );
  close();
  expect(exitCode, stderr).toBe(0);
  expect(bodies.slice(0, 3).map(({ orderStatus }) => orderStatus)).toEqual(['TRANSIT', 'PENDING', 'TRADED']);
  expect(stderr).toContain('postbacks to 127.0.0.1');
  expect(stderr).not.toContain('secret');
});

/** A webhook that keeps what it is told. */
async function openWebhook() {
  const bodies: { orderStatus: string; filled_qty: number }[] = [];
  const webhook = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(JSON.parse(Buffer.concat(chunks).toString('utf8')));
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(webhook, 'listening');
  const url = `http://127.0.0.1:${(webhook.address() as AddressInfo).port}/orders?key=secret`;
  return { url, bodies, close: () => webhook.close() };
}

/** Starts the program against a served mock; resolves with the port where it lists what it believes. */
async function believing({ ready }: ServedMock, flags: readonly string[]): Promise<number> {
  const program = spawn(process.execPath, [PROGRAM, ...flags, '--serve', '0'], {
    env: {
      ...process.env,
      ...ready.env,
      WS_MODULE,
      ORDER_REST_URL: ready.restUrl,
      ORDER_UPDATE_URL: `${ready.feedUrl}/orderupdate`,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  programs.push(program);
  for await (const line of createInterface({ input: program.stdout })) {
    const { port } = JSON.parse(line) as { port?: number };
    if (port !== undefined) return port;
  }
  throw new Error('the program ended before it served');
}

function suiteOf({ ready }: ServedMock, port: number): string {
  return `schemaVersion: 1
name: orders
checks:
  - id: orders.reconciled
    orders:
      exchange: { url: '${ready.restUrl}', headers: { access-token: '${ready.env['DHAN_ACCESS_TOKEN']}' } }
      orders:
        url: http://127.0.0.1:${port}/orders
        rows: $.orders[*]
        fields: { orderId: id, status: status, filledQuantity: filled }
      positions:
        url: http://127.0.0.1:${port}/positions
        rows: $[*]
        fields: { securityId: security_id, netQuantity: net }
`;
}
