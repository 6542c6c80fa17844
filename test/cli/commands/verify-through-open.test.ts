import { expect, test } from 'vitest';
import type { VerifyReport } from '#cli/reporters/verify-report.ts';
import { preopen } from '#test/support/preopen-command.ts';
import { serveMock } from '#test/support/served-mock.ts';

const IN_MEMORY = ['verify', '--exchange', 'mock', '--through-open'] as const;

test.each(['auction-0900', 'market-hours', 'expiry-day', 'budget-sunday'])(
  '%s in memory is ready so far at 08:55 and ready after the open',
  async (scenario) => {
    const { exitCode, stdout } = await preopen([...IN_MEMORY, '--scenario', scenario]);
    expect(stdout).toMatch(/^READY-SO-FAR .*to come$/m);
    expect(stdout).toMatch(/^to come +wait/m);
    expect(stdout).toMatch(/^09:15:\d\d IST {2}ok {4}open\.first-tick /m);
    expect(stdout).toMatch(
      /^09:16:\d\d IST {2}READY {2}cold start .*latest safe restart 09:1[34]:\d\d IST$/m,
    );
    expect(exitCode).toBe(0);
  },
);

test.each([
  ['missing-credentials', 'NOT READY', 'credentials.present'],
  ['stall-after-the-open', 'READY-SO-FAR', 'backend.moves'],
])('%s in memory is %s at 08:55 and fails at the open, naming %s', async (scenario, answer, id) => {
  const { exitCode, stdout, stderr } = await preopen([...IN_MEMORY, '--scenario', scenario, '-f', 'json']);
  const report = JSON.parse(stdout) as VerifyReport;
  expect(stderr).toMatch(new RegExp(`^${answer}`, 'm'));
  expect(stderr).toMatch(/^09:16:\d\d IST {2}NOT READY/m);
  expect(report.checks.find((check) => check.id === id)?.status).toBe('fail');
  expect({ exitCode, said: report.exitCode }).toEqual({ exitCode: 1, said: 1 });
});

test('a holiday proves nothing and blocks the gate', async () => {
  const { exitCode, stderr } = await preopen([...IN_MEMORY, '--scenario', 'holiday']);
  expect(exitCode).toBe(3);
  expect(stderr).toContain('NOTHING WAS PROVEN');
  expect(stderr).toContain('Republic Day');
});

test('a served backend that runs sixty times as fast is accompanied on its own clock', async () => {
  const serve = ['--scenario', 'auction-0900', '--at', '08:55:00', '--speed', '60'];
  await using mock = await serveMock([...serve, '--backend', '--backend-port', '0']);
  const { exitCode, stdout } = await preopen([
    'verify',
    '--backend',
    mock.ready.backendUrl!,
    '--through-open',
  ]);
  expect(stdout).toMatch(/^READY-SO-FAR/m);
  expect(stdout).toMatch(/^09:00:\d\d IST {2}ok {4}open\.auction/m);
  expect(stdout).toMatch(/^09:1[5-7]:\d\d IST {2}ok {4}open\.first-tick +NIFTY after/m);
  expect(stdout).toMatch(/^09:1[67]:\d\d IST {2}READY /m);
  expect(exitCode).toBe(0);
}, 60_000);

test('--through-open needs a backend', async () => {
  const { exitCode, stderr } = await preopen([
    'verify',
    '--exchange',
    'http://127.0.0.1:1',
    '--through-open',
  ]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('expected a backend to accompany');
});
