/** Holdings, positions and what is done with them. Source: dhan-v2-wire 4.9; 11.2, rows 53, 54, 59 and 60. */
import {
  parseConvertPosition,
  renderConverted,
  renderExitedAll,
  renderHoldings,
  renderPositions,
} from '#engine/wire/portfolio-bodies.ts';
import type { HoldingBody, PositionBody } from '#engine/wire/portfolio-bodies.ts';
import { rupees } from '../../world/portfolio/paise.ts';
import type { Holding, Position } from '../../world/portfolio/portfolio.ts';
import { javaError } from '../answers.ts';
import { averageRupees, contractFields } from './contract-fields.ts';
import { accepted, answered, outcomeAnswer, withRequest } from './trading-call.ts';
import type { TradingAnswers, TradingCall } from './trading-call.ts';

export const PORTFOLIO_ANSWERS: TradingAnswers = {
  'GET /v2/holdings': holdings,
  'GET /v2/positions': (call) =>
    answered(call, renderPositions(call.floor.portfolio.positions(call.clientId).map(positionBodyOf))),
  'POST /v2/positions/convert': convert,
  'DELETE /v2/positions': (call) =>
    outcomeAnswer(call, call.floor.portfolio.exitAll(call.clientId), renderExitedAll),
};

/** The demat account is empty. */
const NO_HOLDINGS = {
  errorType: 'HOLDING_ERROR',
  errorCode: 'DH-1111',
  errorMessage: 'No holdings available',
};

function holdings(call: TradingCall): Response {
  const { emptyHoldings, holdingMtf } = call.exchange.wire;
  const held = call.floor.portfolio.holdings(call.clientId);
  if (held.length === 0 && emptyHoldings === 'dh-1111') return javaError(call.context, 500, NO_HOLDINGS);
  return answered(call, renderHoldings(held.map(holdingBodyOf), holdingMtf));
}

function holdingBodyOf(held: Holding): HoldingBody {
  const { tradingSymbol, securityId, isin, quantity, t1Quantity } = held;
  return {
    exchange: 'ALL',
    tradingSymbol,
    securityId,
    isin,
    totalQty: quantity,
    dpQty: quantity - t1Quantity,
    t1Qty: t1Quantity,
    availableQty: quantity,
    collateralQty: 0,
    avgCostPrice: rupees(held.averagePricePaise),
    lastTradedPrice: rupees(held.lastPricePaise),
  };
}

async function convert(call: TradingCall): Promise<Response> {
  return withRequest(call, parseConvertPosition, (request) => {
    const { dhanClientId: clientId, convertQty: quantity, ...rest } = request;
    const converted = call.floor.portfolio.convert({ ...rest, clientId, quantity });
    if (!converted.ok || call.exchange.wire.convertAnswer === '200-json')
      return outcomeAnswer(call, converted, renderConverted);
    return accepted(call);
  });
}

function positionBodyOf(position: Position): PositionBody {
  const { buyQuantity, buyValuePaise, sellQuantity, sellValuePaise, netQuantity } = position;
  const [carriedBuys, carriedSells] = bySide(position.carriedQuantity);
  const [carriedBuysPaise, carriedSellsPaise] = bySide(position.carriedCostPaise);
  return {
    dhanClientId: position.clientId,
    ...contractFields(position.contract),
    positionType: netQuantity > 0 ? 'LONG' : netQuantity < 0 ? 'SHORT' : 'CLOSED',
    productType: position.productType,
    buyAvg: averageRupees(buyValuePaise, buyQuantity),
    buyQty: buyQuantity,
    costPrice: averageRupees(position.openCostPaise, netQuantity),
    sellAvg: averageRupees(sellValuePaise, sellQuantity),
    sellQty: sellQuantity,
    netQty: netQuantity,
    realizedProfit: rupees(position.realizedPaise),
    unrealizedProfit: rupees(position.unrealizedPaise),
    rbiReferenceRate: 1,
    multiplier: 1,
    carryForwardBuyQty: carriedBuys,
    carryForwardSellQty: carriedSells,
    carryForwardBuyValue: rupees(carriedBuysPaise),
    carryForwardSellValue: rupees(carriedSellsPaise),
    dayBuyQty: buyQuantity - carriedBuys,
    daySellQty: sellQuantity - carriedSells,
    dayBuyValue: rupees(buyValuePaise - carriedBuysPaise),
    daySellValue: rupees(sellValuePaise - carriedSellsPaise),
    crossCurrency: false,
  };
}

/** What of a signed amount was bought, and what was sold. */
function bySide(signed: number): [number, number] {
  return [Math.max(0, signed), Math.max(0, -signed)];
}
