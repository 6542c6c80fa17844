import { expect, test } from 'vitest';
import { copyExpiryChain } from '#engine/market/option-chain.ts';
import type { ExpiryChain } from '#engine/market/option-chain.ts';
import type { ChainPricer, PriceModel } from '#engine/pricing/price-model.ts';
import { legPrice } from '#engine/pricing/leg-price.ts';
import { noPricingFindings } from '#engine/pricing/pricing-findings.ts';
import { priceModelByName } from '#engine/pricing/price-models.ts';
import { ModelComparison } from '#engine/replay/model-comparison.ts';
import type { ModelErrors } from '#engine/replay/model-comparison.ts';
import { NOON_MS, quotedChain } from '../pricing/model-chain.ts';

const SPOT = 25_000;
const MINUTE = 60_000;
/** The call of 25,000: at the money. */
const LEG = 40;

/** Shows `premium(spot)` for one leg, whatever was quoted, and leaves the others: its misses are known by hand. */
function fixedModel(name: PriceModel['name'], premium: (spot: number) => number): PriceModel {
  const createPricer = (chain: ExpiryChain): ChainPricer => ({
    findings: noPricingFindings(),
    calibrate: () => undefined,
    anchorLeg: () => undefined,
    fork: createPricer,
    reprice(spot) {
      const price = premium(spot);
      chain.ltp[LEG] = price;
      chain.bid[LEG] = price - 1;
      chain.ask[LEG] = price + 1;
      return 1;
    },
  });
  return { name, createPricer };
}

interface Played {
  readonly chain: ExpiryChain;
  readonly pricer: ChainPricer;
  readonly errors: () => ModelErrors;
  /** The leg's own tick, as the tick handler applies it. */
  readonly tick: (leg: number, middle: number, spot: number, atMs: number) => void;
}

function played(first: PriceModel, second: PriceModel): Played {
  const comparison = new ModelComparison([first, second]);
  const chain = quotedChain(25_030);
  const pricer = comparison.model.createPricer(chain);
  pricer.calibrate(SPOT, NOON_MS);
  const tick = (leg: number, middle: number, spot: number, atMs: number): void => {
    chain.ltp[leg] = middle;
    chain.bid[leg] = middle - 0.5;
    chain.ask[leg] = middle + 0.5;
    chain.lastTradeAtMs[leg] = atMs;
    chain.ownTickAtMs[leg] = atMs;
    pricer.anchorLeg(leg, spot, atMs);
  };
  return { chain, pricer, errors: () => comparison.errors(), tick };
}

function rowAt({ rows }: ModelErrors, horizonMinutes: number): ModelErrors['rows'][number] | undefined {
  return rows.find((row) => row.horizonMinutes === horizonMinutes && row.bucket.startsWith('ATM'));
}

test('just before a tick each model is judged by what it showed; once it has ticked both show the tick', () => {
  const { pricer, tick, errors } = played(
    fixedModel('black76', () => 210),
    fixedModel('dhan', () => 230),
  );
  pricer.reprice(SPOT, NOON_MS + 1000);
  tick(LEG, 200, SPOT, NOON_MS + 2000);
  tick(LEG, 205, SPOT, NOON_MS + MINUTE);
  const found = errors();
  expect(found.models).toEqual(['black76', 'dhan']);
  expect(rowAt(found, 0)).toMatchObject({
    underlying: 'NIFTY',
    expiry: '2026-02-10',
    count: 2,
    misses: [{ points: 7.5 }, { points: 17.5 }],
  });
});

test('minutes later a model is held to what it knew then and the price of the underlying now', () => {
  const { pricer, tick, errors } = played(
    fixedModel('black76', (spot) => spot / 100),
    fixedModel('dhan', (spot) => spot / 50),
  );
  for (let minute = 0; minute <= 5; minute += 1)
    pricer.reprice(SPOT + minute * 100, NOON_MS + minute * MINUTE);
  tick(LEG, 260, 25_500, NOON_MS + 5 * MINUTE + 1000);
  const found = errors();
  for (const horizon of [1, 5])
    expect(rowAt(found, horizon)).toMatchObject({
      count: 1,
      misses: [{ points: 5 }, { points: 250, percent: expect.closeTo((250 / 260) * 100, 3) as number }],
    });
  expect(rowAt(found, 15)).toBeUndefined();
});

test('a leg that ticks all the time is judged once a minute, its last own price is the unrepriced one', () => {
  const flat = fixedModel('black76', () => 200);
  const { pricer, tick, errors } = played(
    flat,
    fixedModel('dhan', () => 200),
  );
  pricer.reprice(SPOT, NOON_MS);
  for (let second = 1; second < 60; second += 1) tick(LEG, 200 + second, SPOT, NOON_MS + second * 1000);
  tick(LEG, 270, SPOT, NOON_MS + MINUTE);
  const calibrated = legPrice(quotedChain(25_030), LEG);
  const staleMisses = [Math.abs(201 - calibrated), 270 - 259] as const;
  expect(rowAt(errors(), 0)).toMatchObject({
    count: 2,
    stale: { points: expect.closeTo((staleMisses[0] + staleMisses[1]) / 2, 3) as number },
  });
});

test('cheap legs, legs that are carried over and models without a price are not judged', () => {
  const nothing: PriceModel = fixedModel('dhan', () => 0);
  const { chain, pricer, tick, errors } = played(
    fixedModel('black76', () => 200),
    nothing,
  );
  pricer.reprice(SPOT, NOON_MS);
  tick(LEG, 0.6, SPOT, NOON_MS + 1000);
  chain.ownTickAtMs[LEG] = 0;
  pricer.anchorLeg(LEG, SPOT, NOON_MS + 2000);
  expect(errors().rows).toEqual([]);
});

test('nothing after a moment changes what was told of it', () => {
  const models = [priceModelByName('black76'), priceModelByName('dhan')] as const;
  const rowsUntil = (minutes: number, shock: number): ModelErrors['rows'] => {
    const { pricer, tick, errors } = played(...models);
    for (let minute = 1; minute <= minutes; minute += 1) {
      const atMs = NOON_MS + minute * MINUTE;
      pricer.reprice(SPOT + minute, atMs);
      if (minute <= 6) tick(LEG, 200 + minute, SPOT + minute, atMs);
      else pricer.reprice(SPOT + shock, atMs);
    }
    return errors().rows;
  };
  const rows = rowsUntil(6, 0);
  expect(rows.length).toBeGreaterThan(2);
  expect(rowsUntil(9, 500)).toEqual(rows);
});

test('the first model prices as it does alone, the second sees the same ticks', () => {
  const model = priceModelByName('black76');
  const { chain, pricer, tick } = played(model, priceModelByName('seed-decay'));
  const alone = quotedChain(25_030);
  const own = model.createPricer(alone);
  own.calibrate(SPOT, NOON_MS);
  for (let step = 1; step <= 40; step += 1) {
    const atMs = NOON_MS + step * 7000;
    pricer.reprice(SPOT + step, atMs);
    own.reprice(SPOT + step, atMs);
    tick(LEG, 200 + step / 2, SPOT + step, atMs);
    for (const column of ['bid', 'ask', 'ltp', 'lastTradeAtMs', 'ownTickAtMs'] as const)
      alone[column][LEG] = chain[column][LEG]!;
    own.anchorLeg(LEG, SPOT + step, atMs);
  }
  pricer.reprice(SPOT, NOON_MS + 400_000);
  own.reprice(SPOT, NOON_MS + 400_000);
  expect(copyExpiryChain(chain).ltp).toEqual(alone.ltp);
});
