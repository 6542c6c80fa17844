import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { createProcessProbe, thisMachine } from '#engine/adapters/probes/process-probe.ts';
import { PS_WORDS, readPs } from '#engine/adapters/probes/ps-list.ts';
import { SystemClock } from '#engine/adapters/system-clock.ts';
import type { Judgement } from '#engine/verify/check.ts';
import { judgeProcess } from '#engine/verify/declared/process-check.ts';
import { UsageSeries } from '#engine/verify/declared/usage.ts';
import type { UsageLimits } from '#engine/verify/declared/usage.ts';

const probe = createProcessProbe(thisMachine, new SystemClock());

/** `grow`: keeps 64 MiB more; `spin`: is busy from now on. Each is answered when it is done. */
const WORKER = `
const kept = [];
process.stdin.on('data', (said) => {
  if (String(said).startsWith('grow')) kept.push(Buffer.alloc(64 * 1024 * 1024, kept.length + 1));
  process.stdout.write('done');
  if (String(said).startsWith('spin')) for (;;);
});
process.stdout.write('ready');
`;

async function startWorker(): Promise<{
  readonly pid: number;
  readonly tell: (word: string) => Promise<void>;
}> {
  const child = spawn(process.execPath, ['-e', WORKER], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return {
    pid: child.pid!,
    tell: async (word) => {
      child.stdin.write(word);
      await once(child.stdout, 'data');
    },
  };
}

test('a process that keeps what it was given grows from look to look', async () => {
  const worker = await startWorker();
  const series = new UsageSeries();
  const look = (limits: UsageLimits): Promise<Judgement> =>
    judgeProcess({ kind: 'process', pid: worker.pid, min: 1, ...limits }, probe, series);
  const limits = { memoryGrowthMiBMax: 32 };
  expect(await look(limits)).toMatchObject({
    status: 'pass',
    observed: expect.stringContaining('not known from one look'),
  });
  await worker.tell('grow');
  const grown = await look(limits);
  expect(grown).toMatchObject({ status: 'fail', remedy: expect.stringContaining(`-p ${worker.pid}`) });
  expect(grown.observed).toMatch(/^\+(6[0-9]|7[0-9]) MiB in 2 looks$/);
  expect(series.trend!.bytesPerHour).toBeGreaterThan(0);
  expect(await look({ memoryMiBMax: 60 })).toMatchObject({ status: 'fail' });
});

test('a busy process is told from an idle one within a second', async () => {
  const worker = await startWorker();
  const look = (): Promise<Judgement> =>
    judgeProcess({ kind: 'process', pid: worker.pid, min: 1, cpuPercentMax: 4 }, probe);
  expect(await look()).toMatchObject({ status: 'pass' });
  await worker.tell('spin');
  const busy = await look();
  expect(busy).toMatchObject({ status: 'fail', remedy: expect.stringContaining('Look what it does: ps -o') });
  expect(busy.measurements).toContainEqual(
    expect.objectContaining({ name: 'cpu of a core', unit: 'share', limit: { kind: 'max', value: 0.04 } }),
  );
});

test.runIf(process.platform !== 'win32')('what ps lists is read as /proc tells it', async () => {
  const worker = await startWorker();
  const { stdout } = await execa('ps', PS_WORDS);
  const listed = readPs(stdout).find(({ pid }) => pid === worker.pid)!;
  expect(listed).toMatchObject({
    parentPid: process.pid,
    name: expect.stringContaining('node'),
    commandLine: expect.stringContaining('-e'),
  });
  expect(listed.memoryBytes).toBeGreaterThan(10 * 1024 * 1024);
});

test("the times of both ps are read, and a zombie's line is none of them", () => {
  const lines = [
    '  1     0 Ss    1024 02-03:04:05 0:01.50 /sbin/init',
    '812     1 S+  204800      12:34 00:02:03 /usr/bin/python3 -m uvicorn app.main:app',
    '813   812 Z        0      12:34 00:00:00 [python3] <defunct>',
  ];
  expect(readPs(lines.join('\n'))).toMatchObject([
    { pid: 1, upForMs: ((2 * 24 + 3) * 3600 + 4 * 60 + 5) * 1000, cpuMs: 1500 },
    {
      pid: 812,
      name: 'python3',
      commandLine: '/usr/bin/python3\0-m\0uvicorn\0app.main:app',
      memoryBytes: 200 * 1024 * 1024,
      upForMs: 754_000,
      cpuMs: 123_000,
    },
  ]);
});
