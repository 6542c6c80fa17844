import { expect, test } from 'vitest';
import { chainQuality, impliedForward } from '#engine/verify/chain-quality.ts';
import { exchangeChain } from '#engine/verify/judged-chain.ts';
import type { JudgedChain, JudgedStrike } from '#engine/verify/judged-chain.ts';
import { fullChain, OPEN_MS } from './fake-targets.ts';

const SOUND = exchangeChain({ underlying: 'NIFTY', expiry: '2026-02-10' }, fullChain());

/** The sound chain with the strike at 23,000 changed. */
function with23000(change: (strike: JudgedStrike) => JudgedStrike): JudgedChain {
  return {
    ...SOUND,
    strikes: SOUND.strikes.map((strike) => (strike.strike === 23_000 ? change(strike) : strike)),
  };
}

function rulesBroken(chain: JudgedChain): readonly string[] {
  const { violations } = chainQuality(chain, OPEN_MS);
  return [...new Set(violations.map((violation) => violation.split(':')[0]!))];
}

test('quotes that fit together pass every test there is', () => {
  const quality = chainQuality(SOUND, OPEN_MS);
  expect(quality).toMatchObject({ score: 1, violations: [] });
  expect(quality.tests).toBe(42 + 40 + 38 + 63);
});

test('the implied forward stands where call and put cost the same', () => {
  expect(impliedForward(SOUND, OPEN_MS)).toBeCloseTo(23_000, 6);
});

test('an ask below the bid is found', () => {
  const crossed = with23000((strike) => ({ ...strike, ce: { ...strike.ce!, bid: 160, ask: 140 } }));
  expect(rulesBroken(crossed)).toContain('bid <= ask');
});

test('a call dearer than the one below it breaks monotonicity, convexity and parity', () => {
  const dear = with23000((strike) => ({ ...strike, ce: { ...strike.ce!, bid: 300, ask: 301 } }));
  expect(rulesBroken(dear)).toEqual(['monotone', 'convex', 'parity']);
});

test('a call offered below what its exercise brings breaks the intrinsic bound', () => {
  const cheap = {
    ...SOUND,
    strikes: SOUND.strikes.map((strike) =>
      strike.strike === 22_600 ? { ...strike, ce: { ...strike.ce!, bid: 299, ask: 300 } } : strike,
    ),
  };
  expect(rulesBroken(cheap)).toContain('intrinsic');
});

test('a wide spread and a leg quoted on one side are no contradiction', () => {
  expect(
    rulesBroken(with23000((strike) => ({ ...strike, ce: { ...strike.ce!, bid: 20, ask: 290 } }))),
  ).toEqual([]);
  expect(rulesBroken(with23000((strike) => ({ ...strike, ce: { ...strike.ce!, bid: 0, ask: 1 } })))).toEqual(
    [],
  );
});

test('a chain without quotes has nothing to be tested', () => {
  const silent = {
    ...SOUND,
    strikes: SOUND.strikes.map(({ strike }) => ({ strike, ce: undefined, pe: undefined })),
  };
  expect(chainQuality(silent, OPEN_MS)).toMatchObject({ tests: 0, score: 1, forward: undefined });
});
