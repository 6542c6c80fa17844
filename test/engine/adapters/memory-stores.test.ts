import { expect, test } from 'vitest';
import {
  createMemoryClosingPriceStore,
  createMemoryCredentialStore,
} from '#engine/adapters/memory-stores.ts';
import type { ClosingChain } from '#engine/ports.ts';

function chainOf(tradingDate: string, spot: number): ClosingChain {
  return { tradingDate, underlying: 'NIFTY', expiry: '2026-02-10', spot, legs: [] };
}

test('the credential store says what it was given', async () => {
  const state = { kind: 'empty', location: 'memory' } as const;
  expect(await createMemoryCredentialStore(state).load()).toBe(state);
});

test('the latest session strictly before the date is found, and saving again replaces', async () => {
  const store = createMemoryClosingPriceStore([chainOf('2026-02-02', 1)]);
  await store.save([chainOf('2026-02-03', 2), chainOf('2026-02-04', 3)]);
  await store.save([chainOf('2026-02-03', 4)]);
  expect(await store.loadBefore('2026-02-04')).toEqual([chainOf('2026-02-03', 4)]);
  expect(await store.loadBefore('2026-02-02')).toEqual([]);
});
