import type { AccountBook, Exposure } from '../portfolio/account-book.ts';
import { toPaise } from '../portfolio/paise.ts';
import type { QuoteBoard } from '../quote-board.ts';
import { isStop } from './order-state.ts';
import type { OrderState } from './order-state.ts';
import { riskFault } from './order-rules.ts';
import { protectedPricePaise } from './price-protection.ts';

const NO_FUNDS = 'You have insufficient funds';
const NO_MARKET = 'Market Price is not available for this contract';

/** The broker's risk checks, and the money that waiting orders block. Exit legs close what is open: they block nothing. */
export class OrderRisk {
  readonly #board: QuoteBoard;
  readonly #bookOf: (clientId: string) => AccountBook;

  constructor(options: { readonly board: QuoteBoard; readonly bookOf: (clientId: string) => AccountBook }) {
    this.#board = options.board;
    this.#bookOf = options.bookOf;
  }

  /** Undefined when the order may go to the exchange, and its money is blocked then; else why not. */
  judge(order: OrderState): string | undefined {
    if (!this.protect(order)) return NO_MARKET;
    const fault = riskFault(order, this.#board);
    if (fault !== undefined || order.isExit) return fault;
    const { book, exposure } = this.#accountOf(order);
    return book.reserve(exposure, waitingPart(order, order.remainingQuantity)) ? undefined : NO_FUNDS;
  }

  /** Gives an order without a price of its own the one that protects it. False when there is no market to take it from. */
  protect(order: OrderState): boolean {
    const { contract, transactionType, orderType, triggerPaise } = order;
    order.protectionPaise = 0;
    if (orderType !== 'MARKET' && orderType !== 'STOP_LOSS_MARKET') return true;
    const marketPaise = isStop(orderType) ? triggerPaise : this.marketPaise(order);
    if (marketPaise > 0) order.protectionPaise = protectedPricePaise(contract, transactionType, marketPaise);
    return marketPaise > 0;
  }

  /** What the order would trade at now: the opposite quote, else the last price; 0 without either. */
  marketPaise({ contract: { index }, transactionType }: OrderState): number {
    const { ask, bid, ltp } = this.#board;
    return toPaise((transactionType === 'BUY' ? ask : bid)[index]! || ltp[index]!);
  }

  /** Units were traded: their money is spent, no longer blocked. */
  trade(order: OrderState, fill: { readonly quantity: number; readonly pricePaise: number }): void {
    this.release(order, fill.quantity);
    const { book, exposure } = this.#accountOf(order);
    book.trade(exposure, { transactionType: order.transactionType, ...fill });
  }

  /** So many units no longer wait. */
  release(order: OrderState, quantity: number): void {
    if (order.isExit) return;
    const { book, exposure } = this.#accountOf(order);
    book.release(exposure, waitingPart(order, quantity));
  }

  /** Blocks what was released a moment ago, whatever there is by now. */
  restore(order: OrderState): void {
    if (order.isExit) return;
    const { book, exposure } = this.#accountOf(order);
    book.restore(exposure, waitingPart(order, order.remainingQuantity));
  }

  #accountOf({ clientId, contract, productType }: OrderState): { book: AccountBook; exposure: Exposure } {
    const book = this.#bookOf(clientId);
    return { book, exposure: book.exposure(contract, productType) };
  }
}

function waitingPart({ transactionType, pricePaise, protectionPaise }: OrderState, quantity: number) {
  return { transactionType, pricePaise, protectionPaise, quantity };
}
