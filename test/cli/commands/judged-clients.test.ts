/** `serve --judge` and `run --judge`: what a client did decides the exit code. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyFolder, preopen } from '#test/support/preopen-command.ts';
import { serveMock } from '#test/support/served-mock.ts';

const ASKS_WHO_IT_IS = `
      - id: asks-who-it-is
        eventually: { requests: { route: GET /v2/profile } }
        within: 60m
        because: a client checks its token before it trusts it`;
const IS_HEALTHY = `
      - id: is-healthy
        always: { backend: healthy }
        plus: 30m
        because: nothing is wrong`;
const CUT = '{ id: cut, kind: answer, routes: [GET /v2/profile], status: 503, times: 1 }';
const HOLDINGS = '{ id: cut, kind: answer, routes: [GET /v2/holdings], status: 503, times: 1 }';

function scenarioFile(behaviour: string, fault: string): string {
  const file = join(emptyFolder(), 'scenario.yaml');
  writeFileSync(
    file,
    `schemaVersion: 1
extends: calm-morning
name: judged
title: A judged client
faults: [${fault}]
rules:
  expect:
    behaviour:${behaviour}
`,
  );
  return file;
}

async function served(options: {
  readonly behaviour: string;
  readonly fault?: string;
  readonly calls: number;
  readonly args?: readonly string[];
}) {
  await using mock = await serveMock([
    '--scenario',
    scenarioFile(options.behaviour, options.fault ?? ''),
    ...(options.args ?? ['--judge']),
  ]);
  const { restUrl, env } = mock.ready;
  const headers = { 'access-token': env['DHAN_ACCESS_TOKEN']! };
  for (let call = 0; call < options.calls; call += 1) await fetch(`${restUrl}/profile`, { headers });
  mock.signal('SIGTERM');
  return await mock.ended;
}

test('a served client that did all that was expected, and met the fault, ends in 0', async () => {
  const { exitCode, stderr } = await served({ behaviour: ASKS_WHO_IT_IS, fault: CUT, calls: 1 });
  expect(stderr).toContain('ok   expect.asks-who-it-is');
  expect(stderr).toContain('ok   fault.cut');
  expect(exitCode).toBe(0);
});

test('a served client that broke an expectation ends in 1, and why stands there', async () => {
  const { exitCode, stderr } = await served({ behaviour: ASKS_WHO_IT_IS, calls: 0 });
  expect(stderr).toContain('FAIL expect.asks-who-it-is');
  expect(stderr).toContain('to mend  a client checks its token before it trusts it');
  expect(exitCode).toBe(1);
});

test('a planned fault that never met the served client ends in 5', async () => {
  const { exitCode, stderr } = await served({ behaviour: ASKS_WHO_IT_IS, fault: HOLDINGS, calls: 1 });
  expect(stderr).toContain('FAIL fault.cut');
  expect(exitCode).toBe(5);
});

test('without --judge it is told and the exit code stays 0', async () => {
  const options = { behaviour: ASKS_WHO_IT_IS, fault: HOLDINGS, calls: 1, args: [] };
  const { exitCode, stderr } = await served(options);
  expect(stderr).toContain('FAIL fault.cut');
  expect(exitCode).toBe(0);
});

test('the backend that is served beside the exchange is judged by its own word, a foreign client is not', async () => {
  const alone = await served({ behaviour: IS_HEALTHY, calls: 1 });
  expect(alone.stderr).toContain('was      no reference backend in this run');
  const beside = await served({
    behaviour: IS_HEALTHY,
    calls: 1,
    args: ['--judge', '--backend', '--backend-port', '0'],
  });
  expect(beside.stderr).toContain('was      its moment has not come');
});

test('run --judge ends with what the command broke, else as the command ended', async () => {
  const run = async (behaviour: string, script: string) => {
    const command = [process.execPath, '-e', script];
    const args = ['run', '--judge', '--scenario', scenarioFile(behaviour, ''), '--', ...command];
    return (await preopen(args)).exitCode;
  };
  expect(await run(ASKS_WHO_IT_IS, 'process.exitCode = 0')).toBe(1);
  expect(await run(IS_HEALTHY, 'process.exitCode = 7')).toBe(7);
});
