/** What the document says of orders and portfolio beside what the route table knows. */
import type { OperationWords } from './operations.ts';

type Body = NonNullable<OperationWords['body']>;
type Answer = NonNullable<OperationWords['answers']>[number];

/** By routeKey of the route table, in its order. */
export const TRADING_OPERATIONS: Readonly<Record<string, OperationWords>> = {
  'POST /v2/orders': sent('Place an order', 'PlaceOrder', 'OrderAnswer'),
  'POST /v2/orders/slicing': sent(
    'Place an order above the freeze quantity in slices',
    'PlaceOrder',
    'OrderAnswers',
  ),
  'PUT /v2/orders/:orderId': sent('Modify an order', 'ModifyOrder', 'OrderAnswer'),
  'DELETE /v2/orders/:orderId': read('Cancel an order', 'OrderAnswer'),
  'GET /v2/orders': read("The day's orders", 'Orders'),
  'GET /v2/orders/:orderId': read('An order by its id, in a list', 'Orders', 'Order'),
  'GET /v2/orders/external/:correlationId': read('An order by its correlation id', 'Order'),
  'GET /v2/trades': read("The day's trades", 'Trades'),
  'GET /v2/trades/': read("The day's trades, as the official SDK asks for them", 'Trades'),
  'GET /v2/trades/:orderId': read('The trades of an order', 'Trades'),
  'POST /v2/super/orders': sent('Place a super order', 'PlaceSuperOrder', 'OrderAnswer'),
  'PUT /v2/super/orders/:orderId': sent('Modify a leg of a super order', 'ModifySuperOrder', 'OrderAnswer'),
  'DELETE /v2/super/orders/:orderId/:leg': read('Cancel a leg of a super order', 'OrderAnswer'),
  'GET /v2/super/orders': read('Super orders', 'SuperOrders'),
  'POST /v2/forever/orders': sent('Place a forever order', 'PlaceForeverOrder', 'OrderAnswer'),
  'PUT /v2/forever/orders/:orderId': sent('Modify a forever order', 'ModifyForeverOrder', 'OrderAnswer'),
  'DELETE /v2/forever/orders/:orderId': read('Cancel a forever order', 'OrderAnswer'),
  'GET /v2/forever/orders': read('Forever orders', 'ForeverOrders'),
  'POST /v2/alerts/orders': sent('Place a conditional trigger', 'AlertRequest', 'AlertAnswer'),
  'POST /v2/alerts/multi/orders': sent('Place a basket of orders', 'BasketRequest', 'BasketAnswer'),
  'PUT /v2/alerts/orders/:alertId': sent('Modify a conditional trigger', 'AlertRequest', 'AlertAnswer'),
  'DELETE /v2/alerts/orders/:alertId': read('Cancel a conditional trigger', 'AlertAnswer'),
  'GET /v2/alerts/orders/:alertId': read('A conditional trigger by its id', 'Alert'),
  'GET /v2/alerts/orders': read('Conditional triggers', 'Alerts'),

  'GET /v2/holdings': read('Holdings', 'Holdings'),
  'GET /v2/positions': read('Positions', 'Positions'),
  'POST /v2/positions/convert': sent('Convert a position to another product', 'ConvertPosition', 'Converted'),
  'DELETE /v2/positions': read('Exit all positions and cancel all orders', 'ExitedAll'),
  'GET /v2/fundlimit': read('Funds of the account', 'FundLimit'),
  'POST /v2/margincalculator': sent('Margin of an order', 'MarginRequest', 'Margin'),
  'POST /v2/margincalculator/multi': sent('Margin of several orders', 'MultiMarginRequest', 'MultiMargin'),
  'POST /v2/killswitch': {
    ...read('Switch trading off or on for the day', 'KillSwitch'),
    parameters: [{ name: 'killSwitchStatus', in: 'query', description: 'ACTIVATE or DEACTIVATE' }],
  },
  'GET /v2/killswitch': read('Whether trading is switched off', 'KillSwitch'),
  'POST /v2/pnlExit': sent('Exit by profit or loss', 'PnlExitRequest', 'PnlExitAnswer'),
  'GET /v2/pnlExit': read('The exit by profit or loss that is set', 'PnlExit'),
  'DELETE /v2/pnlExit': read('No more exit by profit or loss', 'PnlExitAnswer'),
  'GET /v2/ledger': {
    ...read('Ledger between two dates', 'Ledger'),
    parameters: [
      { name: 'from-date', in: 'query', description: 'first day', format: 'date' },
      { name: 'to-date', in: 'query', description: 'last day', format: 'date' },
    ],
  },
  'GET /v2/trades/:from/:to/:page': read(
    'Trades between two dates, newest first, pages from 0',
    'TradeHistory',
  ),
  'GET /v2/edis/tpin': { summary: 'Send a T-PIN' },
  'POST /v2/edis/form': sent('eDIS form of one holding', 'EdisFormRequest', 'EdisForm'),
  'POST /v2/edis/bulkform': sent('eDIS form of all holdings', 'EdisFormRequest', 'EdisForm'),
  'GET /v2/edis/inquire/:isin': read('eDIS status of a holding, or of ALL', 'EdisInquiry'),
};

function sent(summary: string, body: Body, answer: Answer): OperationWords {
  return { summary, body, answers: [answer] };
}

function read(summary: string, ...answers: readonly Answer[]): OperationWords {
  return { summary, answers };
}
