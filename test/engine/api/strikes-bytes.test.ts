import { expect, test } from 'vitest';
import { ChainGreeks } from '#engine/analytics/chain-greeks.ts';
import { StrikesBytes } from '#engine/api/strikes-bytes.ts';
import type { ExpiryChain } from '#engine/market/option-chain.ts';
import { niftyChain, setLeg } from './fake-engine.ts';

const QUOTE = { ltp: 201.05, bid: 197, ask: 205.1, source: 'feed' } as const;
const SPOT = 23_012.5;

interface Writer {
  readonly of: (chain: ExpiryChain, spot?: number) => Uint8Array;
}

/** The envelope's writer, as the route composes it. */
function envelopeWriter(): Writer {
  const strikes = new StrikesBytes();
  const greeks = new ChainGreeks();
  return { of: (chain, spot = SPOT) => strikes.of(chain, greeks.of(chain, spot)) };
}

function parsed(writer: Writer, chain: ExpiryChain, spot?: number): unknown {
  return JSON.parse(new TextDecoder().decode(writer.of(chain, spot)));
}

test('the very same bytes are returned while the version stands', () => {
  const writer = envelopeWriter();
  const chain = niftyChain([23_000, 23_050]);
  const first = writer.of(chain);
  expect(writer.of(chain)).toBe(first);
  setLeg(chain, 23_050, 'PE', QUOTE);
  expect(writer.of(chain)).not.toBe(first);
});

test('after any change the bytes are those a fresh writer makes', () => {
  const writer = envelopeWriter();
  const chain = niftyChain([22_950, 23_000, 23_050]);
  writer.of(chain);
  const columns = ['securityIds', 'ltp', 'bid', 'ask', 'volume', 'oi'] as const;
  for (const [leg, column] of columns.entries()) {
    chain[column][leg % 6] = 777;
    chain.version += 1;
    expect(parsed(writer, chain)).toEqual(parsed(envelopeWriter(), chain));
    expect(JSON.stringify(parsed(writer, chain)).match(/:777,/g)).toHaveLength(leg + 1);
  }
  chain.strikes[0] = 22_900;
  chain.version += 1;
  expect(Object.keys(parsed(writer, chain) as object)).toEqual(['22900.0', '23000.0', '23050.0']);
});

test('a spot that moved changes the greeks of a chain that did not', () => {
  const writer = envelopeWriter();
  const chain = niftyChain([23_000]);
  const before = parsed(writer, chain, SPOT);
  const after = parsed(writer, chain, SPOT + 10);
  expect(after).not.toEqual(before);
  expect(after).toEqual(parsed(envelopeWriter(), chain, SPOT + 10));
});

test('two chains and a replaced chain do not share bytes', () => {
  const strikes = new StrikesBytes();
  const near = niftyChain([23_000]);
  const far = niftyChain([23_000], '2026-02-17');
  setLeg(far, 23_000, 'CE', QUOTE);
  far.version = near.version;
  const copyOf = (chain: ExpiryChain): Uint8Array => strikes.of(chain).slice();
  expect(copyOf(near)).not.toEqual(copyOf(far));
});

test('a chain without strikes is an empty object', () => {
  expect(parsed(envelopeWriter(), niftyChain([]))).toEqual({});
});
