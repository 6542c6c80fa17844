import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadScenario } from '#scenarios/catalogue.ts';
import { emptyFolder, preopen } from '#test/support/preopen-command.ts';

/** A day on which the client is held to what ticks of one underlying alone break. */
function brokenBy(underlying: string, base: string, after: string, endAt: string): string {
  const path = join(emptyFolder(), 'bad.yaml');
  writeFileSync(
    path,
    `schemaVersion: 1
extends: ${base}
name: bad
clock: { endAt: '${endAt}' }
faults: [{ id: doubled, kind: duplicate, times: 5 }]
rules:
  expect:
    behaviour:
      - id: silent
        never: { ticks: { underlying: ${underlying}, within: 2s } }
        after: { time: '${after}' }
        because: for the test
`,
  );
  return path;
}

const checkOf = (report: string) =>
  (
    JSON.parse(report) as { readonly checks: readonly { id: string; status: string; observed: string }[] }
  ).checks.find(({ id }) => id === 'expect.silent');

test.each([
  {
    market: 'a generated',
    base: 'calm-morning',
    underlying: 'BANKNIFTY',
    after: '09:17:30',
    endAt: '09:19:00',
  },
  {
    market: 'a recorded',
    base: 'nifty-2025-08-29',
    underlying: 'NIFTY',
    after: '09:24:10',
    endAt: '09:26:00',
  },
])(
  '$market day is shrunk to the one tick and no fault that fail it',
  async ({ base, underlying, after, endAt }) => {
    const bad = brokenBy(underlying, base, after, endAt);
    const small = join(emptyFolder(), 'small.yaml');
    const { exitCode, stdout, stderr } = await preopen(['replay', bad, '--shrink', small]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
    expect(stdout).toMatch(
      /^shrunk {4}1 of \d{4,} ticks, 0 faults, .* IST, after \d+ trials\nfails {5}expect\.silent\nagain/,
    );
    const { scenario } = loadScenario(small);
    expect(scenario.world.prices).toMatchObject({ kind: 'scripted', ticks: [{ underlying }] });
    expect(scenario.clock.endAt < endAt).toBe(true);
    const again = await preopen(['replay', small, '-f', 'json']);
    expect(again.exitCode).toBe(1);
    expect(checkOf(again.stdout)).toMatchObject({
      status: 'fail',
      observed: expect.stringContaining('s old at'),
    });
  },
);

test('what passes, what a script does not show, and a file that is there are refused', async () => {
  const folder = emptyFolder();
  const there = join(folder, 'there.yaml');
  writeFileSync(there, '# mine\n');
  const calm = join(folder, 'calm.yaml');
  writeFileSync(
    calm,
    `schemaVersion: 1\nextends: calm-morning\nname: calm\nfaults: []\nclock: { endAt: '09:16:00' }\nrules: { expect: { behaviour: [] } }\n`,
  );
  const mute = join(folder, 'mute.yaml');
  writeFileSync(
    mute,
    `schemaVersion: 1\nextends: ./calm.yaml\nname: mute\nfaults: [{ id: muted, kind: mute, from: '09:15:30' }]\nclock: { endAt: '09:19:00' }\n`,
  );
  const [passing, unseen, taken] = await Promise.all([
    preopen(['replay', calm, '--shrink', join(folder, 'a.yaml')]),
    preopen(['replay', mute, '--shrink', join(folder, 'b.yaml')]),
    preopen(['replay', mute, '--shrink', there]),
  ]);
  expect([passing.exitCode, unseen.exitCode, taken.exitCode]).toEqual([2, 2, 2]);
  expect(passing.stderr).toContain('expected a run that fails, was one that passes (calm, seed 1)');
  expect(unseen.stderr).toMatch(
    /expected feed\.alive to fail in the same way with the same prices as a script/,
  );
  expect(taken.stderr).toContain('expected a file that is not there yet');
  expect(readFileSync(there, 'utf8')).toBe('# mine\n');
});
