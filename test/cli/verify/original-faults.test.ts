import { expect, test } from 'vitest';
import { rehearsalPlan, rehearseAndVerify } from '#cli/verify/rehearsed-verification.ts';
import { parseWireProfile } from '#engine/wire/wire-profile.ts';

const flags = {
  scenario: 'calm-morning',
  at: '09:31:00',
  timeout: 15_000,
  wire: parseWireProfile('observed'),
};

test('the backend as it was before the fixes is red on its empty cache, its 404 and its still legs, and on nothing else', async () => {
  const plan = rehearsalPlan(flags.scenario);
  const { checks } = await rehearseAndVerify({ ...flags, withOriginalFaults: true }, plan, undefined);
  const red = checks.filter(({ status }) => status === 'fail' || status === 'warn').map(({ id }) => id);
  expect(red).toEqual(['backend.cache', 'backend.chain', 'backend.legs-follow']);
  const green = checks.filter(({ status }) => status === 'pass').map(({ id }) => id);
  expect(green).toEqual(expect.arrayContaining(['backend.health', 'backend.startup', 'backend.moves']));
});
