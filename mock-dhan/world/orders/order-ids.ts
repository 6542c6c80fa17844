import { istDate } from '#engine/market/ist-time.ts';
import { SeededRandom } from '#engine/seeded-random.ts';

/**
 * The digits after the first that tell what an order is. Derived from the ids seen: 1 on orders of a session, 5 on those placed on a
 * Sunday, 9 on super orders, 13 on forever orders.
 */
const KIND_DIGITS = { regular: '1', 'after-market': '5', super: '9', forever: '13' } as const;

export type OrderKind = keyof typeof KIND_DIGITS;

const EXCHANGE_ORDER_BASE = 1_100_000_000_000_000;

/** Ids out of a seed and counters, in the exchange's pattern: the same calls in the same order give the same ids, and no two are alike. */
export interface OrderIds {
  /** `<1 shard><1-2 kind><YYMMDD><4-6 sequence>`. Source: dhan-v2-wire 4.5. */
  nextOrderId(kind: OrderKind, atMs: number): string;
  /** 16 digits. */
  nextExchangeOrderId(): string;
  /** 9 digits. */
  nextTradeId(): string;
  /** 5 digits and more. */
  nextAlertId(): string;
}

export function createOrderIds(seed: number): OrderIds {
  const random = new SeededRandom(seed).fork('order-ids');
  const shard = 1 + (random.nextUint32() % 9);
  let sequence = 1000 + (random.nextUint32() % 9000);
  let exchangeOrder = EXCHANGE_ORDER_BASE + (random.nextUint32() % 100_000_000);
  let trade = 100_000_000 + (random.nextUint32() % 800_000_000);
  let alert = 10_000 + (random.nextUint32() % 80_000);
  return {
    nextOrderId(kind, atMs) {
      const [year = '', month = '', day = ''] = istDate(atMs).split('-');
      sequence += 1;
      return `${shard}${KIND_DIGITS[kind]}${year.slice(2)}${month}${day}${sequence}`;
    },
    nextExchangeOrderId: () => String(++exchangeOrder),
    nextTradeId: () => String(++trade),
    nextAlertId: () => String(++alert),
  };
}
