import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { serviceProbes } from '#engine/adapters/probes/service-probes.ts';
import { readTasklist } from '#engine/adapters/probes/tasklist.ts';
import { ConfigError } from '#engine/errors.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { ProbeUnreachable } from '#engine/verify/check.ts';
import { judgeCommand } from '#engine/verify/declared/command-check.ts';
import type { CommandDeclaration } from '#engine/verify/declared/command-check.ts';
import { judgeFile } from '#engine/verify/declared/file-check.ts';
import { judgeLog } from '#engine/verify/declared/log-check.ts';
import { judgePort } from '#engine/verify/declared/port-check.ts';
import type { PortDeclaration } from '#engine/verify/declared/port-check.ts';
import { judgeProcess } from '#engine/verify/declared/process-check.ts';
import type { ProcessDeclaration } from '#engine/verify/declared/process-check.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { freePort } from '#test/support/services.ts';

const NOW_MS = istToEpochMs('2026-02-24', '11:00');
const probes = serviceProbes(new VirtualClock(NOW_MS), 'docker');
const folder = mkdtempSync(join(tmpdir(), 'preopen-services-'));
afterAll(() => rmSync(folder, { recursive: true }));

function port(number: number, asked: Partial<PortDeclaration> = {}) {
  const declaration = {
    kind: 'port',
    host: '127.0.0.1',
    port: number,
    state: 'open',
    withinMs: 5000,
  } as const;
  return judgePort({ ...declaration, ...asked }, probes.port);
}

test('a port is open where somebody listens and closed where nobody does', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port: open } = server.address() as AddressInfo;
  expect(await port(open)).toMatchObject({ status: 'pass', measurements: [{ name: 'connect', unit: 'ms' }] });
  expect(await port(open, { state: 'closed' })).toMatchObject({
    status: 'fail',
    remedy: expect.stringContaining(`:${open}'`),
  });
  const closed = await freePort();
  expect(await port(closed)).toMatchObject({
    status: 'fail',
    observed: `127.0.0.1:${closed} refused: nobody listens`,
  });
  expect(await port(closed, { state: 'closed' })).toMatchObject({ status: 'pass' });
});

test('a host that does not exist is unreachable, also when nobody is to listen', async () => {
  await expect(port(80, { host: 'nowhere.invalid', state: 'closed' })).rejects.toThrow(ProbeUnreachable);
});

/** A Node that runs until the test is over, with a word of its own on its command line. */
async function sleeper(word: string): Promise<number> {
  const child = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1000)', word]);
  onTestFinished(() => void child.kill('SIGKILL'));
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return child.pid!;
}

function processes(asked: Partial<ProcessDeclaration>) {
  return judgeProcess({ kind: 'process', min: 1, ...asked }, probes.process);
}

test('a process is found by PID, PID file, name and command line', async () => {
  const word = `sleeper-${process.pid}`;
  const pid = await sleeper(word);
  const pidFile = join(folder, 'sleeper.pid');
  writeFileSync(pidFile, `${pid}\n`);
  for (const asked of [{ pid }, { pidFile }, { name: 'node', matches: word }, { matches: word, max: 1 }])
    expect(await processes(asked)).toMatchObject({
      status: 'pass',
      observed: expect.stringContaining(`PID ${pid}`),
    });
  const judgement = await processes({ matches: word, min: 2, upForMs: 3_600_000, memoryMiBMax: 1 });
  expect(judgement.status).toBe('fail');
  expect(judgement.observed).toMatch(/\(PID \d+\) runs, .+ is up for \d+ s, \d+ MiB/);
  expect(judgement.measurements?.map(({ name }) => name)).toEqual(['processes', 'up', 'memory']);
});

test('a process that is gone, and a PID file without one, fail', async () => {
  const pid = await sleeper('gone');
  process.kill(pid, 'SIGKILL');
  const gone = async (): Promise<boolean> => (await processes({ pid })).status === 'fail';
  while (!(await gone()));
  expect(await processes({ pid })).toMatchObject({ observed: 'no such process' });
  expect(await processes({ pidFile: join(folder, 'none.pid') })).toMatchObject({
    status: 'fail',
    observed: expect.stringContaining('ENOENT'),
  });
  const pidFile = join(folder, 'empty.pid');
  writeFileSync(pidFile, '\n');
  expect(await processes({ pidFile })).toMatchObject({ status: 'fail', observed: `${pidFile} holds no PID` });
});

test('our own process is none of the target, and none may be asked for', async () => {
  const word = `never-there-${process.pid}`;
  expect(await processes({ matches: word, min: 0, max: 0 })).toMatchObject({ status: 'pass' });
  const own = await probes.process.find({ kind: 'process', name: 'node', min: 1 });
  expect(own.kind === 'processes' && own.processes.map(({ pid }) => pid)).not.toContain(process.pid);
});

test("tasklist's lines are read in any language's digits", () => {
  const lines =
    '"python.exe","4242","Console","1","12,345 K"\r\n"uvicorn.exe","7","Services","0","1.024 K"\r\n\r\n';
  expect(readTasklist(lines)).toMatchObject([
    { pid: 4242, name: 'python.exe', memoryBytes: 12_345 * 1024, upForMs: undefined },
    { pid: 7, name: 'uvicorn.exe', memoryBytes: 1024 * 1024 },
  ]);
});

function command(program: string, expect_: Partial<CommandDeclaration['expect']> = {}, timeoutMs = 20_000) {
  return judgeCommand(
    {
      kind: 'command',
      run: [process.execPath, '-e', program],
      timeoutMs,
      expect: { exitCode: [0], json: new Map(), ...expect_ },
    },
    probes.command,
  );
}

test('a command is judged by its exit code and what it wrote', async () => {
  const program = 'console.log(JSON.stringify({ legs: [1, 2] })); console.error("done")';
  const kept = await command(program, {
    stderr: { equals: 'done' },
    json: new Map([['$.legs[*]', { minCount: 2 }]]),
  });
  expect(kept).toMatchObject({ status: 'pass' });
  const broken = await command(program, {
    stdout: { matches: '^ok' },
    json: new Map([['$.legs[*]', { minCount: 3 }]]),
  });
  expect(broken).toMatchObject({
    status: 'fail',
    observed: 'stdout was "{\\"legs\\":[1,2]}", $.legs[*] 2 values',
  });
  expect(await command('console.log("no JSON")', { json: new Map([['$.a', {}]]) })).toMatchObject({
    observed: 'stdout was no JSON',
  });
  expect(await command('console.error("boom"); process.exit(3)')).toMatchObject({
    status: 'fail',
    observed: 'exit code 3; it printed: boom',
  });
  expect(await command('process.exit(3)', { exitCode: [0, 3] })).toMatchObject({ status: 'pass' });
});

test('a command that does not end is stopped, one that a signal ends fails, an unknown one is unreachable', async () => {
  expect(await command('setInterval(() => {}, 1000)', {}, 500)).toMatchObject({
    status: 'fail',
    observed: 'stopped after 0.5 s',
  });
  expect(await command('process.kill(process.pid, "SIGKILL")')).toMatchObject({
    observed: 'ended by SIGKILL',
  });
  const asked = { kind: 'command', timeoutMs: 1000, expect: { exitCode: [0], json: new Map() } } as const;
  await expect(judgeCommand({ ...asked, run: 'no-such-program-here' }, probes.command)).rejects.toThrow(
    ProbeUnreachable,
  );
  await expect(judgeCommand({ ...asked, run: 'echo "open' }, probes.command)).rejects.toThrow(ConfigError);
});

test('a file is judged by presence, size and age', async () => {
  const path = join(folder, 'backend.db');
  const asked = { kind: 'file', path, exists: true, bytesMin: 1 } as const;
  expect(await judgeFile(asked, probes.file)).toMatchObject({ status: 'fail', observed: `no file ${path}` });
  expect(await judgeFile({ ...asked, exists: false }, probes.file)).toMatchObject({ status: 'pass' });
  writeFileSync(path, 'rows');
  utimesSync(path, NOW_MS / 1000 - 120, NOW_MS / 1000 - 120);
  const fresh = { ageMsMax: 180_000, zone: 'UTC' as const };
  expect(await judgeFile({ ...asked, fresh, bytesMax: 4 }, probes.file)).toMatchObject({ status: 'pass' });
  const broken = await judgeFile(
    { ...asked, bytesMin: 5, fresh: { ...fresh, ageMsMax: 60_000 } },
    probes.file,
  );
  expect(broken.observed).toBe('4 bytes, newest 2026-02-24T10:58:00.000+05:30, 120 s old');
  expect(await judgeFile({ ...asked, path: folder }, probes.file)).toMatchObject({
    status: 'fail',
    observed: `a folder ${folder}`,
  });
});

test('a log is read from a file or a command', async () => {
  const path = join(folder, 'backend.log');
  writeFileSync(
    path,
    '2026-02-24 10:59:58,125 INFO started\r\n2026-02-24 10:59:59 INFO ready\r\n  at the end\r\n',
  );
  const asked = { kind: 'log', contains: ['ready$'], lacks: ['FATAL'] } as const;
  const fresh = { ageMsMax: 2000, zone: 'IST' as const };
  expect(await judgeLog({ ...asked, source: { kind: 'file', path }, fresh }, probes.log)).toMatchObject({
    status: 'pass',
    observed: expect.stringContaining('newest 2026-02-24T10:59:59.000+05:30, 1 s old'),
  });
  const program = `"${process.execPath}" -e "console.log('FATAL: no token')"`;
  const printed = await judgeLog({ ...asked, source: { kind: 'command', command: program } }, probes.log);
  expect(printed).toMatchObject({ status: 'fail', remedy: `Read it: ${program}` });
  expect(printed.observed).toContain('1 line like /FATAL/, the last: FATAL: no token');
  const missing = { kind: 'file', path: join(folder, 'none.log') } as const;
  await expect(judgeLog({ ...asked, source: missing }, probes.log)).rejects.toThrow(ProbeUnreachable);
});
