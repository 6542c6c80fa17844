/** What the document says of each route beside what the route table knows: in words, what is sent, and what a good answer holds. */
import type { ANSWER_SCHEMAS, REQUEST_SCHEMAS } from './rest-schemas.ts';

/** A parameter outside the path. */
export interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'header';
  readonly description: string;
  readonly format?: 'date';
}

/** One operation; everything else follows from its route. */
export interface OperationWords {
  readonly summary: string;
  readonly body?: keyof typeof REQUEST_SCHEMAS;
  readonly parameters?: readonly Parameter[];
  /** Schemas of status 200; several are alternatives. `csv` and `html` are no JSON. */
  readonly answers?: readonly (keyof typeof ANSWER_SCHEMAS | 'csv' | 'html')[];
}

/** By routeKey of the route table, in its order. */
export const OPERATIONS: Readonly<Record<string, OperationWords>> = {
  'GET /healthz': { summary: "The scenario and its time; this mock's own", answers: ['Health'] },
  'GET /v2/v3/api-docs': { summary: 'This document', answers: ['Document'] },
  'GET /asyncapi.json': { summary: "The sockets as AsyncAPI; this mock's own", answers: ['Document'] },
  'GET /api-data/api-scrip-master.csv': { summary: 'Compact scrip master', answers: ['csv'] },
  'GET /api-data/api-scrip-master-detailed.csv': { summary: 'Detailed scrip master', answers: ['csv'] },
  'GET /v2/instrument/:exchangeSegment': {
    summary: 'Detailed scrip master of one segment',
    answers: ['csv'],
  },
  'POST /v2/optionchain': {
    summary: 'Option chain of an underlying and expiry',
    body: 'OptionChainRequest',
    answers: ['OptionChain'],
  },
  'POST /v2/optionchain/expirylist': {
    summary: 'Expiry dates of an underlying',
    body: 'ExpiryListRequest',
    answers: ['ExpiryList'],
  },
  'POST /v2/marketfeed/ltp': {
    summary: 'Last prices of up to 1000 instruments',
    body: 'MarketFeedRequest',
    answers: ['MarketFeedLtp'],
  },
  'POST /v2/marketfeed/ohlc': {
    summary: "Last and the day's prices of up to 1000 instruments",
    body: 'MarketFeedRequest',
    answers: ['MarketFeedOhlc'],
  },
  'POST /v2/marketfeed/quote': {
    summary: 'Quotes with five levels of depth of up to 1000 instruments',
    body: 'MarketFeedRequest',
    answers: ['MarketFeedQuote'],
  },
  'POST /v2/charts/historical': {
    summary: 'Daily bars',
    body: 'HistoricalChartRequest',
    answers: ['Chart'],
  },
  'POST /v2/charts/intraday': {
    summary: 'Intraday bars',
    body: 'IntradayChartRequest',
    answers: ['Chart'],
  },
  'POST /v2/charts/rollingoption': {
    summary: 'Bars of an option series that follows the money',
    body: 'RollingOptionRequest',
    answers: ['RollingOption'],
  },
  'GET /v2/market-data/quote/:securityId': {
    summary: 'Last price of an index, as the first original system asks for it; Dhan does not have it',
    answers: ['SeedQuote'],
  },
  'GET /v2/profile': { summary: 'The account and its data plan', answers: ['Profile'] },
  'GET /v2/RenewToken': {
    summary: 'A new token for a live SELF token, which dies',
    parameters: [header('dhanClientId', "the account's client id")],
    answers: ['RenewedToken'],
  },
  'POST /v2/RenewToken': { summary: 'Refused: renewal is a GET' },
  'PUT /v2/RenewToken': { summary: 'Refused: renewal is a GET' },
  'POST /v2/ip/setIP': {
    summary: 'Register a static address',
    body: 'StaticIpRequest',
    answers: ['StaticIpSaved'],
  },
  'PUT /v2/ip/modifyIP': {
    summary: 'Change a static address, once in seven days',
    body: 'StaticIpRequest',
    answers: ['StaticIpSaved'],
  },
  'GET /v2/ip/getIP': {
    summary: 'The registered static addresses',
    answers: ['StaticIp', 'StaticIpFailure'],
  },
  'POST /app/generateAccessToken': {
    summary: 'A token for PIN and TOTP, once in two minutes',
    parameters: [
      query('dhanClientId', "the account's client id"),
      query('pin', 'PIN of the account'),
      query('totp', 'six digits of now'),
    ],
    answers: ['GeneratedToken', 'AuthError'],
  },
  'POST /app/generate-consent': {
    summary: 'Ask for a consent with an API key, 25 a day',
    parameters: [query('client_id', "the account's client id")],
    answers: ['AppConsent', 'AuthError'],
  },
  'GET /login/consentApp-login': {
    summary: "The browser's half of a consent",
    parameters: [query('consentAppId', 'the consent that was asked for')],
    answers: ['html', 'AuthError'],
  },
  ...byBothVerbs('/app/consumeApp-consent', {
    summary: 'A token for the token id of a consent',
    parameters: [query('tokenId', 'as the redirect brought it')],
    answers: ['GeneratedToken', 'AuthError'],
  }),
  ...byBothVerbs('/partner/generate-consent', {
    summary: 'Ask for a consent as a partner',
    answers: ['PartnerConsent', 'AuthError'],
  }),
  'GET /consent-login': {
    summary: "The browser's half of a partner's consent",
    parameters: [query('consentId', 'the consent that was asked for')],
    answers: ['html', 'AuthError'],
  },
  ...byBothVerbs('/partner/consume-consent', {
    summary: "A token for the token id of a partner's consent",
    parameters: [query('tokenId', 'as the redirect brought it')],
    answers: ['GeneratedToken', 'AuthError'],
  }),

  'POST /v2/orders': { summary: 'Place an order' },
  'POST /v2/orders/slicing': { summary: 'Place an order above the freeze quantity in slices' },
  'PUT /v2/orders/:orderId': { summary: 'Modify an order' },
  'DELETE /v2/orders/:orderId': { summary: 'Cancel an order' },
  'GET /v2/orders': emptyList("The day's orders"),
  'GET /v2/orders/:orderId': emptyList('An order by its id, in a list'),
  'GET /v2/orders/external/:correlationId': { summary: 'An order by its correlation id' },
  'GET /v2/trades': emptyList("The day's trades"),
  'GET /v2/trades/': emptyList("The day's trades, as the official SDK asks for them"),
  'GET /v2/trades/:orderId': emptyList('The trades of an order'),
  'POST /v2/super/orders': { summary: 'Place a super order' },
  'PUT /v2/super/orders/:orderId': { summary: 'Modify a leg of a super order' },
  'DELETE /v2/super/orders/:orderId/:leg': { summary: 'Cancel a leg of a super order' },
  'GET /v2/super/orders': emptyList('Super orders'),
  'POST /v2/forever/orders': { summary: 'Place a forever order' },
  'PUT /v2/forever/orders/:orderId': { summary: 'Modify a forever order' },
  'DELETE /v2/forever/orders/:orderId': { summary: 'Cancel a forever order' },
  'GET /v2/forever/orders': emptyList('Forever orders'),
  'POST /v2/alerts/orders': { summary: 'Place a conditional trigger' },
  'POST /v2/alerts/multi/orders': { summary: 'Place a basket of orders' },
  'PUT /v2/alerts/orders/:alertId': { summary: 'Modify a conditional trigger' },
  'DELETE /v2/alerts/orders/:alertId': { summary: 'Cancel a conditional trigger' },
  'GET /v2/alerts/orders/:alertId': { summary: 'A conditional trigger by its id' },
  'GET /v2/alerts/orders': emptyList('Conditional triggers'),

  'GET /v2/holdings': emptyList('Holdings'),
  'GET /v2/positions': emptyList('Positions'),
  'POST /v2/positions/convert': { summary: 'Convert a position to another product' },
  'DELETE /v2/positions': { summary: 'Exit all positions and cancel all orders' },
  'GET /v2/fundlimit': { summary: 'Funds of the account', answers: ['FundLimit'] },
  'POST /v2/margincalculator': { summary: 'Margin of an order' },
  'POST /v2/margincalculator/multi': { summary: 'Margin of several orders' },
  'POST /v2/killswitch': { summary: 'Switch trading off or on for the day' },
  'GET /v2/killswitch': { summary: 'Whether trading is switched off' },
  'POST /v2/pnlExit': { summary: 'Exit by profit or loss' },
  'GET /v2/pnlExit': { summary: 'The exit by profit or loss that is set' },
  'DELETE /v2/pnlExit': { summary: 'No more exit by profit or loss' },
  'GET /v2/ledger': {
    summary: 'Ledger between two dates',
    parameters: [
      { ...query('from-date', 'first day'), format: 'date' },
      { ...query('to-date', 'last day'), format: 'date' },
    ],
    answers: ['Ledger'],
  },
  'GET /v2/trades/:from/:to/:page': emptyList('Trades between two dates, pages from 0'),
  'GET /v2/edis/tpin': { summary: 'Send a T-PIN' },
  'POST /v2/edis/form': { summary: 'eDIS form of one holding' },
  'POST /v2/edis/bulkform': { summary: 'eDIS form of all holdings' },
  'GET /v2/edis/inquire/:isin': { summary: 'eDIS status of a holding' },

  'ALL /v2/technical-metrics/*': { summary: 'Technical metrics' },
  'ALL /v2/market-movers/*': { summary: 'Market movers' },
  'ALL /v2/company-info/*': { summary: 'Company info' },
  'ALL /v2/global-stocks/*': { summary: 'Global stocks' },
};

function emptyList(summary: string): OperationWords {
  return { summary, answers: ['EmptyList'] };
}

function byBothVerbs(path: string, words: OperationWords): Readonly<Record<string, OperationWords>> {
  return { [`GET ${path}`]: words, [`POST ${path}`]: words };
}

function query(name: string, description: string): Parameter {
  return { name, in: 'query', description };
}

function header(name: string, description: string): Parameter {
  return { name, in: 'header', description };
}
