import { expect, test } from 'vitest';
import { StrikesBytes } from '#engine/api/strikes-bytes.ts';
import type { ExpiryChain } from '#engine/market/option-chain.ts';
import { niftyChain, setLeg } from './fake-engine.ts';

const QUOTE = { ltp: 201.05, bid: 197, ask: 205.1, source: 'feed' } as const;

function parsed(strikes: StrikesBytes, chain: ExpiryChain): unknown {
  return JSON.parse(new TextDecoder().decode(strikes.of(chain)));
}

test('the very same bytes are returned while the version stands', () => {
  const strikes = new StrikesBytes('envelope');
  const chain = niftyChain([23_000, 23_050]);
  const first = strikes.of(chain);
  expect(strikes.of(chain)).toBe(first);
  setLeg(chain, 23_050, 'PE', QUOTE);
  expect(strikes.of(chain)).not.toBe(first);
});

test('after any change the bytes are those a fresh writer makes', () => {
  const strikes = new StrikesBytes('envelope');
  const chain = niftyChain([22_950, 23_000, 23_050]);
  strikes.of(chain);
  const columns = ['securityIds', 'ltp', 'bid', 'ask', 'volume', 'oi', 'impliedVolatility'] as const;
  for (const [leg, column] of columns.entries()) {
    chain[column][leg % 6] = 777;
    chain.version += 1;
    expect(parsed(strikes, chain)).toEqual(parsed(new StrikesBytes('envelope'), chain));
    expect(JSON.stringify(parsed(strikes, chain)).match(/777/g)).toHaveLength(leg + 1);
  }
  chain.strikes[0] = 22_900;
  chain.version += 1;
  expect(Object.keys(parsed(strikes, chain) as object)).toEqual(['22900.0', '23000.0', '23050.0']);
});

test('two chains and a replaced chain do not share bytes', () => {
  const strikes = new StrikesBytes('flat');
  const near = niftyChain([23_000]);
  const far = niftyChain([23_000], '2026-02-17');
  setLeg(far, 23_000, 'CE', QUOTE);
  far.version = near.version;
  expect(parsed(strikes, near)).not.toEqual(parsed(strikes, far));
});

test('a chain without strikes is an empty object', () => {
  expect(parsed(new StrikesBytes('envelope'), niftyChain([]))).toEqual({});
});
