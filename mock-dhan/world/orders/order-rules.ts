/**
 * What an order must be. `inputFault` is judged when the call comes, and refuses it; `riskFault` when the order has reached the broker's risk
 * checks, and rejects it. Source: dhan-v2-wire 2.2, 4.5; a quantity that is no multiple of the lot is refused at once with DH-905
 * (github.com/marketcalls/openalgo/issues/175, github.com/dhan-oss/DhanHQ-py/issues/27).
 */
import { toPaise } from '../portfolio/paise.ts';
import { priceBand } from '../price-band.ts';
import type { PriceBand } from '../price-band.ts';
import type { QuoteBoard } from '../quote-board.ts';
import type { Contract } from './contract.ts';
import type { Order, OrderRequest } from './order.ts';
import { isStop } from './order-state.ts';

/** Longer ones are refused live, whatever the documents say. Source: dhan-v2-wire 11.2 row 36. */
const CORRELATION_ID = /^[A-Za-z0-9 _-]{1,25}$/;
/** Of the quantity, percent. */
const DISCLOSED_PERCENT_MIN = 30;
/** Products that options are traded in. */
const OPTION_PRODUCTS: readonly Order['productType'][] = ['INTRADAY', 'MARGIN', 'CO', 'BO'];
/** Largest order before slicing, in orders of the freeze quantity. */
export const SLICES_MAX = 25;

/** The terms a client may give and change; prices in rupees. */
export type OrderTerms = Pick<
  OrderRequest,
  'transactionType' | 'orderType' | 'validity' | 'quantity' | 'disclosedQuantity' | 'price' | 'triggerPrice'
>;

/** Whether the request is one at all; false is answered DH-905. */
export function isGoodRequest(request: OrderRequest, contract: Contract): boolean {
  const { correlationId, productType, validity, afterMarketOrder } = request;
  if (correlationId !== undefined && !CORRELATION_ID.test(correlationId)) return false;
  if (!OPTION_PRODUCTS.includes(productType)) return false;
  if (afterMarketOrder && validity === 'IOC') return false;
  if ((productType === 'BO' || productType === 'CO') && !hasGoodExits(request)) return false;
  return areGoodTerms(request, contract);
}

/** Whether the numbers of an order can be such of any contract: whole units, and amounts. */
export function areNumbersOfAnOrder(
  terms: Pick<OrderTerms, 'quantity' | 'disclosedQuantity' | 'price' | 'triggerPrice'>,
): boolean {
  const { quantity, disclosedQuantity, price, triggerPrice } = terms;
  const areUnits = [quantity, disclosedQuantity].every((units) => Number.isSafeInteger(units) && units >= 0);
  return areUnits && quantity > 0 && isAmount(price) && isAmount(triggerPrice);
}

/** Whether quantity, price and trigger can be what they are, by themselves and beside one another. */
export function areGoodTerms(terms: OrderTerms, { lotSize }: Contract): boolean {
  const { quantity, disclosedQuantity, orderType } = terms;
  if (!areNumbersOfAnOrder(terms) || quantity % lotSize !== 0) return false;
  if (!isGoodDisclosure(disclosedQuantity, quantity)) return false;
  if (orderType === 'LIMIT') return isPrice(terms.price);
  return !isStop(orderType) || isGoodStop(terms);
}

/** Largest price or trigger; beyond it sums would no longer be exact. */
const RUPEES_MAX = 10_000_000;

/** Rounding of a number that is meant as whole paise, in paise. */
const ROUNDING = 1e-4;

/** Whether a price or a trigger can be one: whole paise, 0 where none is meant. What is rounded here would not be what was sent. */
function isAmount(rupees: number): boolean {
  const isWhole = Math.abs(rupees * 100 - toPaise(rupees)) < ROUNDING;
  return isWhole && rupees >= 0 && rupees <= RUPEES_MAX;
}

/** Whether there is a price. */
export function isPrice(rupees: number): boolean {
  return isAmount(rupees) && toPaise(rupees) > 0;
}

function isGoodDisclosure(disclosed: number, quantity: number): boolean {
  if (disclosed > quantity) return false;
  return disclosed === 0 || disclosed * 100 >= quantity * DISCLOSED_PERCENT_MIN;
}

/** A stop order waits, so it is for the day, and its limit lies beyond its trigger, or it could not trade once it is triggered. */
function isGoodStop({ transactionType, orderType, validity, price, triggerPrice }: OrderTerms): boolean {
  if (!isPrice(triggerPrice) || validity === 'IOC') return false;
  if (orderType === 'STOP_LOSS_MARKET') return true;
  return isPrice(price) && (transactionType === 'BUY' ? price >= triggerPrice : price <= triggerPrice);
}

/** A cover order brings its stop as the trigger, a bracket order both exits as distances. Neither is a stop order itself. */
function hasGoodExits({
  productType,
  orderType,
  validity,
  triggerPrice,
  boProfitValue = 0,
  boStopLossValue = 0,
  afterMarketOrder,
}: OrderRequest): boolean {
  if (isStop(orderType) || validity === 'IOC' || afterMarketOrder) return false;
  if (productType === 'CO') return isPrice(triggerPrice);
  return [boProfitValue, boStopLossValue].every(isPrice);
}

/** Why the exchange does not take the terms, in words for `RMS:<orderId>:<text>`; undefined when it does. Money is judged elsewhere. */
export function riskFault(order: Order, board: QuoteBoard): string | undefined {
  const { contract, quantity } = order;
  if (quantity > contract.quantityMax)
    return `Order Quantity exceeds the Freeze Quantity of ${contract.quantityMax}`;
  const band = priceBand(board.previousClose[contract.index]!, contract.instrument);
  for (const paise of [order.pricePaise, order.triggerPaise]) {
    if (paise === 0) continue;
    if (paise % contract.tickPaise !== 0)
      return `Order Price should be in multiples of the Tick Size of ${inRupees(contract.tickPaise)}`;
    if (!isInBand(paise, band))
      return `Order Price needs to be Circuit Limits of ${inRupees(toPaise(band.lower))} to ${inRupees(toPaise(band.upper))}`;
  }
  return undefined;
}

function isInBand(paise: number, { lower, upper }: PriceBand): boolean {
  return paise >= toPaise(lower) && paise <= toPaise(upper);
}

function inRupees(paise: number): string {
  return (paise / 100).toFixed(2);
}
