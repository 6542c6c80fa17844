import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createInsideView } from '#engine/adapters/probes/inside/inside-probes.ts';
import { VantagePoint } from '#engine/adapters/probes/inside/vantage-point.ts';
import { ProbeUnreachable } from '#engine/verify/check.ts';
import { checkOf } from '#engine/verify/declared/declared-check.ts';
import type { Declaration } from '#engine/verify/declared/declared-check.ts';
import { judgeCommand } from '#engine/verify/declared/command-check.ts';
import { judgeFile } from '#engine/verify/declared/file-check.ts';
import { judgeLog } from '#engine/verify/declared/log-check.ts';
import { judgePort } from '#engine/verify/declared/port-check.ts';
import { judgeProcess } from '#engine/verify/declared/process-check.ts';
import { judgeRedis } from '#engine/verify/declared/redis-check.ts';
import { VantageUnreachable } from '#engine/verify/declared/vantage.ts';
import type { InsideView } from '#engine/verify/declared/vantage.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { httpDeclaration } from '#scenarios/suites/http-schema.ts';
import { fakeDocker } from '#test/support/fake-docker.ts';
import { placeWithOnly } from '#test/support/only-tools.ts';
import { freePort, ownRedis } from '#test/support/services.ts';

const NOW_MS = Date.parse('2026-02-24T05:30:00Z');
const folder = mkdtempSync(join(tmpdir(), 'preopen-inside-'));

function viewOf(command: string): InsideView {
  return createInsideView({
    point: new VantagePoint(command),
    clock: new VirtualClock(NOW_MS),
    monotonicMs: () => performance.now(),
    containerCommand: 'docker',
  });
}

async function listening(): Promise<number> {
  const server = createServer((socket) => void socket.on('error', () => undefined));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

test.each([['python3'], ['node'], ['bash', '/dev/tcp of bash']])(
  '%s tells an open port from a closed one',
  async (tool, name = tool) => {
    const view = viewOf(placeWithOnly(tool));
    const asked = { kind: 'port', host: '127.0.0.1', state: 'open', withinMs: 2000 } as const;
    expect(await judgePort({ ...asked, port: await listening() }, view.probes.port)).toMatchObject({
      status: 'pass',
    });
    expect(await judgePort({ ...asked, port: await freePort() }, view.probes.port)).toMatchObject({
      status: 'fail',
      observed: expect.stringContaining('refused: nobody listens'),
    });
    expect(view.means()).toEqual([name]);
  },
);

test.each(['python3', 'node'])('%s tells that there is no such host', async (tool) => {
  const asked = { kind: 'port', host: 'nowhere.invalid', port: 80, state: 'open', withinMs: 2000 } as const;
  await expect(judgePort(asked, viewOf(placeWithOnly(tool)).probes.port)).rejects.toThrow(ProbeUnreachable);
});

test.each(['stat', 'python3', 'node'])('%s tells presence, size and age of a file', async (tool) => {
  const path = join(folder, `${tool}.csv`);
  writeFileSync(path, 'rows');
  utimesSync(path, NOW_MS / 1000 - 120, NOW_MS / 1000 - 120);
  const { file } = viewOf(placeWithOnly(tool)).probes;
  const asked = { kind: 'file', path, exists: true, bytesMin: 1 } as const;
  const fresh = { ageMsMax: 60_000, zone: 'UTC' as const };
  expect(await judgeFile({ ...asked, fresh }, file)).toMatchObject({
    status: 'fail',
    observed: expect.stringContaining('120 s old'),
  });
  expect(await judgeFile(asked, file)).toMatchObject({ status: 'pass' });
  expect(await judgeFile({ ...asked, path: folder }, file)).toMatchObject({ observed: `a folder ${folder}` });
  expect(await judgeFile({ ...asked, path: `${path}.none` }, file)).toMatchObject({
    status: 'fail',
    observed: `no file ${path}.none`,
  });
});

test('a log, a command and a process are those of the place', async () => {
  const { log, command, process: processes } = viewOf('env WORD=of-the-place').probes;
  const path = join(folder, 'inside.log');
  writeFileSync(path, 'started\nready\n');
  const contains = { kind: 'log', contains: ['ready'], lacks: ['FATAL'] } as const;
  expect(await judgeLog({ ...contains, source: { kind: 'file', path } }, log)).toMatchObject({
    status: 'pass',
  });
  const printed = { kind: 'command', command: 'printenv WORD' } as const;
  expect(await judgeLog({ ...contains, contains: ['of-the-place'], source: printed }, log)).toMatchObject({
    status: 'pass',
  });
  await expect(
    judgeLog({ ...contains, source: { kind: 'file', path: `${path}.none` } }, log),
  ).rejects.toThrow(ProbeUnreachable);
  const asked = { kind: 'command', timeoutMs: 10_000, run: ['printenv', 'WORD'] } as const;
  const said = { exitCode: [0], stdout: { equals: 'of-the-place' }, json: new Map() };
  expect(await judgeCommand({ ...asked, expect: said }, command)).toMatchObject({ status: 'pass' });

  const word = `inside-${process.pid}`;
  const child = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1000)', word]);
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  const pidFile = join(folder, 'inside.pid');
  writeFileSync(pidFile, `${child.pid}\n`);
  for (const who of [{ matches: word }, { pidFile }, { pid: child.pid! }])
    expect(
      await judgeProcess({ kind: 'process', min: 1, max: 1, ...who, memoryMiBMax: 4000 }, processes),
    ).toMatchObject({ observed: expect.stringMatching(new RegExp(`PID ${child.pid}\\) runs, \\d+ MiB`)) });
  const none = { kind: 'process', pidFile: `${pidFile}.none`, min: 1 } as const;
  expect(await judgeProcess(none, processes)).toMatchObject({
    observed: expect.stringContaining('No such file'),
  });
  expect(
    await judgeProcess({ kind: 'process', matches: 'cat /proc/uptime', min: 0, max: 0 }, processes),
  ).toMatchObject({ status: 'pass' });
});

test.for([['python3'], ['node'], ['bash', 'cat']])(
  'Redis is asked through %o, password and all',
  async (tools, context) => {
    const { port } = await ownRedis(context, 'of-redis');
    const view = viewOf(placeWithOnly(...tools));
    const asked = {
      kind: 'redis',
      url: `redis://:of-redis@127.0.0.1:${port}`,
      subscribers: new Map([['ticks:NIFTY', 1]]),
      channels: new Map(),
      messages: [],
      keys: new Map(),
    } as const;
    expect(await judgeRedis(asked, view.probes.redis)).toMatchObject({
      status: 'fail',
      observed: 'ticks:NIFTY has 0 subscribers',
    });
    const gone = `redis://127.0.0.1:${await freePort()}`;
    await expect(judgeRedis({ ...asked, url: gone }, view.probes.redis)).rejects.toThrow('nobody listens');
  },
);

test.runIf(existsSync('/bin/busybox'))(
  'busybox is enough for HTTP without secrets and for files',
  async () => {
    const place = placeWithOnly();
    const [, folderOfTools] = place.split('PATH=');
    for (const applet of ['wget', 'stat']) symlinkSync('/bin/busybox', join(folderOfTools!, applet));
    const view = viewOf(place);
    const server = createHttpServer((request, response) => {
      response.writeHead(request.url === '/none' ? 404 : 200, { 'x-seen': 'yes' }).end('{"ok":true}');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const ask = (path: string) => view.probes.http.ask(httpDeclaration.parse(url + path));
    const facts = await ask('/');
    expect(facts).toMatchObject({
      answer: { status: 200, value: { ok: true } },
      headers: { 'x-seen': 'yes' },
    });
    expect((await ask('/none')).answer.status).toBe(404);
    const asked = { kind: 'file', path: process.execPath, exists: true, bytesMin: 1 } as const;
    expect(await judgeFile(asked, view.probes.file)).toMatchObject({ status: 'pass' });
    expect(view.means()).toEqual(['wget', 'stat']);
  },
);

test('a container that is not there judges nothing, one in which nothing answers fails', async () => {
  const docker = fakeDocker({ 'tv-backend': {} });
  const judged = (from: string, declaration: Declaration) => {
    const head = { id: 'a', title: 'a', group: 'suite', severity: 'fail', tags: [], dependsOn: [] } as const;
    const probes = { inside: async (command: string) => viewOf(command) };
    return checkOf({ ...head, declaration, from }).run({ probes } as never);
  };
  const asked = {
    kind: 'port',
    host: '127.0.0.1',
    port: await freePort(),
    state: 'open',
    withinMs: 500,
  } as const;
  const seen = await judged(`${docker.path} exec tv-backend`, asked);
  expect(seen).toMatchObject({ status: 'fail', seenFrom: `${docker.path} exec tv-backend (python3)` });
  await expect(judged(`${docker.path} exec tv-backnd`, asked)).rejects.toMatchObject({
    name: 'VantageUnreachable',
    message: expect.stringContaining('No such container: tv-backnd'),
  });
  const nowhere = await judged(`${docker.path} exec tv-backend`, { ...asked, host: 'user-service.invalid' });
  expect(nowhere).toMatchObject({
    status: 'fail',
    expected: 'it is reached from inside',
    remedy: expect.stringContaining('host.docker.internal'),
  });
  const file = {
    kind: 'log',
    source: { kind: 'file', path: '/none.log' },
    contains: ['x'],
    lacks: [],
  } as const;
  await expect(judged(`${docker.path} exec tv-backend`, file)).rejects.toThrow(
    `seen from: ${docker.path} exec tv-backend`,
  );
  await expect(judged(`${docker.path} exec tv-backend`, file)).rejects.not.toThrow(VantageUnreachable);
});
