import { expect, test } from 'vitest';
import { createExpiryChain, legIndex, strikeIndexOf } from '#engine/market/option-chain.ts';

const chain = createExpiryChain({
  underlying: 'NIFTY',
  expiry: '2026-02-10',
  expiresAtMs: 1,
  lotSize: 65,
  strikeInterval: 50,
  tickSize: 0.05,
  strikes: [22_950, 23_000, 23_100],
});

test('calls are even legs, puts odd', () => {
  expect([legIndex(0, 'CE'), legIndex(0, 'PE'), legIndex(7, 'CE'), legIndex(7, 'PE')]).toEqual([
    0, 1, 14, 15,
  ]);
});

test('a new chain has one empty entry per leg in every column', () => {
  const { ltp, bid, ask, volume, oi, previousClose, securityIds, source, ownTickAtMs } = chain;
  for (const column of [ltp, bid, ask, volume, oi, previousClose, securityIds, source, ownTickAtMs])
    expect(Array.from(column)).toEqual([0, 0, 0, 0, 0, 0]);
  expect([chain.version, chain.updatedAtMs]).toEqual([0, 0]);
});

test('every strike of the ladder is found, any other is -1', () => {
  expect([22_950, 23_000, 23_100].map((strike) => strikeIndexOf(chain, strike))).toEqual([0, 1, 2]);
  expect([22_900, 23_050, 23_150].map((strike) => strikeIndexOf(chain, strike))).toEqual([-1, -1, -1]);
});
