import { expect, test } from 'vitest';
import { ChainBook } from '#engine/cache/chain-book.ts';
import { OptionChainCache } from '#engine/cache/option-chain-cache.ts';
import { Subscriptions, desiredSubscriptions } from '#engine/cache/subscriptions.ts';
import { UNDERLYINGS } from '#engine/market/instrument.ts';
import { createExpiryChain } from '#engine/market/option-chain.ts';
import { PriceTable } from '#engine/market/price-table.ts';
import type { FeedConnection } from '#engine/ports.ts';
import { priceModelByName } from '#engine/pricing/price-models.ts';
import { NIFTY, START_MS, listedLadder } from '#test/support/fake-exchange.ts';

/** A book whose first underlying has one chain with these security ids. */
function bookWith(securityIds: readonly number[]): ChainBook {
  const book = new ChainBook(new OptionChainCache(), new PriceTable());
  const entry = book.open(NIFTY);
  book.open(UNDERLYINGS[4]!);
  const chain = createExpiryChain({
    underlying: 'NIFTY',
    expiry: '2026-02-10',
    expiresAtMs: START_MS,
    lotSize: 65,
    strikeInterval: 50,
    tickSize: 0.05,
    strikes: Array.from({ length: securityIds.length / 2 }, (_, index) => 20_000 + index * 50),
  });
  chain.securityIds.set(securityIds);
  const ladder = {
    underlying: NIFTY,
    expiry: '2026-02-10',
    expiresAtMs: START_MS,
    snapshot: listedLadder('2026-02-10'),
    takenAtMs: START_MS,
    source: 'rest' as const,
  };
  book.setChains(entry, 23_000, [
    { ladder, chain, pricer: priceModelByName('seed-decay').createPricer(chain) },
  ]);
  return book;
}

function recorder(): { connection: FeedConnection; calls: string[] } {
  const calls: string[] = [];
  const note =
    (verb: string): FeedConnection['subscribe'] =>
    (mode, instruments) => {
      calls.push(
        `${verb} ${mode} ${instruments.map((i) => `${i.exchangeSegment}:${i.securityId}`).join(' ')}`,
      );
    };
  return { connection: { subscribe: note('+'), unsubscribe: note('-'), close: () => undefined }, calls };
}

test('underlyings are wanted as tickers, listed legs in full, unlisted ones not at all', () => {
  const { connection, calls } = recorder();
  const subscriptions = new Subscriptions();
  subscriptions.apply(desiredSubscriptions(bookWith([501, 502, 0, 504]), true), connection);
  expect(calls).toEqual(['+ ticker IDX_I:13 IDX_I:51', '+ full NSE_FNO:501 NSE_FNO:502 NSE_FNO:504']);
  expect(subscriptions.count).toBe(5);
});

test('a changed set costs only the difference, an unchanged one nothing', () => {
  const { connection, calls } = recorder();
  const subscriptions = new Subscriptions();
  subscriptions.apply(desiredSubscriptions(bookWith([501, 502, 503, 504]), true), connection);
  calls.length = 0;
  subscriptions.apply(desiredSubscriptions(bookWith([503, 504, 505, 506]), true), connection);
  subscriptions.apply(desiredSubscriptions(bookWith([503, 504, 505, 506]), true), connection);
  expect(calls).toEqual(['- full NSE_FNO:501 NSE_FNO:502', '+ full NSE_FNO:505 NSE_FNO:506']);
});

test('one connection is never asked for more than 5000 instruments, and keeps the underlyings', () => {
  const ids = Array.from({ length: 6000 }, (_, index) => 40_000 + index);
  const desired = desiredSubscriptions(bookWith(ids), true);
  expect(desired.size).toBe(5000);
  expect([...desired.values()].filter(({ mode }) => mode === 'ticker')).toHaveLength(2);
});

test('after a reset everything is subscribed anew', () => {
  const { connection, calls } = recorder();
  const subscriptions = new Subscriptions();
  subscriptions.apply(desiredSubscriptions(bookWith([]), false), connection);
  subscriptions.reset();
  subscriptions.apply(desiredSubscriptions(bookWith([]), false), connection);
  expect(calls).toEqual(['+ ticker IDX_I:13 IDX_I:51', '+ ticker IDX_I:13 IDX_I:51']);
});
