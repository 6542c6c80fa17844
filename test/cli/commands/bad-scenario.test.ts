import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyFolder, preopen } from '#test/support/preopen-command.ts';
import { shortScenario } from '#test/support/short-scenario.ts';

async function refusalOf(args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await preopen(args);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  return stderr;
}

function scenarioFile(text: string): string {
  const file = join(emptyFolder(), 'mine.yaml');
  writeFileSync(file, text);
  return file;
}

test.each([
  ['replay', 'marker-hours'],
  ['verify', '--exchange', 'mock', '--scenario', 'marker-hours'],
  ['serve', '--scenario', 'marker-hours'],
])('%s with an unknown scenario names those that come nearest, and where all are listed', async (...args) => {
  expect(await refusalOf(args)).toMatch(
    /unknown scenario "marker-hours": expected one of market-hours, .*\(nearest first; preopen scenario list names all \d+\)/,
  );
});

test('a scenario file that does not exist is named', async () => {
  expect(await refusalOf(['replay', './nowhere.yaml'])).toMatch(/no scenario file at .*nowhere\.yaml/);
});

test('malformed YAML names file, line and column', async () => {
  const file = scenarioFile('schemaVersion: 1\nextends: market-hours\nname: [mine\n');
  expect(await refusalOf(['replay', file])).toMatch(/mine\.yaml:\d+:\d+: not YAML/);
});

test('a wrong value names file, line, field and what stood there', async () => {
  const file = scenarioFile('schemaVersion: 1\nextends: market-hours\nname: mine\ntitle: Mine\nseed: many\n');
  expect(await refusalOf(['replay', file])).toMatch(/mine\.yaml:5: seed: .*"many"/);
});

test('an unknown scenario to extend is refused with the known ones', async () => {
  const file = scenarioFile('schemaVersion: 1\nextends: marker-hours\nname: mine\ntitle: Mine\n');
  expect(await refusalOf(['replay', file])).toMatch(/unknown scenario "marker-hours".*market-hours/);
});

test('a day that does not exist is refused', async () => {
  const file = scenarioFile(
    "schemaVersion: 1\nextends: market-hours\nname: mine\ntitle: Mine\nclock: { date: '2026-02-30' }\n",
  );
  expect(await refusalOf(['replay', file])).toMatch(/mine\.yaml:5: clock\.date: .*"2026-02-30"/);
});

test('a day that ends before it starts is refused, not passed without an event', async () => {
  expect(await refusalOf(['replay', shortScenario('market-hours', '09:10:00')])).toMatch(
    /scenario\.yaml:5: clock\.endAt: .*after startAt/,
  );
});
