import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ScenarioError } from '#engine/errors.ts';
import { readScenarioFile } from '#scenarios/read-scenario.ts';

const BASE = `schemaVersion: 1
name: base
title: A base
world:
  prices: { kind: synthetic, annualVolatility: 10 }
  underlyings:
    - { symbol: NIFTY, spot: 25000, expiries: ['2026-02-10'], strikeCount: 10 }
clock: { date: '2026-02-04', startAt: '09:15:00', endAt: '15:30:00', serveAt: '09:20:00' }
accounts:
  - { clientId: '1000000001' }
backend:
  cache: { expiriesPerUnderlying: 1, strikesBelow: 0, strikesAbove: 0 }
`;

const folder = mkdtempSync(join(tmpdir(), 'preopen-scenario-'));
const fileOf = (name: string): string => join(folder, `${name}.yaml`);

function write(name: string, text: string): string {
  writeFileSync(fileOf(name), text);
  return fileOf(name);
}

function failure(file: string): string {
  try {
    readScenarioFile(file, { fileOfName: fileOf });
  } catch (error) {
    if (error instanceof ScenarioError) return error.message;
    throw error;
  }
  throw new Error('the file was accepted');
}

write('base', BASE);

test('a minimal file is accepted and its defaults are filled in', () => {
  const { scenario } = readScenarioFile(fileOf('base'), { fileOfName: fileOf });
  expect(scenario.backend.environment).toEqual(['DHAN_CLIENT_ID', 'DHAN_ACCESS_TOKEN']);
  expect(scenario.rules.expect.startup).toBe('ready');
  expect(scenario.accounts[0]?.token).toBe('valid');
});

test('extends takes from the base what the file does not say and merges maps key by key', () => {
  const file = write(
    'over',
    "schemaVersion: 1\nextends: base\nname: over\ntitle: Over\nclock: { endAt: '10:00:00' }\n",
  );
  const { scenario } = readScenarioFile(file, { fileOfName: fileOf });
  expect(scenario.clock).toMatchObject({ date: '2026-02-04', startAt: '09:15:00', endAt: '10:00:00' });
  expect(scenario.world.underlyings[0]?.symbol).toBe('NIFTY');
});

test('prices of another kind replace the base whole', () => {
  const file = write(
    'scripted',
    'schemaVersion: 1\nextends: base\nname: scripted\ntitle: S\nworld: { prices: { kind: scripted, ticks: [] } }\n',
  );
  expect(readScenarioFile(file, { fileOfName: fileOf }).scenario.world.prices).toEqual({
    kind: 'scripted',
    ticks: [],
  });
});

test('broken YAML names file, line and column', () => {
  const file = write('broken', 'schemaVersion: 1\nname: [unclosed\n');
  expect(failure(file)).toMatch(/broken\.yaml:\d+:\d+: not YAML/);
});

test('a wrong value names file, line, field and what stood there', () => {
  const file = write('wrong', BASE.replace("startAt: '09:15:00'", "startAt: 'nine'"));
  expect(failure(file)).toMatch(/wrong\.yaml:8: clock\.startAt: .*HH:mm:ss.*, was "nine"/);
});

test('a misspelt key is an error and not a silent default', () => {
  const file = write('misspelt', BASE.replace('backend:', 'backends: {}\nbackend:'));
  expect(failure(file)).toContain('backends');
});

test('a missing part names the field', () => {
  const file = write('missing', BASE.replace(/accounts:\n.*\n/, ''));
  expect(failure(file)).toMatch(/missing\.yaml:\d+: accounts/);
});

test('login secrets of an account are checked, and a bad one is not repeated', () => {
  const withAccount = (fields: string) =>
    write('secrets', BASE.replace("'1000000001' }", `'1000000001', ${fields} }`));
  const good = "pin: '246813', totpSecret: GEZDGNBVGY3TQOJQ, redirectUrl: 'http://127.0.0.1:3000/back'";
  expect(readScenarioFile(withAccount(good), { fileOfName: fileOf }).scenario.accounts[0]).toMatchObject({
    pin: '246813',
    totpSecret: 'GEZDGNBVGY3TQOJQ',
    redirectUrl: 'http://127.0.0.1:3000/back',
  });
  for (const [fields, expected] of [
    ["pin: '24681x'", 'six digits'],
    ['totpSecret: GEZDGNBVGY3TQOJ1', 'base32'],
    ["redirectUrl: 'file:///etc'", 'http or https'],
  ] as const) {
    const message = failure(withAccount(fields));
    expect(message).toContain(expected);
    expect(message).not.toMatch(/24681x|GEZDGNBVGY3TQOJ1/);
  }
});

test('scenarios that extend each other in a circle are refused', () => {
  write('left', 'schemaVersion: 1\nextends: right\n');
  write('right', 'schemaVersion: 1\nextends: left\n');
  expect(failure(fileOf('left'))).toContain('extend each other');
});

test('a list at the top level is refused', () => {
  expect(failure(write('list', '- a\n- b\n'))).toContain('expected a map');
});

test('an expectation that waits for a fault which is not planned is refused with its line and the faults there are', () => {
  const behaviour = (fault: string) => `schemaVersion: 1
extends: base
name: after-a-fault
title: t
faults:
  - { id: silence, kind: mute }
rules:
  expect:
    behaviour:
      - id: again
        eventually: { connects: { feed: live } }
        within: 30s
        after: { fault: ${fault} }
        because: data must flow.
`;
  const file = write('after-a-fault', behaviour('silense'));
  expect(failure(file)).toContain(
    `${file}:13: rules.expect.behaviour.0.after.fault: expected the id of a fault of this scenario (silence), was "silense"`,
  );
  expect(
    readScenarioFile(write('after-a-fault', behaviour('silence')), { fileOfName: fileOf }).scenario.faults,
  ).toHaveLength(1);
});

test('with adds the faults and expectations of other scenarios to those of this one', () => {
  write(
    'day',
    'schemaVersion: 1\nextends: base\nname: day\nfaults: [{ id: a, kind: mute, from: "09:20:00" }]\n',
  );
  write(
    'trouble',
    'schemaVersion: 1\nextends: base\nname: trouble\nclock: { endAt: "09:30:00" }\nfaults: [{ id: b, kind: mute, from: "09:25:00" }]\nrules: { expect: { failingChecks: [feed.alive], behaviour: [{ id: c, always: { backend: healthy }, because: so }] } }\n',
  );
  const file = write('both', 'schemaVersion: 1\nextends: day\nwith: [trouble]\nname: both\n');
  const { scenario } = readScenarioFile(file, { fileOfName: fileOf });
  expect(scenario.faults.map(({ id }) => id)).toEqual(['a', 'b']);
  expect(scenario.rules.expect.behaviour.map(({ id }) => id)).toEqual(['c']);
  expect(scenario.rules.expect.failingChecks).toEqual(['feed.alive']);
  expect(scenario.clock.endAt).not.toBe('09:30:00');
  const twice = write('twice', 'schemaVersion: 1\nextends: day\nwith: [day]\nname: twice\n');
  expect(failure(twice)).toContain('expected an id that no other fault has');
  expect(failure(write('no-list', 'schemaVersion: 1\nextends: day\nwith: trouble\nname: n\n'))).toContain(
    'with: expected a list',
  );
});

test('with adds faults of the second system and what its suite finds; what both have from one base is there once', () => {
  const alive = 'behaviour: [{ id: alive, always: { backend: healthy }, because: so }]';
  write('calm', `schemaVersion: 1\nextends: base\nname: calm\nrules: { expect: { ${alive} } }\n`);
  const faulty = (name: string, fault: string, id: string): string =>
    write(
      name,
      `schemaVersion: 1\nextends: calm\nname: ${name}\nplatform: { faults: [${fault}] }\n` +
        `rules: { expect: { suites: { stocksblitz: { failing: [${id}] } } } }\n`,
    );
  faulty('mocked', '{ kind: is-mock-leak }', 'monitor.real');
  faulty('stale', '{ kind: stale-bars, from: "09:31:20" }', 'bars.fresh');
  const file = write('both', 'schemaVersion: 1\nextends: mocked\nwith: [stale]\nname: both\n');
  const { platform, rules } = readScenarioFile(file, { fileOfName: fileOf }).scenario;
  expect(platform.faults).toEqual([{ kind: 'is-mock-leak' }, { kind: 'stale-bars', from: '09:31:20' }]);
  expect(rules.expect.behaviour.map(({ id }) => id)).toEqual(['alive']);
  expect(rules.expect.suites.stocksblitz?.failing).toEqual(['monitor.real', 'bars.fresh']);
});

test.each([
  ['[{ kind: jwt-only }]', 'platform.faults.0.kind'],
  ['[{ kind: jwt-only-401, from: "09:31:20" }]', 'platform.faults.0'],
  ['[{ kind: stale-bars }, { kind: stale-bars }]', 'expected faults of different kinds'],
])('platform faults %s are refused', (faults, said) => {
  const file = write(
    'platform',
    `schemaVersion: 1\nextends: base\nname: platform\nplatform: { faults: ${faults} }\n`,
  );
  expect(failure(file)).toContain(said);
});

test('a name that may not stand there is refused with those that may, and the one that was probably meant', () => {
  const file = write(
    'priced',
    'schemaVersion: 1\nextends: base\nname: priced\nbackend: { priceModel: blak76 }\n',
  );
  expect(() => readScenarioFile(file, { fileOfName: fileOf })).toThrow(
    /priced.*:4: backend\.priceModel: .*"black76"\|"dhan"\|"seed-decay", was "blak76"\. Did you mean black76\?/,
  );
});

test('parameters are filled in where they stand, set by the file, by who extends it, or by who plays it', () => {
  const muted = '{ id: a, kind: mute, from: $mutedAt }';
  write(
    'asking',
    `schemaVersion: 1\nextends: base\nname: asking\nparameters: { mutedAt: '09:20:00', spot: 1 }\nseed: $spot\nfaults: [${muted}]\n`,
  );
  const over = write('over', 'schemaVersion: 1\nextends: asking\nname: over\nparameters: { spot: 7 }\n');
  const read = (parameters: Record<string, string | number>) =>
    readScenarioFile(over, { fileOfName: fileOf, parameters }).scenario;
  expect([read({}).seed, read({}).faults[0]?.from]).toEqual([7, '09:20:00']);
  expect(read({ mutedAt: '09:45:00' }).faults[0]?.from).toBe('09:45:00');
  expect(() => read({ mute: 1 })).toThrow('parameter mute: expected one of mutedAt, spot');
  expect(() => read({ spot: 'high' })).toThrow('parameter spot: expected a number such as 7, was "high"');
  expect(() => read({ mutedAt: 'noon' })).toThrow('expected an IST time');
  const lost = write('lost', 'schemaVersion: 1\nextends: base\nname: lost\nseed: $seed\n');
  expect(failure(lost)).toContain('$seed: expected a parameter of that name');
});
