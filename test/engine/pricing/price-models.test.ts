import { expect, test } from 'vitest';
import { ConfigError } from '#engine/errors.ts';
import { PRICE_MODEL_NAMES, priceModelByName } from '#engine/pricing/price-models.ts';

test('every listed name finds the model that bears it, the default first', () => {
  expect(PRICE_MODEL_NAMES).toEqual(['black76', 'seed-decay']);
  for (const name of PRICE_MODEL_NAMES) expect(priceModelByName(name).name).toBe(name);
});

test('an unknown name is refused with the names that exist', () => {
  expect(() => priceModelByName('bachelier')).toThrow(ConfigError);
  expect(() => priceModelByName('bachelier')).toThrow(/expected one of black76, seed-decay, was "bachelier"/);
});
