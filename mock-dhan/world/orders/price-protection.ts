/**
 * Market-price protection: how far from the market an unpriced order may trade. Dhan turns market orders into limit orders since 21 March
 * 2026 (dhan-v2-wire 4.5) and does not publish how far; these bands are those that Indian brokers print for options.
 */
import { toPaise } from '../portfolio/paise.ts';
import type { Contract } from './contract.ts';
import type { TransactionType } from './order.ts';

const BANDS: readonly { readonly belowPaise: number; readonly percent: number }[] = [
  { belowPaise: toPaise(10), percent: 5 },
  { belowPaise: toPaise(100), percent: 3 },
  { belowPaise: toPaise(500), percent: 2 },
  { belowPaise: Infinity, percent: 1 },
];

/** The limit of an unpriced order while the market is at `marketPaise`: at least one tick beyond it, on the tick grid. */
export function protectedPricePaise(
  { tickPaise }: Contract,
  transactionType: TransactionType,
  marketPaise: number,
): number {
  const percent = BANDS.find(({ belowPaise }) => marketPaise < belowPaise)?.percent ?? 0;
  const ticks = Math.max(1, Math.floor((marketPaise * percent) / 100 / tickPaise));
  const marketTicks = Math.round(marketPaise / tickPaise);
  const limitTicks = transactionType === 'BUY' ? marketTicks + ticks : Math.max(1, marketTicks - ticks);
  return limitTicks * tickPaise;
}
