/**
 * Orders, portfolio, funds and statements of an account that has never traded: this mock does not simulate orders yet. Reads answer the
 * documented empty or error body, writes are refused in words. Source: dhan-v2-wire 4.5 to 4.13.
 */
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { renderFundLimit, renderLedgerWithoutTrades } from '#engine/wire/rest-bodies.ts';
import { inputError, javaError, jsonAnswer, refuseAccountCall } from './answers.ts';
import { refuseForeignAddress } from './caller-address.ts';
import type { RestExchange } from './rest-exchange.ts';
import { ROUTES } from './route-table.ts';

/** The account reads with a body of their own, and every route of the table that is empty or not simulated. */
export function addTradingRoutes(app: Hono, exchange: RestExchange): void {
  for (const route of ROUTES) {
    const { method, path, family, answer } = route;
    if (answer !== 'empty' && answer !== 'not-simulated') continue;
    app.on(method, path, (context) => {
      const refusal =
        refuseAccountCall(context, exchange, family) ?? refuseForeignAddress(context, exchange, route);
      if (refusal) return refusal;
      return answer === 'empty' ? emptyList(context) : inputError(context, NOT_SIMULATED);
    });
  }
  addRead(app, exchange, '/v2/orders/external/:correlationId', (context) =>
    javaError(context, 404, NO_SUCH_ORDER),
  );
  addRead(app, exchange, '/v2/holdings', (context) =>
    exchange.wire.emptyHoldings === 'dh-1111' ? javaError(context, 500, NO_HOLDINGS) : emptyList(context),
  );
  addRead(app, exchange, '/v2/fundlimit', (context) => {
    const account = exchange.accounts.ownerOf(context.req.header('access-token') ?? '');
    return jsonAnswer(context, 200, renderFundLimit(account?.clientId ?? '', CASH));
  });
  addRead(app, exchange, '/v2/ledger', (context) => {
    const { 'from-date': from, 'to-date': to } = context.req.query();
    if (!isDate(from) || !isDate(to)) return inputError(context);
    const account = exchange.accounts.ownerOf(context.req.header('access-token') ?? '');
    return jsonAnswer(context, 200, renderLedgerWithoutTrades(account?.clientId ?? ''));
  });
  addRead(app, exchange, '/v2/trades/:from/:to/:page', (context) => {
    const { from, to, page = '' } = context.req.param();
    return isDate(from) && isDate(to) && /^\d{1,9}$/.test(page) ? emptyList(context) : inputError(context);
  });
}

/** Rupees, as in the exchange's sandbox. */
const CASH = 1_000_000;

const NOT_SIMULATED = 'This mock does not simulate orders yet.';
const NO_SUCH_ORDER = {
  errorType: 'Order_Error',
  errorCode: 'DH-906',
  errorMessage: 'Incorrect request for order and cannot be processed.',
};
const NO_HOLDINGS = {
  errorType: 'HOLDING_ERROR',
  errorCode: 'DH-1111',
  errorMessage: 'No holdings available',
};

function addRead(
  app: Hono,
  exchange: RestExchange,
  path: string,
  answer: (context: Context) => Response,
): void {
  app.get(path, (context) => refuseAccountCall(context, exchange) ?? answer(context));
}

function emptyList(context: Context): Response {
  return jsonAnswer(context, 200, '[]');
}

function isDate(text: string | undefined): boolean {
  return z.iso.date().safeParse(text).success;
}
