import { expect, test } from 'vitest';
import { parityForward, quotedForward } from '#engine/pricing/parity-forward.ts';
import { emptyChain, NOON_MS, quotedChain } from './model-chain.ts';

test('a chain priced off a forward gives that forward back', () => {
  expect(parityForward(quotedChain(25_040), 25_000, NOON_MS)).toBeCloseTo(25_040, 8);
});

test('one wild quote among the strikes that vote does not move the forward', () => {
  const chain = quotedChain(25_040);
  const atTheMoney = 40;
  chain.bid[atTheMoney] = chain.bid[atTheMoney]! + 9;
  chain.ask[atTheMoney] = chain.ask[atTheMoney]! + 9;
  expect(parityForward(chain, 25_000, NOON_MS)).toBeCloseTo(25_040, 8);
});

test('last prices do not vote while a pair is quoted', () => {
  const chain = quotedChain(25_040);
  chain.ltp.fill(77);
  expect(parityForward(chain, 25_000, NOON_MS)).toBeCloseTo(25_040, 8);
});

test('without a quoted pair last prices vote', () => {
  const quoted = quotedChain(25_040);
  const chain = emptyChain();
  for (let leg = 0; leg < chain.ltp.length; leg += 1)
    chain.ltp[leg] = (quoted.bid[leg]! + quoted.ask[leg]!) / 2;
  expect(quotedForward(chain, NOON_MS)).toBeUndefined();
  expect(parityForward(chain, 25_000, NOON_MS)).toBeCloseTo(25_040, 8);
});

test('without any price the forward is the spot', () => {
  expect(parityForward(emptyChain(), 25_012.5, NOON_MS)).toBe(25_012.5);
});
