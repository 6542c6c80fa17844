import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { SeedSearchReport } from '#cli/seed-search.ts';
import { emptyFolder, preopen } from '#test/support/preopen-command.ts';

/** Minutes of the first hour, ended after the first reconnect. */
function shortHour(changes: string): string {
  const path = join(emptyFolder(), 'scenario.yaml');
  writeFileSync(
    path,
    `schemaVersion: 1\nextends: first-hour\nname: short-hour\nclock: { startAt: '09:29:00', endAt: '09:34:00' }\n${changes}`,
  );
  return path;
}

const CALM = `faults:
  - { id: feed-ended, kind: disconnect, feed: live, from: '09:31:00', reason: 800 }
  - { id: upgrade-refused, kind: refuse-upgrade, feed: live, status: 503, from: '09:31:00', probability: 0.5, times: 1 }
`;
/** The client of some seeds is late: two refusals in a row cost it more than the fifteen seconds it has here. */
const LATE = `faults:
  - { id: feed-ended, kind: disconnect, feed: live, from: '09:31:00', reason: 800 }
  - { id: upgrade-refused, kind: refuse-upgrade, feed: live, status: 503, from: '09:31:00', probability: 0.5, times: 2 }
rules:
  expect:
    behaviour:
      - id: back-at-once
        eventually: { connections: { feed: live, atLeast: 1 } }
        after: { fault: feed-ended }
        within: 15s
        because: fifteen seconds are enough
`;

async function searched(scenario: string, ...flags: readonly string[]): Promise<SeedSearchReport> {
  const { stdout, stderr } = await preopen(['replay', scenario, '-f', 'json', '--quiet', ...flags]);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as SeedSearchReport;
}

test('one job and two find the same digests, which are those of single runs in another zone and language', async () => {
  const scenario = shortHour(CALM);
  const abroad = { TZ: 'America/New_York', LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' };
  const [one, two, single] = await Promise.all([
    searched(scenario, '--seed', '5', '--seeds', '6'),
    searched(scenario, '--seed', '5', '--seeds', '6', '--jobs', '2'),
    preopen(['replay', scenario, '--seed', '7', '-f', 'json'], { env: abroad }),
  ]);
  expect(one.results.map(({ seed }) => seed)).toEqual([5, 6, 7, 8, 9, 10]);
  expect(new Set(one.results.map(({ digest }) => digest)).size).toBe(6);
  expect({ ...two, jobs: 1, seconds: 0 }).toEqual({ ...one, seconds: 0 });
  expect(one.exitCode).toBe(0);
  expect((JSON.parse(single.stdout) as { readonly digest: string }).digest).toBe(one.results[2]?.digest);
});

test('seeds that a client does not survive are named with the line that plays them again', async () => {
  const scenario = shortHour(LATE);
  const report = await searched(scenario, '--seeds', '8');
  const bad = report.results.filter(({ failed }) => failed.includes('expect.back-at-once'));
  expect(report.exitCode).toBe(1);
  expect(bad.length).toBeGreaterThan(0);
  expect(bad.length).toBeLessThan(8);
  const [seed] = bad.map((result) => result.seed);
  const { exitCode, stdout } = await preopen(['replay', scenario, '--seeds', '8', '--quiet']);
  expect(exitCode).toBe(1);
  expect(stdout).toContain(
    `seed ${seed}: expect.back-at-once\n               preopen replay ${scenario} --seed ${seed}\n`,
  );
  const again = await preopen(['replay', scenario, '--seed', `${seed}`]);
  expect([again.exitCode, again.stdout.includes('FAIL expect.back-at-once')]).toEqual([1, true]);
});

test('a fault that chance spares in one seed may strike in another; one that strikes in none ends with 5', async () => {
  const never = shortHour(`faults:
  - { id: later, kind: disconnect, feed: live, after: { connected: depth-20 }, reason: 800 }
rules: { expect: { behaviour: [] } }
`);
  const report = await searched(never, '--seeds', '2');
  expect(report).toMatchObject({ neverMet: ['fault.later'], exitCode: 5 });
});

test.each([
  [['--seeds', '0'], 'Expected a whole number, 1 to 1000000'],
  [['--seeds', '2', '--jobs', 'two'], 'Expected a whole number, 1 to 1000000'],
])('%j is refused', async (flags, words) => {
  const { exitCode, stderr } = await preopen(['replay', 'first-hour', ...flags]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(words);
});
