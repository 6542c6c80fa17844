import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ConfigError } from '#engine/errors.ts';
import { readSuite } from '#scenarios/suites/read-suite.ts';

const folder = mkdtempSync(join(tmpdir(), 'preopen-suite-'));

function suiteFile(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const HEAD = 'schemaVersion: 1\nname: mine\n';

test('a built-in suite is known by its name', async () => {
  const { suite } = await readSuite('dhan', {});
  expect(suite.builtIn).toEqual(['dhan']);
});

test('a suite takes checks and targets from what it extends, and its own win', async () => {
  suiteFile(
    'base.yaml',
    `${HEAD}extends: dhan\ntargets: { exchange: live, log: base.log }\nchecks: [{ id: a, http: "http://127.0.0.1:1/" }, { id: b, http: "http://127.0.0.1:1/" }]\n`,
  );
  const file = suiteFile(
    'own.yaml',
    `schemaVersion: 1\nname: own\nextends: [./base.yaml, options-backend]\ntargets: { log: own.log }\nchecks: [{ id: a, severity: warn, retry: { times: 2, every: 1s }, http: "http://127.0.0.1:2/" }]\n`,
  );
  const { suite } = await readSuite(file, {});
  expect(suite.name).toBe('own');
  expect([...suite.builtIn].sort()).toEqual(['dhan', 'options-backend']);
  expect(suite.targets).toMatchObject({ exchange: 'live', log: 'own.log' });
  expect(suite.checks.map(({ id, severity }) => `${id} ${severity}`).sort()).toEqual(['a warn', 'b fail']);
  expect(suite.checks.find(({ id }) => id === 'a')).toMatchObject({
    retry: { times: 2, everyMs: 1000 },
    declaration: { kind: 'http', method: 'GET', url: 'http://127.0.0.1:2/' },
  });
});

test('variables come from the environment, and those that hold secrets are told', async () => {
  const file = suiteFile(
    'variables.yaml',
    `${HEAD}checks: [{ id: a, http: { url: "\${HOST:-http://127.0.0.1:1}/", headers: { authorization: "Bearer \${API_TOKEN}" } } }]\n`,
  );
  const { suite, secrets } = await readSuite(file, { API_TOKEN: 'of-mine' });
  expect(suite.checks[0]?.declaration).toMatchObject({
    url: 'http://127.0.0.1:1/',
    headers: { authorization: 'Bearer of-mine' },
  });
  expect(secrets).toEqual(['of-mine']);
});

test('a TypeScript suite may hold a check that is a function', async () => {
  const file = suiteFile(
    'suite.ts',
    `export default { schemaVersion: 1, name: 'typed', checks: [{ id: 'a', custom: async () => ({ status: 'pass', expected: 'x', observed: 'y' }) }] };\n`,
  );
  const { suite } = await readSuite(file, {});
  expect(suite.checks[0]?.declaration.kind).toBe('custom');
});

const WRONG: readonly (readonly [string, string, string])[] = [
  [
    'an unknown key',
    'checks:\n  - id: a\n    htpt: x\n',
    ':5:5: checks.0.htpt: unknown key "htpt". Did you mean "http"?',
  ],
  [
    'an unknown rule',
    'checks: [{ id: a, http: { url: "http://127.0.0.1:1/", expect: { json: { "$.x": { mim: 3 } } } } }]\n',
    'Did you mean "min"?',
  ],
  [
    'an unknown expectation of a container',
    'checks: [{ id: a, container: { name: x, expect: { helth: healthy } } }]\n',
    'Did you mean "health"?',
  ],
  [
    'a limit in another unit',
    'checks: [{ id: a, process: { name: x, memoryMbMax: 300 } }]\n',
    'Did you mean "memoryMiBMax"?',
  ],
  [
    'an expectation of a container that stands too high',
    'checks: [{ id: a, container: { name: x, health: healthy } }]\n',
    'unknown key "health". "health" belongs under checks[].container.expect.',
  ],
  [
    'modules of Python by another key',
    'checks: [{ id: a, pythonImport: { module: x } }]\n',
    'Did you mean "modules"?',
  ],
  [
    'a body without its cell',
    'checks: [{ id: a, authMatrix: { base: "http://127.0.0.1:1", endpoints: [{ endpoint: POST /a, cell: {} }], methods: [POST] } }]\n',
    'Did you mean "cells"?',
  ],
  [
    'a known key one level too high',
    'checks: [{ id: a, sql: { url: "sqlite:x.db", query: SELECT 1, rowsMin: 4 } }]\n',
    'unknown key "rowsMin". "rowsMin" belongs under checks[].sql.expect.',
  ],
  [
    'a key whose plural is meant, or the place below',
    'checks: [{ id: a, redis: { url: "redis://127.0.0.1", channel: x } }]\n',
    'Did you mean "channels"? "channel" belongs under checks[].redis.messages[].',
  ],
  [
    'a key of the whole file in a check',
    'checks: [{ id: a, extends: dhan }]\n',
    'belongs at the top of the file',
  ],
  ['a key that nothing resembles', 'checks: [{ id: a, zzzzzz: 1 }]\n', 'Expected one of id, title, group,'],
  [
    'an unset variable',
    'checks: [{ id: a, http: "${NOPE:?the host}" }]\n',
    'expected the variable NOPE to be set (the host)',
  ],
  ['a later version', 'schemaVersion: 2\n', 'needs a newer preopen'],
  ['no check at all', '', 'expected at least one check, was none'],
  ['all checks left out', 'extends: dhan\nwithout: [a]\n', 'unknown check "a"'],
  [
    'a check that waits for nobody known',
    'checks: [{ id: aa, http: "http://127.0.0.1:1/" }, { id: b, dependsOn: [ab], http: "http://127.0.0.1:1/" }]\n',
    'Did you mean "aa"?',
  ],
  [
    'a circle',
    'checks: [{ id: a, dependsOn: [b], http: "http://127.0.0.1:1/" }, { id: b, dependsOn: [a], http: "http://127.0.0.1:1/" }]\n',
    'a -> b -> a',
  ],
  [
    'two of one id',
    'checks: [{ id: a, http: "http://127.0.0.1:1/" }, { id: a, http: "http://127.0.0.1:1/" }]\n',
    'like an earlier check',
  ],
  [
    'the id of a built-in check',
    'extends: dhan\nchecks: [{ id: chain.priced, http: "http://127.0.0.1:1/" }]\n',
    'is a built-in check',
  ],
  ['a check that does nothing', 'checks: [{ id: a }]\n', 'expected exactly one of http'],
  ['a function in YAML', 'checks: [{ id: a, custom: 3 }]\n', 'only a TypeScript suite'],
  ['an unknown base', 'extends: dham\n', 'expected dhan'],
  ['no YAML', 'checks: [', 'not YAML'],
];

test.each(WRONG)('%s is refused with its place and what may stand there', async (_what, text, words) => {
  const whole = text.startsWith('schemaVersion') ? `${text}name: x\n` : HEAD + text;
  const file = suiteFile('wrong.yaml', whole);
  const error: unknown = await readSuite(file, {}).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ConfigError);
  expect((error as ConfigError).message).toContain(file);
  expect((error as ConfigError).message).toContain(words);
});

test('a name that is no suite lists those that are', async () => {
  await expect(readSuite('option-backend', {})).rejects.toThrow('expected options-backend, dhan');
});

test('stocksblitz is a suite like the others: by its name, and extended with places and known issues', async () => {
  expect((await readSuite('stocksblitz', {})).suite.builtIn).toEqual(['stocksblitz']);
  const file = suiteFile(
    'platform.yaml',
    `${HEAD}extends: [stocksblitz]
targets: { platform: { backend: 'http://127.0.0.1:9000', containers: { ticker: tv-ticker } } }
without: [redis.options]
change: { bars.fresh: { severity: warn } }
knownIssues:
  monitor.underlying: { issue: it is null, impact: no spot, workaround: use the options }
`,
  );
  const { suite } = await readSuite(file, {});
  expect(suite.targets.platform).toMatchObject({
    backendUrl: 'http://127.0.0.1:9000',
    tickerContainer: 'tv-ticker',
  });
  expect(suite.knownIssues.get('monitor.underlying')).toMatchObject({ issue: 'it is null' });
});

test('a known issue of no check, or without a workaround, is refused with its place', async () => {
  const issue = '{ issue: a, impact: b, workaround: c }';
  const unknown = suiteFile(
    'unknown-issue.yaml',
    `${HEAD}extends: [stocksblitz]\nknownIssues:\n  monitor.underlyings: ${issue}\n`,
  );
  await expect(readSuite(unknown, {})).rejects.toThrow(
    /unknown-issue\.yaml:5:\d+: knownIssues\.monitor\.underlyings: unknown check .* Did you mean "monitor\.underlying"/,
  );
  const bare = suiteFile(
    'bare-issue.yaml',
    `${HEAD}extends: [stocksblitz]\nknownIssues:\n  monitor.underlying: { issue: a, impact: b }\n`,
  );
  await expect(readSuite(bare, {})).rejects.toThrow(/knownIssues\.monitor\.underlying\.workaround/);
});
