import { expect, test } from 'vitest';
import { ConfigError } from '#engine/errors.ts';
import { copyExpiryChain } from '#engine/market/option-chain.ts';
import { PRICE_MODEL_NAMES } from '#engine/pricing/price-model.ts';
import { priceModelByName } from '#engine/pricing/price-models.ts';
import { emptyChain, NOON_MS, quotedChain } from './model-chain.ts';

test('every listed name finds the model that bears it, the default first', () => {
  expect(PRICE_MODEL_NAMES).toEqual(['black76', 'dhan', 'seed-decay']);
  for (const name of PRICE_MODEL_NAMES) expect(priceModelByName(name).name).toBe(name);
});

test('an unknown name is refused with the names that exist', () => {
  expect(() => priceModelByName('bachelier')).toThrow(ConfigError);
  expect(() => priceModelByName('bachelier')).toThrow(
    /expected one of black76, dhan, seed-decay, was "bachelier"\. Choose a listed one/,
  );
  expect(() => priceModelByName('black-76')).toThrow(/was "black-76"\. Did you mean black76\?/);
});

test.each(PRICE_MODEL_NAMES)('%s: a fork goes on as its original does and changes nothing of it', (name) => {
  const chain = quotedChain(25_030);
  const pricer = priceModelByName(name).createPricer(chain);
  pricer.calibrate(25_000, NOON_MS);
  pricer.reprice(25_010, NOON_MS + 1000);
  const copy = copyExpiryChain(chain);
  const before = copyExpiryChain(chain);
  const fork = pricer.fork(copy);
  fork.reprice(25_100, NOON_MS + 60_000);
  expect(copy.ltp).not.toEqual(before.ltp);
  expect(chain).toEqual(before);
  pricer.reprice(25_100, NOON_MS + 60_000);
  expect([chain.ltp, chain.bid, chain.ask]).toEqual([copy.ltp, copy.bid, copy.ask]);
});

test.each(PRICE_MODEL_NAMES)(
  '%s: no spot, a spot of no number and a chain without prices leave no NaN',
  (name) => {
    const chain = emptyChain(3);
    const pricer = priceModelByName(name).createPricer(chain);
    for (const spot of [0, Number.NaN, -5, 25_000]) {
      pricer.calibrate(spot, NOON_MS);
      chain.ltp[0] = 120;
      pricer.anchorLeg(0, spot, NOON_MS);
      pricer.reprice(spot, NOON_MS + 1000);
    }
    for (const column of [chain.ltp, chain.bid, chain.ask])
      for (const value of column) expect(Number.isFinite(value)).toBe(true);
  },
);
