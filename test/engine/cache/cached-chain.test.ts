import { expect, test } from 'vitest';
import { buildCachedChain, shiftCachedChain } from '#engine/cache/cached-chain.ts';
import type { ExpiryLadder } from '#engine/cache/cached-chain.ts';
import { ContractIndex } from '#engine/cache/contract-index.ts';
import { LEG_SOURCES, strikeIndexOf } from '#engine/market/option-chain.ts';
import { priceModelByName } from '#engine/pricing/price-models.ts';
import { NIFTY, START_MS, legId, listedLadder, masterRows } from '#test/support/fake-exchange.ts';

const EXPIRY = '2026-02-10';
const ladder: ExpiryLadder = {
  underlying: NIFTY,
  expiry: EXPIRY,
  expiresAtMs: START_MS + 6 * 86_400_000,
  snapshot: listedLadder(EXPIRY),
  takenAtMs: START_MS,
  source: 'rest',
};
const building = {
  contracts: new ContractIndex(masterRows(), [NIFTY]),
  rule: { strikesBelow: 5, strikesAbove: 5 },
  priceModel: priceModelByName('black76'),
};

test('columns are the snapshot of the window, contract facts the master', () => {
  const { chain } = buildCachedChain(ladder, 23_000, building);
  expect([...chain.strikes]).toEqual([
    22_750, 22_800, 22_850, 22_900, 22_950, 23_000, 23_050, 23_100, 23_150, 23_200,
  ]);
  expect([chain.lotSize, chain.tickSize, chain.strikeInterval]).toEqual([65, 0.05, 50]);
  expect([chain.ltp[10], chain.bid[10], chain.ask[10], chain.volume[10], chain.oi[10]]).toEqual([
    120, 119.9, 120.1, 1000, 5000,
  ]);
  expect(chain.securityIds[11]).toBe(legId(EXPIRY, 23_000, 'PE'));
});

test('a leg the exchange left out has no source and no price, and keeps the id the master knows', () => {
  const strikes = ladder.snapshot.strikes.map((row) => ({ ...row, pe: undefined }));
  const { chain } = buildCachedChain({ ...ladder, snapshot: { spot: 23_000, strikes } }, 23_000, building);
  expect([LEG_SOURCES[chain.source[11]!], chain.ltp[11]]).toEqual(['none', 0]);
  expect(chain.securityIds[11]).toBe(legId(EXPIRY, 23_000, 'PE'));
});

test('a shift keeps what stays, own ticks included, and counts as a change', () => {
  const cached = buildCachedChain(ladder, 23_000, building);
  cached.chain.ltp[10] = 133.3;
  cached.chain.ownTickAtMs[10] = START_MS + 1;
  const { chain } = shiftCachedChain(cached, { centre: 23_050, spot: 23_055, nowMs: START_MS + 9 }, building);
  const kept = strikeIndexOf(chain, 23_000) * 2;
  expect([chain.strikes[0], chain.strikes.at(-1)]).toEqual([22_800, 23_250]);
  expect([chain.ltp[kept], chain.ownTickAtMs[kept]]).toEqual([133.3, START_MS + 1]);
  expect(chain.version).toBe(cached.chain.version + 1);
});

test('a strike that enters is priced at the present spot, not at that of the old ladder', () => {
  const cached = buildCachedChain(ladder, 23_000, building);
  const { chain } = shiftCachedChain(cached, { centre: 23_200, spot: 23_200, nowMs: START_MS + 9 }, building);
  const entering = strikeIndexOf(chain, 23_400) * 2;
  const old = ladder.snapshot.strikes.find((row) => row.strike === 23_400)!;
  expect(chain.ltp[entering]).toBeGreaterThan(old.ce!.ltp + 10);
  expect(chain.ltp[entering + 1]).toBeLessThan(old.pe!.ltp - 10);
});

test('after a shift an unchanged spot leaves kept legs where they were', () => {
  const cached = buildCachedChain(ladder, 23_000, building);
  cached.pricer.reprice(23_060, START_MS + 1000);
  const before = cached.chain.ltp[strikeIndexOf(cached.chain, 23_000) * 2]!;
  const move = { centre: 23_050, spot: 23_060, nowMs: START_MS + 1000 };
  const shifted = shiftCachedChain(cached, move, building);
  shifted.pricer.reprice(23_060, START_MS + 1000);
  const after = shifted.chain.ltp[strikeIndexOf(shifted.chain, 23_000) * 2]!;
  expect(Math.abs(after - before)).toBeLessThanOrEqual(0.1);
});
