import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { scenarioNames } from '#scenarios/catalogue.ts';
import { renderScenarioSchema } from '#scenarios/json-schema.ts';

const ajv = new Ajv2020({ strict: false, formats: { date: true, uri: true } });
const validate = ajv.compile(JSON.parse(renderScenarioSchema()));

test.each(scenarioNames())('the file of %s is valid by the schema', (name) => {
  const file = new URL(`../../scenarios/catalogue/${name}/scenario.yaml`, import.meta.url);
  expect(validate(parse(readFileSync(file, 'utf8'))), JSON.stringify(validate.errors)).toBe(true);
});

test.each([
  [{ schemaVersion: 2 }],
  [{ titel: 'a typing mistake' }],
  [{ clock: { serveAt: '9:20' } }],
  [{ world: { prices: { kind: 'dreamt' } } }],
  [{ rules: { expect: { startup: 'maybe' } } }],
  [{ clock: { serveAt: '$serve at' } }],
  [{ faults: [{ id: 'a', kind: '$kind' }] }],
])('%j is not', (scenario) => {
  expect(validate(scenario)).toBe(false);
});

test('a parameter may stand for a value anywhere, but not for a kind', () => {
  const asking = {
    seed: '$seed',
    clock: { serveAt: '$at' },
    faults: [{ id: 'a', kind: 'mute', from: '$at', feed: '$feed' }],
  };
  expect(validate(asking), JSON.stringify(validate.errors)).toBe(true);
});
