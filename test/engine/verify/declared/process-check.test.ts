import { expect, test } from 'vitest';
import type { Judgement } from '#engine/verify/check.ts';
import { judgePort } from '#engine/verify/declared/port-check.ts';
import { judgeProcess } from '#engine/verify/declared/process-check.ts';
import type { ProcessDeclaration, RunningProcess } from '#engine/verify/declared/process-check.ts';

const MIB = 1024 * 1024;

function running(pid: number, upForMs: number | undefined, mib = 10): RunningProcess {
  return { pid, name: 'uvicorn', upForMs, memoryBytes: mib * MIB };
}

function judge(asked: Partial<ProcessDeclaration>, processes: readonly RunningProcess[]): Promise<Judgement> {
  const find = async () => ({ kind: 'processes' as const, processes, atMs: 0 });
  return judgeProcess({ kind: 'process', name: 'uvicorn', min: 1, ...asked }, { find });
}

test('a process that dies and is started again is never up for long, workers that come and go do not matter', async () => {
  const asked = { upForMs: 30_000 };
  expect(await judge(asked, [running(1, 90_000), running(2, 100)])).toMatchObject({ status: 'pass' });
  expect(await judge(asked, [running(2, 4000)])).toMatchObject({
    status: 'fail',
    observed: 'uvicorn (PID 2) is up for 4 s',
    remedy: expect.stringContaining('ps -o pid,etime,args -p 2'),
  });
});

test('where a system does not tell the start of a process, its age is not judged as good', async () => {
  expect(await judge({ upForMs: 1 }, [running(1, undefined)])).toMatchObject({ status: 'fail' });
});

test('too many fail as well as none, and memory is that of all together', async () => {
  const two = [running(1, 1, 300), running(2, 1, 300)];
  expect(await judge({ max: 1 }, two)).toMatchObject({
    status: 'fail',
    expected: 'the process uvicorn runs 1 times',
    observed: '2 run: uvicorn (PID 1), uvicorn (PID 2)',
  });
  expect(await judge({ memoryMiBMax: 500 }, two)).toMatchObject({ status: 'fail', observed: '600 MiB' });
  expect(await judge({}, [])).toMatchObject({
    status: 'fail',
    remedy: expect.stringContaining('pgrep -af uvicorn'),
  });
  expect(await judge({ min: 0, max: 0 }, [])).toMatchObject({ status: 'pass' });
});

test('a port that neither accepts nor refuses is not open', async () => {
  const connect = async () => ({ state: 'silent' as const, afterMs: 1000 });
  const asked = { kind: 'port', host: '::1', port: 80, state: 'open', withinMs: 1000 } as const;
  expect(await judgePort(asked, { connect })).toMatchObject({
    status: 'fail',
    observed: '[::1]:80 gave no answer in 1000 ms',
  });
});
