/** Every shipped scenario makes exactly those checks of verify fail that its file names. */
import { expect, test } from 'vitest';
import { rehearsalPlan, rehearseAndVerify } from '#cli/verify/rehearsed-verification.ts';
import { checksFor } from '#engine/verify/plan.ts';
import { parseWireProfile } from '#engine/wire/wire-profile.ts';
import { loadScenario, scenarioNames } from '#scenarios/catalogue.ts';

const WIRE = parseWireProfile('observed');
/** Seconds of the market in which a price may move, as `verify --timeout` has it. */
const TIMEOUT_MS = 15_000;

const expectations = scenarioNames().map((name) => {
  const { at, failing, warning } = loadScenario(name).scenario.rules.expect.verify;
  return { name, at, failing, warning };
});

test('the scenarios that name no check are many, and every named check exists', () => {
  const known = checksFor(rehearsalPlan('market-hours')).map(({ id }) => id);
  for (const { name, failing, warning } of expectations)
    for (const id of [...failing, ...warning])
      expect.soft([name, known]).toEqual([name, expect.arrayContaining([id])]);
  expect(expectations.filter(({ failing }) => failing.length === 0).length).toBeGreaterThan(15);
  expect(expectations.filter(({ failing }) => failing.length > 0).length).toBeGreaterThan(25);
});

test.each(expectations)(
  '$name: fails $failing, warns $warning, and nothing else',
  async ({ name, failing, warning }) => {
    const flags = { scenario: name, wire: WIRE, timeout: TIMEOUT_MS };
    const { checks } = await rehearseAndVerify(flags, rehearsalPlan(name));
    const idsOf = (status: string): string[] =>
      checks.filter((check) => check.status === status).map(({ id }) => id);
    expect({ failing: idsOf('fail').sort(), warning: idsOf('warn').sort() }).toEqual({
      failing: [...failing].sort(),
      warning: [...warning].sort(),
    });
  },
);
