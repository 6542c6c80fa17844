/** Orders, portfolio, funds and statements, with the trading floor behind them. Source: dhan-v2-wire 4.5 to 4.13. */
import type { Hono } from 'hono';
import { refuseAccountCall } from './answers.ts';
import { refuseForeignAddress } from './caller-address.ts';
import type { RestExchange } from './rest-exchange.ts';
import { ROUTES, routeKey } from './route-table.ts';
import { ALERT_ANSWERS } from './trading/alert-answers.ts';
import { EDIS_ANSWERS } from './trading/edis-answers.ts';
import { FOREVER_ORDER_ANSWERS } from './trading/forever-order-answers.ts';
import { FUNDS_ANSWERS } from './trading/funds-answers.ts';
import { ORDER_ANSWERS } from './trading/order-answers.ts';
import { PORTFOLIO_ANSWERS } from './trading/portfolio-answers.ts';
import { STATEMENT_ANSWERS } from './trading/statement-answers.ts';
import { SUPER_ORDER_ANSWERS } from './trading/super-order-answers.ts';
import { TRADER_CONTROL_ANSWERS } from './trading/trader-control-answers.ts';
import type { TradingAnswers } from './trading/trading-call.ts';

const ANSWERS: TradingAnswers = {
  ...ORDER_ANSWERS,
  ...SUPER_ORDER_ANSWERS,
  ...FOREVER_ORDER_ANSWERS,
  ...ALERT_ANSWERS,
  ...PORTFOLIO_ANSWERS,
  ...FUNDS_ANSWERS,
  ...TRADER_CONTROL_ANSWERS,
  ...STATEMENT_ANSWERS,
  ...EDIS_ANSWERS,
};

/** Every route of the table that has an answer here. Each call sees the market as it is now. */
export function addTradingRoutes(app: Hono, exchange: RestExchange): void {
  for (const route of ROUTES) {
    const answer = ANSWERS[routeKey(route)];
    if (!answer) continue;
    app.on(route.method, route.path, (context) => {
      const refusal =
        refuseAccountCall(context, exchange, route.family) ?? refuseForeignAddress(context, exchange, route);
      if (refusal) return refusal;
      exchange.world.sync(exchange.clock.nowMs());
      const clientId = exchange.accounts.ownerOf(context.req.header('access-token') ?? '')?.clientId ?? '';
      return answer({ context, clientId, floor: exchange.trading, exchange });
    });
  }
}
