import { addDays, istDate } from '#engine/market/ist-time.ts';
import type { Clock } from '#engine/ports.ts';
import type { DayBells } from '../orders/day-bells.ts';
import { isDayProduct } from '../orders/order.ts';
import type { OrderIds } from '../orders/order-ids.ts';
import type { OrderStore } from '../orders/order-store.ts';
import type { QuoteBoard } from '../quote-board.ts';
import type { AccountBook } from './account-book.ts';
import { settlementPaise } from './margin-rates.ts';
import { toPaise } from './paise.ts';
import type { PortfolioDesk } from './portfolio-desk.ts';

/** A settlement has neither order nor exchange order. */
const NO_ORDER_ID = '0';

/** What day's end works with. */
interface DayEndParts {
  readonly clock: Clock;
  readonly board: QuoteBoard;
  readonly bells: DayBells;
  readonly ids: OrderIds;
  readonly store: OrderStore;
  readonly portfolio: PortfolioDesk;
  /** Every account that was ever asked for. */
  readonly books: ReadonlyMap<string, AccountBook>;
}

/**
 * Has open positions end with the day. Those of the day are sold or bought back at the market before the close; what has expired is settled in
 * cash after it; the rest is carried into the next day, as MARGIN where no market was found for a position of the day.
 */
export function endDays(parts: DayEndParts): void {
  const { clock, bells, portfolio, books } = parts;
  bells.on('square-off', () => {
    for (const clientId of books.keys()) portfolio.exit(clientId, isDayProduct);
  });
  // Whoever lets orders expire at the close was there before.
  bells.on('close', () => settleExpired(parts));
  bells.on('midnight', () => {
    // On a day without a session no close was rung.
    settleExpired(parts);
    const yesterday = addDays(istDate(clock.nowMs()), -1);
    for (const [clientId, book] of books) beginDay(book, portfolio.chargesPaise(clientId, yesterday));
    if ([...books.values()].some(isOpen)) bells.arm();
  });
}

function settleExpired({ clock, board, ids, store, books }: DayEndParts): void {
  const nowMs = clock.nowMs();
  for (const [clientId, book] of books)
    for (const exposure of book.exposures()) {
      const { contract, productType, netQuantity } = exposure;
      const { underlyingIndex, expiresAtMs } = contract;
      if (netQuantity === 0 || expiresAtMs > nowMs) continue;
      const indexPaise = toPaise(board.settlement.priceOf(underlyingIndex, expiresAtMs));
      const pricePaise = settlementPaise(contract, indexPaise);
      book.expire(exposure, pricePaise);
      store.addTrade({
        kind: 'settlement',
        orderId: NO_ORDER_ID,
        exchangeOrderId: NO_ORDER_ID,
        exchangeTradeId: ids.nextTradeId(),
        clientId,
        contract,
        transactionType: netQuantity > 0 ? 'SELL' : 'BUY',
        productType,
        orderType: 'MARKET',
        quantity: Math.abs(netQuantity),
        pricePaise,
        atMs: expiresAtMs,
      });
    }
}

/** Charges are paid overnight. */
function beginDay(book: AccountBook, chargesPaise: number): void {
  for (const exposure of book.exposures())
    if (exposure.netQuantity !== 0 && isDayProduct(exposure.productType))
      book.convert(exposure, book.exposure(exposure.contract, 'MARGIN'), Math.abs(exposure.netQuantity));
  book.beginDay(chargesPaise);
}

function isOpen(book: AccountBook): boolean {
  return !book.exposures().next().done;
}
