/** Funds and margins. Source: dhan-v2-wire 4.10; 11.2, row 51. */
import {
  parseMarginRequest,
  parseMultiMarginRequest,
  renderFundLimit,
  renderMargin,
  renderMultiMargin,
} from '#engine/wire/funds-bodies.ts';
import type { MarginBody, MultiMarginRequestBody } from '#engine/wire/funds-bodies.ts';
import { rupees } from '../../world/portfolio/paise.ts';
import type { Funds, Margin, MarginRequest } from '../../world/portfolio/portfolio.ts';
import { inputError } from '../answers.ts';
import { answered, outcomeAnswer, withRequest } from './trading-call.ts';
import type { TradingAnswers, TradingCall } from './trading-call.ts';

export const FUNDS_ANSWERS: TradingAnswers = {
  'GET /v2/fundlimit': (call) =>
    answered(call, fundLimitOf(call.clientId, call.floor.portfolio.funds(call.clientId))),
  'POST /v2/margincalculator': (call) =>
    withRequest(call, parseMarginRequest, ({ dhanClientId: clientId, ...order }) =>
      outcomeAnswer(call, call.floor.portfolio.margin({ clientId, ...order }), (margin) =>
        renderMargin(marginBodyOf(margin)),
      ),
    ),
  'POST /v2/margincalculator/multi': (call) =>
    withRequest(call, parseMultiMarginRequest, (request) => multiMargin(call, request)),
};

/** What was earned during the day can be spent, but not withdrawn; what was lost is used up. */
function fundLimitOf(dhanClientId: string, funds: Funds): string {
  const { sodPaise, availablePaise } = funds;
  return renderFundLimit({
    dhanClientId,
    availabelBalance: rupees(availablePaise),
    sodLimit: rupees(sodPaise),
    collateralAmount: 0,
    receiveableAmount: 0,
    utilizedAmount: rupees(Math.max(0, sodPaise - availablePaise)),
    blockedPayoutAmount: 0,
    withdrawableBalance: rupees(Math.max(0, Math.min(availablePaise, sodPaise))),
  });
}

function marginBodyOf(margin: Margin): MarginBody {
  return {
    totalMargin: rupees(margin.totalPaise),
    spanMargin: rupees(margin.spanPaise),
    exposureMargin: rupees(margin.exposurePaise),
    availableBalance: rupees(margin.availablePaise),
    variableMargin: rupees(margin.variablePaise),
    insufficientBalance: rupees(margin.insufficientPaise),
    brokerage: rupees(margin.brokeragePaise),
    leverage: margin.leverage,
  };
}

/** Orders of one basket at most; a longer one is refused. */
const SCRIPTS_MAX = 100;
const NOTHING_ELSE = { positions: false, orders: false };

function multiMargin(call: TradingCall, request: MultiMarginRequestBody): Response {
  const { clientId, context, floor } = call;
  const { includePosition = false, includeOrder = false, includeOrders = false } = request;
  const scripts = (request.scripList ?? request.scripts ?? []).map((script): MarginRequest => ({
    clientId,
    ...script,
  }));
  if (scripts.length === 0 || scripts.length > SCRIPTS_MAX) return inputError(context);
  const includes = { positions: includePosition, orders: includeOrder || includeOrders };
  const shares = scripts.filter(({ exchangeSegment }) => exchangeSegment.endsWith('_EQ'));
  const equity = floor.portfolio.marginOf(clientId, shares, NOTHING_ELSE);
  return outcomeAnswer(call, floor.portfolio.marginOf(clientId, scripts, includes), (margin) => {
    const equityPaise = equity.ok ? equity.value.totalPaise : 0;
    return renderMultiMargin({
      total: rupees(margin.totalPaise),
      span: rupees(margin.spanPaise),
      exposure: rupees(margin.exposurePaise),
      equity: rupees(equityPaise),
      derivatives: rupees(margin.totalPaise - equityPaise),
      hedgeBenefit: rupees(margin.hedgeBenefitPaise),
    });
  });
}
