import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { scenarioNames } from '#scenarios/catalogue.ts';
import { emptyFolder, preopen } from '#test/support/preopen-command.ts';
import { shortScenario } from '#test/support/short-scenario.ts';

test('list names every shipped scenario with its title', async () => {
  const { exitCode, stdout } = await preopen(['scenario', 'list']);
  expect(exitCode).toBe(0);
  expect(stdout.split('\n').map((line) => line.split(/ {2,}/)[0])).toEqual(scenarioNames());
  expect(stdout).toMatch(/^stale-ticks +The feed stays connected/m);
});

test('show prints the scenario as it will be played', async () => {
  const { stdout } = await preopen(['scenario', 'show', 'stale-ticks']);
  expect(parse(stdout)).toMatchObject({
    name: 'stale-ticks',
    clock: { date: '2026-02-04', endAt: '09:30:00' },
    faults: [{ id: 'muted', kind: 'mute', from: '09:21:00' }],
  });
});

test('every shipped scenario passes the check', async () => {
  const { exitCode, stdout } = await preopen(['scenario', 'check', ...scenarioNames()]);
  expect(exitCode, stdout).toBe(0);
  expect(stdout.split('\n').every((line) => line.startsWith('ok '))).toBe(true);
});

test('new writes a file that passes the check, and no file twice', async () => {
  const cwd = emptyFolder();
  const written = await preopen(['scenario', 'new', 'fridays-gap', '--extends', 'stale-ticks'], { cwd });
  expect([written.exitCode, written.stderr]).toEqual([0, '']);
  const checked = await preopen(['scenario', 'check', 'fridays-gap/scenario.yaml'], { cwd });
  expect([checked.exitCode, checked.stdout]).toEqual([0, expect.stringMatching(/^ok +fridays-gap: /)]);
  const before = readFileSync(join(cwd, 'fridays-gap/scenario.yaml'), 'utf8');
  const again = await preopen(['scenario', 'new', 'fridays-gap'], { cwd });
  expect([again.exitCode, again.stderr]).toEqual([2, expect.stringContaining('not there yet')]);
  expect(readFileSync(join(cwd, 'fridays-gap/scenario.yaml'), 'utf8')).toBe(before);
});

test('check goes on after a bad file and says where it is bad', async () => {
  const cwd = emptyFolder();
  writeFileSync(
    join(cwd, 'bad.yaml'),
    "schemaVersion: 1\nextends: market-hours\nname: bad\nclock: { serveAt: '9:20' }\n",
  );
  const { exitCode, stdout } = await preopen(['scenario', 'check', 'bad.yaml', 'market-hours', 'nowhere'], {
    cwd,
  });
  expect(exitCode).toBe(2);
  const [bad, good, unknown] = stdout.split('\n');
  expect(bad).toMatch(/^invalid +.*bad\.yaml:4: clock\.serveAt: expected an IST time/);
  expect(good).toMatch(/^ok +market-hours/);
  expect(unknown).toMatch(/^invalid +unknown scenario "nowhere"/);
});

test.for([
  ["{ id: a, kind: mute-instrument, instruments: ['NSE_FNO:1'] }", 'was "NSE_FNO:1"'],
  ['{ id: a, kind: blank-master, columns: [NAME] }', 'was "NAME"'],
  ["{ id: a, kind: answer, routes: ['GET /v2/prices'], status: 500 }", 'was "GET /v2/prices"'],
])('check refuses a fault of what the exchange does not have: %s', async ([fault, said]) => {
  const file = shortScenario('market-hours', '09:20:00', `faults:\n  - ${fault}\n`);
  const { exitCode, stdout } = await preopen(['scenario', 'check', file]);
  expect([exitCode, stdout]).toEqual([
    2,
    expect.stringMatching(/^invalid +\S+scenario\.yaml: fault a: expected/),
  ]);
  expect(stdout).toContain(said);
});
