import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { ExpiryChain } from '#engine/market/option-chain.ts';
import type { Hasher } from '#engine/ports.ts';
import { ReplayDigest } from '#engine/replay/replay-digest.ts';
import { niftyWeekly } from '#test/support/nifty-weekly.ts';

function sha256(): Hasher {
  const hash = createHash('sha256');
  return {
    update: (bytes) => {
      hash.update(bytes);
    },
    digestHex: () => hash.digest('hex'),
  };
}

function chainAt(ltp: number): ExpiryChain {
  const chain = niftyWeekly([25000, 25050]);
  chain.ltp.fill(ltp);
  return chain;
}

function digestOf(publish: (digest: ReplayDigest) => void): string {
  const digest = new ReplayDigest(sha256());
  publish(digest);
  return digest.close();
}

test('equal publications give equal digests and start with the algorithm', () => {
  const publish = (digest: ReplayDigest): void => {
    digest.underlyingTick(1_770_000_000_250, 'NIFTY', 25_000.05);
    digest.chainRepriced(1_770_000_000_250, chainAt(100));
  };
  expect(digestOf(publish)).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(digestOf(publish)).toBe(digestOf(publish));
});

test('one paisa, one millisecond, another symbol and another order each change the digest', () => {
  const one = digestOf((digest) => digest.underlyingTick(1000, 'NIFTY', 100.05));
  expect(digestOf((digest) => digest.underlyingTick(1000, 'NIFTY', 100.06))).not.toBe(one);
  expect(digestOf((digest) => digest.underlyingTick(1001, 'NIFTY', 100.05))).not.toBe(one);
  expect(digestOf((digest) => digest.underlyingTick(1000, 'SENSEX', 100.05))).not.toBe(one);
  const chain = chainAt(5);
  const forward = digestOf((digest) => {
    digest.legTick(1, chain, 0);
    digest.legTick(1, chain, 1);
  });
  const backward = digestOf((digest) => {
    digest.legTick(1, chain, 1);
    digest.legTick(1, chain, 0);
  });
  expect(backward).not.toBe(forward);
});

test('float dust below a paisa does not change the digest', () => {
  const clean = digestOf((digest) => digest.underlyingTick(1, 'NIFTY', 0.3));
  expect(digestOf((digest) => digest.underlyingTick(1, 'NIFTY', 0.1 + 0.2))).toBe(clean);
});

test('a reprice contributes the legs it changed, and a check result its words', () => {
  const chain = chainAt(100);
  const unchanged = digestOf((digest) => {
    digest.chainRepriced(1, chain);
    digest.chainRepriced(2, chain);
  });
  const changed = digestOf((digest) => {
    const moving = chainAt(100);
    digest.chainRepriced(1, moving);
    moving.ltp[3] = 100.05;
    digest.chainRepriced(2, moving);
  });
  expect(changed).not.toBe(unchanged);
  expect(digestOf((digest) => digest.text('a pass'))).not.toBe(digestOf((digest) => digest.text('a fail')));
});

test('a long run is hashed in pieces without losing any', () => {
  const many = (count: number) => (digest: ReplayDigest) => {
    for (let index = 0; index < count; index += 1) digest.underlyingTick(index, 'NIFTY', index);
  };
  expect(digestOf(many(50_000))).not.toBe(digestOf(many(50_001)));
  expect(digestOf(many(50_000))).toBe(digestOf(many(50_000)));
});
