import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyFolder, preopen } from '#test/support/preopen-command.ts';
import { shortScenario } from '#test/support/short-scenario.ts';

const HOURS = shortScenario('market-hours', '09:16:00');

async function digestOf(...flags: readonly string[]): Promise<string> {
  const { stdout } = await preopen(['replay', HOURS, '-f', 'json', ...flags]);
  return (JSON.parse(stdout) as { readonly digest: string }).digest;
}

test('a run ends with 0 by its own digest and with 4 by another, and says what to do', async () => {
  const digest = await digestOf();
  const [same, other] = await Promise.all([
    preopen(['replay', HOURS, '--expect-digest', digest]),
    preopen(['replay', HOURS, '--expect-digest', digest, '--seed', '2']),
  ]);
  expect([same.exitCode, other.exitCode]).toEqual([0, 4]);
  expect(same.stdout).toContain(`${digest}  as expected`);
  expect(other.stdout).toMatch(/digest {4}sha256:[0-9a-f]{64} {2}diverged\n {10}expected sha256:/);
  expect(other.stdout).toContain('diverged in ');
});

test('a journal compares with the run that is played now: equal, or the first event that differs', async () => {
  const journal = join(emptyFolder(), 'seed-1.mcap');
  expect((await preopen(['replay', HOURS, '--journal', journal])).exitCode).toBe(0);
  const [same, other] = await Promise.all([
    preopen(['replay', '--compare', journal, HOURS, '-f', 'json']),
    preopen(['replay', '--compare', journal, HOURS, '--seed', '2']),
  ]);
  expect(JSON.parse(same.stdout)).toMatchObject({ a: journal, b: HOURS, exitCode: 0 });
  expect((JSON.parse(same.stdout) as { readonly equalEvents: number }).equalEvents).toBeGreaterThan(1000);
  expect([same.exitCode, other.exitCode]).toEqual([0, 4]);
  expect(other.stdout).toMatch(
    /diverged {2}event \d+ at 09:15:00\.250 IST: NIFTY ltp\n {10}A \d+\.\d\d\n {10}B \d+\.\d\d\n/,
  );
});

test.each([
  [['replay', 'stale-ticks', 'market-hours'], 'Add --compare'],
  [['replay', 'stale-ticks', '--compare'], 'expected two scenarios or journals'],
  [['replay', 'stale-ticks', '--seeds', '2', '--shrink', 'small.yaml'], 'cannot be used with'],
  [['replay', 'stale-ticks', '--seeds', '2', '--journal', 'run.mcap'], 'cannot be used with'],
  [['replay', 'stale-ticks', 'holiday', '--compare', '--record', 'day.mcap'], 'cannot be used with'],
  [['replay', 'stale-ticks', '--expect-digest', 'c592'], 'Expected sha256: and 64 hex digits'],
])('%j is refused and says what it accepts', async (args, words) => {
  const { exitCode, stdout, stderr } = await preopen(args);
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toContain(words);
});
