/** Every REST route of the exchange in one table, which the app is assembled from and checked against. Source: dhan-v2-wire 0.2, 3, 4. */
import type { RateFamily } from '../world/rate-limit-data.ts';

/**
 * One route. `tier` decides the shape of its errors: the Java tier's A, the Go tier's B, the auth host's E; `files` are served without a login,
 * `mock` is this exchange's own.
 */
export interface Route {
  /** `ALL`: whatever the method. */
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'ALL';
  /** Parameters are written `:name`, any rest `*`. */
  readonly path: string;
  /** The budget it draws on; undefined without a limit. */
  readonly family: RateFamily | undefined;
  readonly tier: 'java' | 'go' | 'auth' | 'files' | 'mock';
  /**
   * `served`: from the scenario and what its accounts did. `out-of-scope`: 501 with its name. `seed-compat`: unknown but where the wire has
   * `seedNames: accepted`.
   */
  readonly answer: 'served' | 'out-of-scope' | 'seed-compat';
  /** What an out-of-scope surface is called. */
  readonly name?: string;
}

/** In the order of the reference. */
export const ROUTES: readonly Route[] = [
  { method: 'GET', path: '/healthz', family: undefined, tier: 'mock', answer: 'served' },
  { method: 'GET', path: '/v2/v3/api-docs', family: undefined, tier: 'files', answer: 'served' },
  { method: 'GET', path: '/asyncapi.json', family: undefined, tier: 'mock', answer: 'served' },
  {
    method: 'GET',
    path: '/api-data/api-scrip-master.csv',
    family: undefined,
    tier: 'files',
    answer: 'served',
  },
  {
    method: 'GET',
    path: '/api-data/api-scrip-master-detailed.csv',
    family: undefined,
    tier: 'files',
    answer: 'served',
  },
  {
    method: 'GET',
    path: '/v2/instrument/:exchangeSegment',
    family: undefined,
    tier: 'files',
    answer: 'served',
  },
  { method: 'POST', path: '/v2/optionchain', family: 'data', tier: 'go', answer: 'served' },
  { method: 'POST', path: '/v2/optionchain/expirylist', family: 'data', tier: 'go', answer: 'served' },
  { method: 'POST', path: '/v2/marketfeed/ltp', family: 'quote', tier: 'go', answer: 'served' },
  { method: 'POST', path: '/v2/marketfeed/ohlc', family: 'quote', tier: 'go', answer: 'served' },
  { method: 'POST', path: '/v2/marketfeed/quote', family: 'quote', tier: 'go', answer: 'served' },
  java('POST', '/v2/charts/historical', 'data', 'served'),
  java('POST', '/v2/charts/intraday', 'data', 'served'),
  java('POST', '/v2/charts/rollingoption', 'data', 'served'),
  java('GET', '/v2/market-data/quote/:securityId', 'data', 'seed-compat'),
  java('GET', '/v2/profile', 'non-trading', 'served'),
  java('GET', '/v2/RenewToken', 'non-trading', 'served'),
  java('POST', '/v2/RenewToken', undefined, 'served'),
  java('PUT', '/v2/RenewToken', undefined, 'served'),
  java('POST', '/v2/ip/setIP', 'non-trading', 'served'),
  java('PUT', '/v2/ip/modifyIP', 'non-trading', 'served'),
  java('GET', '/v2/ip/getIP', 'non-trading', 'served'),

  auth('POST', '/app/generateAccessToken'),
  auth('POST', '/app/generate-consent'),
  auth('GET', '/login/consentApp-login'),
  auth('GET', '/app/consumeApp-consent'),
  auth('POST', '/app/consumeApp-consent'),
  auth('GET', '/partner/generate-consent'),
  auth('POST', '/partner/generate-consent'),
  auth('GET', '/consent-login'),
  auth('GET', '/partner/consume-consent'),
  auth('POST', '/partner/consume-consent'),

  java('POST', '/v2/orders', 'order', 'served'),
  java('POST', '/v2/orders/slicing', 'order', 'served'),
  java('PUT', '/v2/orders/:orderId', 'order', 'served'),
  java('DELETE', '/v2/orders/:orderId', 'order', 'served'),
  java('GET', '/v2/orders', 'non-trading', 'served'),
  java('GET', '/v2/orders/:orderId', 'non-trading', 'served'),
  java('GET', '/v2/orders/external/:correlationId', 'non-trading', 'served'),
  java('GET', '/v2/trades', 'non-trading', 'served'),
  java('GET', '/v2/trades/', 'non-trading', 'served'),
  java('GET', '/v2/trades/:orderId', 'non-trading', 'served'),

  java('POST', '/v2/super/orders', 'order', 'served'),
  java('PUT', '/v2/super/orders/:orderId', 'order', 'served'),
  java('DELETE', '/v2/super/orders/:orderId/:leg', 'order', 'served'),
  java('GET', '/v2/super/orders', 'non-trading', 'served'),
  java('POST', '/v2/forever/orders', 'order', 'served'),
  java('PUT', '/v2/forever/orders/:orderId', 'order', 'served'),
  java('DELETE', '/v2/forever/orders/:orderId', 'order', 'served'),
  java('GET', '/v2/forever/orders', 'non-trading', 'served'),
  java('POST', '/v2/alerts/orders', 'order', 'served'),
  java('POST', '/v2/alerts/multi/orders', 'order', 'served'),
  java('PUT', '/v2/alerts/orders/:alertId', 'order', 'served'),
  java('DELETE', '/v2/alerts/orders/:alertId', 'order', 'served'),
  java('GET', '/v2/alerts/orders/:alertId', 'non-trading', 'served'),
  java('GET', '/v2/alerts/orders', 'non-trading', 'served'),

  java('GET', '/v2/holdings', 'non-trading', 'served'),
  java('GET', '/v2/positions', 'non-trading', 'served'),
  java('POST', '/v2/positions/convert', 'order', 'served'),
  java('DELETE', '/v2/positions', 'order', 'served'),
  java('GET', '/v2/fundlimit', 'non-trading', 'served'),
  java('POST', '/v2/margincalculator', 'non-trading', 'served'),
  java('POST', '/v2/margincalculator/multi', 'non-trading', 'served'),
  java('POST', '/v2/killswitch', 'non-trading', 'served'),
  java('GET', '/v2/killswitch', 'non-trading', 'served'),
  java('POST', '/v2/pnlExit', 'non-trading', 'served'),
  java('GET', '/v2/pnlExit', 'non-trading', 'served'),
  java('DELETE', '/v2/pnlExit', 'non-trading', 'served'),
  java('GET', '/v2/ledger', 'non-trading', 'served'),
  java('GET', '/v2/trades/:from/:to/:page', 'non-trading', 'served'),
  java('GET', '/v2/edis/tpin', 'non-trading', 'served'),
  java('POST', '/v2/edis/form', 'non-trading', 'served'),
  java('POST', '/v2/edis/bulkform', 'non-trading', 'served'),
  java('GET', '/v2/edis/inquire/:isin', 'non-trading', 'served'),

  outOfScope('/v2/technical-metrics/*', 'technical metrics'),
  outOfScope('/v2/market-movers/*', 'market movers'),
  outOfScope('/v2/company-info/*', 'company info'),
  outOfScope('/v2/global-stocks/*', 'global stocks'),
];

/** `GET /v2/profile`: how a route is named in counters. */
export function routeKey({ method, path }: Pick<Route, 'method' | 'path'>): string {
  return `${method} ${path}`;
}

function java(
  method: Exclude<Route['method'], 'ALL'>,
  path: string,
  family: RateFamily | undefined,
  answer: Route['answer'],
): Route {
  return { method, path, family, tier: 'java', answer };
}

/** In the real world on a host of its own; it has no budget of calls, its limits are in the flows. */
function auth(method: 'GET' | 'POST', path: string): Route {
  return { method, path, family: undefined, tier: 'auth', answer: 'served' };
}

/** No reference tells their paths; these are the names in kebab-case. */
function outOfScope(path: string, name: string): Route {
  return { method: 'ALL', path, family: undefined, tier: 'java', answer: 'out-of-scope', name };
}
