/** What the document says of each route beside what the route table knows: in words, what is sent, and what a good answer holds. */
import { TRADING_OPERATIONS } from './trading-operations.ts';
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

  ...TRADING_OPERATIONS,

  'ALL /v2/technical-metrics/*': { summary: 'Technical metrics' },
  'ALL /v2/market-movers/*': { summary: 'Market movers' },
  'ALL /v2/company-info/*': { summary: 'Company info' },
  'ALL /v2/global-stocks/*': { summary: 'Global stocks' },
};

function byBothVerbs(path: string, words: OperationWords): Readonly<Record<string, OperationWords>> {
  return { [`GET ${path}`]: words, [`POST ${path}`]: words };
}

function query(name: string, description: string): Parameter {
  return { name, in: 'query', description };
}

function header(name: string, description: string): Parameter {
  return { name, in: 'header', description };
}
