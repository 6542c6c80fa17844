import { expect, test } from 'vitest';
import { rehearsalPlan, rehearseAndVerify } from '#cli/verify/rehearsed-verification.ts';
import type { PriceModelName } from '#engine/pricing/price-model.ts';
import { parseWireProfile } from '#engine/wire/wire-profile.ts';

const wire = parseWireProfile('observed');

/** Checks that fail or warn for the backend priced by that model. */
async function redBy(priceModel: PriceModelName): Promise<readonly string[]> {
  const flags = { scenario: 'calm-morning', at: '09:31:00', timeout: 15_000, wire, priceModel };
  const { checks } = await rehearseAndVerify(flags, rehearsalPlan(flags.scenario));
  return checks.filter(({ status }) => status === 'fail' || status === 'warn').map(({ id }) => id);
}

test("the named model prices the rehearsed backend: by the documents' formula its prices are red, by Dhan's convention none is", async () => {
  expect(await redBy('seed-decay')).toContain('backend.same-prices');
  expect(await redBy('dhan')).toEqual([]);
});
