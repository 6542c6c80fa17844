import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ScenarioError } from '#engine/errors.ts';
import { derivativesSession } from '#engine/market/trading-calendar.ts';
import { loadScenario, scenarioNames } from '#scenarios/catalogue.ts';

const folder = mkdtempSync(join(tmpdir(), 'preopen-catalogue-'));

function scenarioFile(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

function refusalOf(nameOrPath: string): string {
  try {
    loadScenario(nameOrPath);
  } catch (error) {
    if (error instanceof ScenarioError) return error.message;
    throw error;
  }
  throw new Error('the scenario was accepted');
}

test('the shipped scenarios come in alphabetical order', () => {
  const names = scenarioNames();
  expect(names).toEqual(names.toSorted());
  expect(names).toContain('market-hours');
});

test.each(scenarioNames())(
  '%s loads under its own name, within its day, on a trading day unless it says holiday',
  (name) => {
    const { scenario, session } = loadScenario(name);
    const { date, startAt, endAt, serveAt } = scenario.clock;
    expect(scenario.name).toBe(name);
    expect(derivativesSession('NSE', date) === undefined).toBe(name.startsWith('holiday'));
    expect([startAt, serveAt, endAt]).toEqual([startAt, serveAt, endAt].toSorted());
    expect(session !== undefined).toBe(scenario.world.prices.kind === 'recording');
  },
);

test('market-hours lists and caches what its counters say', () => {
  const { world, backend, rules } = loadScenario('market-hours').scenario;
  const { expiriesPerUnderlying, strikesBelow, strikesAbove } = backend.cache;
  expect(world.underlyings.map(({ expiries, strikeCount }) => [expiries.length, strikeCount])).toEqual(
    world.underlyings.map(() => [4, 160]),
  );
  const expiries = world.underlyings.length * expiriesPerUnderlying;
  const strikes = expiries * (strikesBelow + strikesAbove);
  expect(rules.expect.statistics).toEqual({
    underlyings: world.underlyings.length,
    expiries,
    strikes,
    tokens: strikes * 2,
  });
  expect([world.underlyings.length, expiries, strikes, strikes * 2]).toEqual([6, 12, 1200, 2400]);
});

test('the recorded session holds what its scenario plays', () => {
  const { scenario, session } = loadScenario('nifty-2025-08-29');
  expect(session?.date).toBe(scenario.clock.date);
  expect(session?.underlyings.map(({ symbol }) => symbol)).toEqual(
    scenario.world.underlyings.map(({ symbol }) => symbol),
  );
  expect(session?.provenance?.licence).toContain('MIT');
});

test('an unknown name tells those that come nearest, and where all are listed', () => {
  const refusal = refusalOf('expired-tokens');
  expect(refusal).toMatch(/^unknown scenario "expired-tokens": expected one of expired-token, /);
  expect(refusal).toContain(`preopen scenario list names all ${scenarioNames().length}`);
});

test('a scenario of the user is read by its path and may extend a shipped one', () => {
  const file = scenarioFile(
    'mine.yaml',
    "schemaVersion: 1\nextends: market-hours\nname: mine\ntitle: Mine\nclock: { endAt: '09:20:00' }\n",
  );
  const { scenario } = loadScenario(file);
  expect(scenario).toMatchObject({ name: 'mine', clock: { date: '2026-02-04', endAt: '09:20:00' } });
});

test('a path that is no file is refused, a folder too', () => {
  expect(refusalOf('./nowhere.yaml')).toMatch(/no scenario file at .*nowhere\.yaml/);
  expect(refusalOf(`${folder}/`)).toContain('no scenario file at');
});

test('an unknown scenario to extend lists the shipped ones', () => {
  const file = scenarioFile(
    'orphan.yaml',
    'schemaVersion: 1\nextends: market-hour\nname: orphan\ntitle: O\n',
  );
  expect(refusalOf(file)).toMatch(/unknown scenario "market-hour": expected one of market-hours, /);
});

test('a recording that does not lie beside its scenario is named', () => {
  const file = scenarioFile(
    'recorded.yaml',
    'schemaVersion: 1\nextends: nifty-2025-08-29\nname: recorded\ntitle: R\nworld: { prices: { file: other.mcap } }\n',
  );
  expect(refusalOf(file)).toMatch(/plays other\.mcap: expected that file in .+, found none/);
});

test('a recording is found beside the scenario that names it, however often that one is extended', () => {
  scenarioFile('base.yaml', 'schemaVersion: 1\nextends: nifty-2025-08-29\nname: base\ntitle: B\n');
  const file = scenarioFile('over.yaml', 'schemaVersion: 1\nextends: ./base.yaml\nname: over\ntitle: O\n');
  const { scenario, session } = loadScenario(file);
  expect([scenario.name, session?.date]).toEqual(['over', '2025-08-29']);
});
