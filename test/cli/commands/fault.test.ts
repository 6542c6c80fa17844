import { expect, test } from 'vitest';
import { preopen } from '#test/support/preopen-command.ts';
import { serveMock } from '#test/support/served-mock.ts';

test('faults of a served exchange are planned, listed and taken out, and strike its clients', async () => {
  await using served = await serveMock(['--scenario', 'market-hours']);
  const { readyFile, ready } = served;
  const fault = (...words: string[]) => preopen(['fault', ...words, '--ready-file', readyFile]);
  const stub = await fault('add', 'id: stub, kind: stub-master, rows: 2');
  expect([stub.exitCode, stub.stdout]).toEqual([0, 'stub  stub-master  has not struck']);
  const master = await fetch(`${ready.authUrl}/api-data/api-scrip-master-detailed.csv`);
  expect((await master.text()).trim().split('\n')).toHaveLength(3);
  expect((await fault('list')).stdout).toMatch(
    /^stub {2}stub-master {2}struck 1 times, first at 2026-02-04T09:20:/,
  );
  expect((await fault('remove', 'stub')).stdout).toBe('stub  removed');
  expect((await fault('list')).stdout).toBe('');
  const unknown = await fault('add', '{ id: quiet, kind: mute-instrument, instruments: ["NSE_FNO:1"] }');
  expect([unknown.exitCode, unknown.stdout]).toEqual([1, '']);
  expect(unknown.stderr).toContain('was "NSE_FNO:1"');
});

test.each([
  [['add', 'id: [', '--ready-file', 'none.json'], 2, 'expected a fault as in a scenario file'],
  [
    ['add', 'id: a, kind: mute', '--ready-file', 'none.json'],
    2,
    'fault --ready-file: expected the ready file',
  ],
  [['list'], 2, '--ready-file'],
])('fault %j is refused in words', async (words, code, said) => {
  const { exitCode, stderr } = await preopen(['fault', ...words]);
  expect([exitCode, stderr]).toEqual([code, expect.stringContaining(said)]);
});
