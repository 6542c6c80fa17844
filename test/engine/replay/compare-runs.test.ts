import { expect, test } from 'vitest';
import { createNodeHasher } from '#engine/adapters/node-hasher.ts';
import type { ExpiryChain } from '#engine/market/option-chain.ts';
import { compareRuns } from '#engine/replay/compare-runs.ts';
import type { Comparison } from '#engine/replay/compare-runs.ts';
import { PublishedReader } from '#engine/replay/published-records.ts';
import type { PublishedPart } from '#engine/replay/published-records.ts';
import { ReplayDigest } from '#engine/replay/replay-digest.ts';
import { niftyWeekly } from '#test/support/nifty-weekly.ts';

const AT_MS = Date.parse('2026-02-04T09:15:00.250+05:30');

type Publish = (digest: ReplayDigest, chain: ExpiryChain) => void;

/** What a digest's copy hears. */
function partsOf(publish: Publish): PublishedPart[] {
  const parts: PublishedPart[] = [];
  const digest = new ReplayDigest(createNodeHasher(), {
    words: (words) => parts.push({ kind: 'words', words: words.slice() }),
    text: (text) => parts.push({ kind: 'text', text }),
    ladder: (name, { strikes }) => parts.push({ kind: 'ladder', name, strikes: [...strikes] }),
  });
  const chain = niftyWeekly([25000, 25050]);
  chain.ltp.fill(100);
  publish(digest, chain);
  digest.close();
  return parts;
}

function compared(a: Publish, b: Publish): Comparison {
  return compareRuns(new PublishedReader(partsOf(a)), new PublishedReader(partsOf(b)));
}

/** A tick, a leg of its own, a reprice with one wide change, a verdict. */
function morning(changes: {
  readonly ltp?: number;
  readonly ask?: number;
  readonly repriced?: number;
  readonly put?: number;
  readonly verdict?: string;
  readonly laterMs?: number;
}): Publish {
  return (digest, chain) => {
    digest.underlyingTick(AT_MS, 'NIFTY', 25_000);
    digest.underlyingTick(AT_MS + (changes.laterMs ?? 0), 'NIFTY', changes.ltp ?? 25_001);
    chain.ask[1] = changes.ask ?? 101;
    digest.legTick(AT_MS, chain, 1);
    digest.chainRepriced(AT_MS, chain);
    chain.ltp[0] = changes.repriced ?? 101.05;
    chain.ltp[3] = changes.put ?? 999;
    digest.chainRepriced(AT_MS + 250, chain);
    digest.text(`replay.ticks ${changes.verdict ?? 'pass'}\n`);
  };
}

test('equal runs have no divergence, and every event was held against its like', () => {
  expect(compared(morning({}), morning({}))).toEqual({ equalEvents: 6, divergence: undefined });
});

const NIFTY = 'NIFTY 2026-02-10';

test.each([
  [
    'a price of an underlying',
    { ltp: 25_001.05 },
    { event: 2, at: '09:15:00.250', field: 'NIFTY ltp', a: '25001.00', b: '25001.05' },
  ],
  [
    'an offer',
    { ask: 102 },
    { event: 3, at: '09:15:00.250', field: `${NIFTY} 25000 PE ask`, a: '101.00', b: '102.00' },
  ],
  [
    'a repriced leg',
    { repriced: 101.1 },
    { event: 5, at: '09:15:00.500', field: `${NIFTY} 25000 CE ltp`, a: '101.05', b: '101.10' },
  ],
  [
    'a wide change',
    { put: 998 },
    { event: 5, at: '09:15:00.500', field: `${NIFTY} 25050 PE ltp`, a: '999.00', b: '998.00' },
  ],
  [
    'a leg that one side left alone',
    { repriced: 100 },
    { event: 5, at: '09:15:00.500', field: `${NIFTY} 25000 CE ltp`, a: '101.05', b: 'not repriced' },
  ],
  [
    'a time',
    { laterMs: 1 },
    {
      event: 2,
      at: '09:15:00.250',
      field: 'time of underlying-tick of NIFTY',
      a: '09:15:00.250',
      b: '09:15:00.251',
    },
  ],
  [
    'a verdict',
    { verdict: 'fail' },
    {
      event: 6,
      at: undefined,
      field: 'event',
      a: 'verdict of replay.ticks pass',
      b: 'verdict of replay.ticks fail',
    },
  ],
])('%s that differs is named with both values', (_, changes, divergence) => {
  expect(compared(morning({}), morning(changes)).divergence).toEqual(divergence);
});

test('a run that ends early is told by what the other one still had', () => {
  const { equalEvents, divergence } = compared(morning({}), (digest) =>
    digest.underlyingTick(AT_MS, 'NIFTY', 25_000),
  );
  expect({ equalEvents, divergence }).toMatchObject({
    equalEvents: 1,
    divergence: { field: 'event', a: 'underlying-tick of NIFTY', b: 'nothing more' },
  });
});

test('parts that break off are an error, not an end', () => {
  const parts = partsOf(morning({}));
  const cut = parts.map((part) =>
    part.kind === 'words' ? { ...part, words: part.words.subarray(0, -1) } : part,
  );
  const reader = new PublishedReader(cut);
  expect(() => {
    while (reader.next());
  }).toThrow(/reading what a run published failed/);
});
