import parsePrometheus from 'parse-prometheus-text-format';
import { expect, test } from 'vitest';
import { startPreopen } from '#test/support/preopen-command.ts';
import type { RunningCommand } from '#test/support/preopen-command.ts';

test('health is 503 with its reasons for an empty backend, metrics are 200, and SIGTERM ends it with 0', async () => {
  const command = startPreopen([
    'verify',
    '--backend',
    'http://127.0.0.1:1',
    '--serve',
    ':0',
    '--every',
    '200ms',
  ]);
  const url = await addressOf(command);
  const health = await untilJudged(`${url}/health`);
  expect(health.status).toBe(503);
  expect(health.headers.get('content-type')).toBe('application/health+json');
  expect(await health.json()).toMatchObject({
    status: 'fail',
    output: expect.stringContaining('backend.reachable'),
  });
  const metrics = await fetch(`${url}/metrics`);
  expect(metrics.status).toBe(200);
  const names = parsePrometheus(await metrics.text()).map(({ name }) => name);
  expect(names).toContain('preopen_verify_exit_code');
  command.signal('SIGTERM');
  expect(await command.ended).toMatchObject({ exitCode: 0, stdout: '' });
});

test('health is 200 while the exchange in memory is well', async () => {
  await using command = startPreopen([
    'verify',
    '--exchange',
    'mock',
    '--scenario',
    'calm-morning',
    '--serve',
    ':0',
  ]);
  const url = await addressOf(command);
  const health = await untilJudged(`${url}/health`);
  expect(health.status).toBe(200);
  const text = await fetch(`${url}/health`, { headers: { accept: 'text/plain' } });
  expect(await text.text()).toContain('0 failed');
});

async function addressOf(command: RunningCommand): Promise<string> {
  return /health on (http:\S+)\/health/.exec(await command.said('/metrics'))![1]!;
}

/** Asks until the first look is over: what is waited for is the look, not a time. */
async function untilJudged(url: string): Promise<Response> {
  for (;;) {
    const response = await fetch(url);
    if (!(await response.clone().text()).includes('no verdict yet')) return response;
  }
}
