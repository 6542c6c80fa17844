import type { Clock } from '#engine/ports.ts';
import type { Contracts } from '../orders/contract.ts';
import type { MarketHours } from '../orders/market-hours.ts';
import { isLive } from '../orders/order.ts';
import type { Order, OrderRequest, ProductType } from '../orders/order.ts';
import type { OrderDesk } from '../orders/order-desk.ts';
import type { OrderEntry } from '../orders/order-entry.ts';
import type { OrderStore } from '../orders/order-store.ts';
import { ORDER_ERRORS, badInput, done, orderError, refused } from '../orders/refusal.ts';
import type { Outcome } from '../orders/refusal.ts';
import type { QuoteBoard } from '../quote-board.ts';
import type { PortfolioCalls } from '../trading-floor.ts';
import type { AccountBook, Exposure } from './account-book.ts';
import { marginOf } from './margins.ts';
import type { MarginCalculator } from './margins.ts';
import { toPaise } from './paise.ts';
import type {
  ConversionRequest,
  Funds,
  Holding,
  Ledger,
  Margin,
  MarginRequest,
  OpeningBalance,
  Position,
  StatementTrade,
} from './portfolio.ts';
import { ledgerOf, statementTrades } from './statements.ts';
import type { StatementSpan } from './statements.ts';
import { totalCharges } from './trade-charges.ts';

/** Products that open units may be moved between. */
const CONVERTIBLE: readonly ProductType[] = ['INTRADAY', 'MARGIN'];

/** What the desk works with. */
export interface PortfolioParts {
  readonly clock: Clock;
  readonly board: QuoteBoard;
  readonly hours: MarketHours;
  readonly contracts: Contracts;
  readonly store: OrderStore;
  readonly desk: OrderDesk;
  readonly entries: OrderEntry;
  readonly margins: MarginCalculator;
  readonly openingOf: (clientId: string) => OpeningBalance;
  readonly bookOf: (clientId: string) => AccountBook;
}

/** Positions, funds and statements, read off the accounts' books. */
export class PortfolioDesk implements PortfolioCalls {
  readonly #parts: PortfolioParts;

  constructor(parts: PortfolioParts) {
    this.#parts = parts;
  }

  positions(clientId: string): readonly Position[] {
    return [...this.#book(clientId).exposures()]
      .filter(({ buyQuantity, sellQuantity }) => buyQuantity + sellQuantity > 0)
      .map((exposure) => this.#positionOf(clientId, exposure));
  }

  convert(request: ConversionRequest): Outcome<Position> {
    const { clientId, fromProductType, toProductType, quantity } = request;
    const contract = this.#parts.contracts.find(request.exchangeSegment, request.securityId);
    const isGood =
      CONVERTIBLE.includes(fromProductType) &&
      CONVERTIBLE.includes(toProductType) &&
      fromProductType !== toProductType &&
      Number.isSafeInteger(quantity) &&
      quantity > 0;
    if (!contract || !isGood || quantity % contract.lotSize !== 0) return refused(badInput());
    const book = this.#book(clientId);
    const from = book.exposure(contract, fromProductType);
    const open = request.positionType === 'LONG' ? from.netQuantity : -from.netQuantity;
    if (open < quantity) return refused(orderError(ORDER_ERRORS.notPossible));
    const to = book.exposure(contract, toProductType);
    if (!book.tryConvert(from, to, quantity)) return refused(orderError(ORDER_ERRORS.notPossible));
    return done(this.#positionOf(clientId, to));
  }

  exitAll(clientId: string): Outcome<readonly Order[]> {
    return this.exit(clientId, () => true);
  }

  /** As `exitAll`, of some products. */
  exit(clientId: string, isMeant: (productType: ProductType) => boolean): Outcome<readonly Order[]> {
    const { clock, hours, store, desk, entries } = this.#parts;
    const nowMs = clock.nowMs();
    const open = [...this.#book(clientId).exposures()].filter(
      ({ netQuantity, productType }) => netQuantity !== 0 && isMeant(productType),
    );
    if (open.length > 0 && !hours.isOpen(nowMs)) return refused(orderError(ORDER_ERRORS.closedForOrders));
    const waiting = store
      .book(clientId, nowMs)
      .filter((order) => isLive(order) && isMeant(order.productType));
    // One of them may have ended another with it: an exit its sibling.
    for (const order of waiting) if (isLive(order)) desk.end(order, 'CANCELLED');
    // Short ones first: sold before them, their hedges would leave them uncovered.
    open.sort((one, other) => Math.sign(one.netQuantity) - Math.sign(other.netQuantity));
    return done(
      open.flatMap((exposure) => entries.placeExits(exitOf(clientId, exposure), exposure.contract)),
    );
  }

  holdings(clientId: string): readonly Holding[] {
    return this.#parts.openingOf(clientId).holdings;
  }

  funds(clientId: string): Funds {
    return this.#book(clientId).funds();
  }

  margin(request: MarginRequest): Outcome<Margin> {
    const need = this.#parts.margins.needOf(request);
    return need.ok ? done(marginOf(need.value, this.funds(request.clientId).availablePaise)) : need;
  }

  marginOf(
    clientId: string,
    requests: readonly MarginRequest[],
    includes: { readonly positions: boolean; readonly orders: boolean },
  ): Outcome<Margin> {
    const book = this.#book(clientId);
    const need = this.#parts.margins.needOfAll(
      requests.map((request) => ({ ...request, clientId })),
      book.legs(includes),
    );
    if (!need.ok) return need;
    const totalPaise = need.value.totalPaise + (includes.orders ? book.premiumPaise() : 0);
    return done(marginOf({ ...need.value, totalPaise }, book.funds().availablePaise));
  }

  ledger(clientId: string, span: StatementSpan): Ledger {
    return ledgerOf(this.#parts.store.trades(clientId), this.#parts.openingOf(clientId).cashPaise, span);
  }

  /** What trades and settlements of a date, `YYYY-MM-DD`, cost besides their prices. */
  chargesPaise(clientId: string, date: string): number {
    return this.tradeHistory(clientId, { fromDate: date, toDate: date }).reduce(
      (sum, { charges }) => sum + toPaise(totalCharges(charges)),
      0,
    );
  }

  tradeHistory(clientId: string, span: StatementSpan): readonly StatementTrade[] {
    return statementTrades(this.#parts.store.trades(clientId), span);
  }

  #book(clientId: string): AccountBook {
    return this.#parts.bookOf(clientId);
  }

  #positionOf(clientId: string, exposure: Exposure): Position {
    const { contract, productType, netQuantity, openCostPaise, realizedPaise } = exposure;
    const lastPaise = toPaise(this.#parts.board.ltp[contract.index]!);
    return {
      clientId,
      contract,
      productType,
      buyQuantity: exposure.buyQuantity,
      buyValuePaise: exposure.buyValuePaise,
      sellQuantity: exposure.sellQuantity,
      sellValuePaise: exposure.sellValuePaise,
      carriedQuantity: exposure.carriedQuantity,
      carriedCostPaise: exposure.carriedCostPaise,
      netQuantity,
      openCostPaise,
      realizedPaise,
      unrealizedPaise: netQuantity * lastPaise - openCostPaise,
    };
  }
}

function exitOf(clientId: string, { contract, productType, netQuantity }: Exposure): OrderRequest {
  const { exchangeSegment, securityId } = contract.instrument;
  return {
    clientId,
    transactionType: netQuantity > 0 ? 'SELL' : 'BUY',
    exchangeSegment,
    productType,
    orderType: 'MARKET',
    validity: 'DAY',
    securityId,
    quantity: Math.abs(netQuantity),
    disclosedQuantity: 0,
    price: 0,
    triggerPrice: 0,
    afterMarketOrder: false,
  };
}
