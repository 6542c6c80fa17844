import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSuite } from '#scenarios/suites/read-suite.ts';

const page = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const section = /^## Suites$[^]*?(?=^## )/m.exec(page('docs/verify.md'))![0];
const folder = mkdtempSync(join(tmpdir(), 'preopen-readme-'));
const environment = {
  REDIS_PASSWORD: 'of-redis',
  DB_PASSWORD: 'of-the-database',
  API_TOKEN: 'of-the-api',
  API_KEY: 'key-of-the-api',
  DHAN_CLIENT_ID: '1000000001',
  DHAN_ACCESS_TOKEN: 'of-the-exchange',
};

const EXAMPLES = [...section.matchAll(/^\| `(\w+)`.*\| `(.+)` \|$/gm)].map(([, kind = '', example = '']) => ({
  kind,
  example,
}));

test('the suite of the README can be read', async () => {
  const file = join(folder, 'short.yaml');
  writeFileSync(file, /```yaml\n(schemaVersion[^]*?)```/.exec(page('README.md'))![1]!);
  const { suite } = await readSuite(file, environment);
  expect(suite.checks.map(({ declaration }) => declaration.kind)).toEqual(['redis']);
});

test('the suite of docs/verify.md can be read', async () => {
  const file = join(folder, 'whole.yaml');
  writeFileSync(file, /```yaml\n(schemaVersion[^]*?)```/.exec(section)![1]!);
  const { suite } = await readSuite(file, environment);
  expect(suite.checks.map(({ declaration }) => declaration.kind)).toEqual(['redis', 'redis', 'sql']);
});

test('the trace of docs/verify.md can be read', async () => {
  const file = join(folder, 'trace.yaml');
  const trace = /```yaml\n(trace:[^]*?)```/.exec(section)![1]!.replaceAll('\n', '\n    ');
  writeFileSync(file, `schemaVersion: 1\nname: example\nchecks:\n  - id: a\n    ${trace}\n`);
  const { suite } = await readSuite(file, environment);
  expect(suite.checks[0]?.declaration).toMatchObject({ kind: 'trace', withinMs: 10_000 });
});

test('the suite from inside of docs/verify.md can be read', async () => {
  const file = join(folder, 'inside.yaml');
  writeFileSync(file, /```yaml\n(schemaVersion: 1\nname: from-inside[^]*?)```/.exec(section)![1]!);
  const { suite } = await readSuite(file, environment);
  expect(suite.checks.map(({ from }) => from)).toEqual([
    'docker exec tv-backend',
    'docker exec tv-backend',
    undefined,
  ]);
});

test('the auth matrix of docs/verify.md can be read', async () => {
  const file = join(folder, 'matrix.yaml');
  const matrix = /```yaml\n(authMatrix:[^]*?)```/.exec(section)![1]!.replaceAll('\n', '\n    ');
  writeFileSync(file, `schemaVersion: 1\nname: example\nchecks:\n  - id: a\n    ${matrix}\n`);
  const { suite } = await readSuite(file, environment);
  expect(suite.checks[0]?.declaration).toMatchObject({ kind: 'authMatrix', methods: ['GET', 'POST'] });
});

test('the table of kinds has an example of each of these', () => {
  const kinds = [
    'http',
    'websocket',
    'jwt',
    'authMatrix',
    'page',
    'trace',
    'redis',
    'sql',
    'process',
    'container',
    'pythonImport',
    'port',
    'command',
    'log',
    'file',
  ];
  expect(EXAMPLES.map(({ kind }) => kind)).toEqual(expect.arrayContaining(kinds));
});

test.each(EXAMPLES)('the example of $kind can be read', async ({ kind, example }) => {
  const file = join(folder, `${kind}.yaml`);
  writeFileSync(file, `schemaVersion: 1\nname: example\nchecks:\n  - id: a\n    ${example}\n`);
  const { suite } = await readSuite(file, environment);
  expect(suite.checks).toHaveLength(1);
});
