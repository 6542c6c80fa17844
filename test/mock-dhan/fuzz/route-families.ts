/** The routes by what they read, each with calls that are right and worth spoiling. */
import { ROUTES } from '#mock-dhan/rest/route-table.ts';
import type { Route } from '#mock-dhan/rest/route-table.ts';
import { TRADING_FAMILIES } from './trading-families.ts';

/** Routes that read the same kind of call. */
export interface RouteFamily {
  readonly name: string;
  readonly holds: (route: Route) => boolean;
  readonly bodies: readonly Readonly<Record<string, unknown>>[];
  /** `$totp`, `$consent` and `$tokenId` stand for what is right at the time of the call. */
  readonly queries: readonly Readonly<Record<string, string>>[];
}

const CHART = {
  securityId: '13',
  exchangeSegment: 'IDX_I',
  instrument: 'INDEX',
  interval: '1',
  expiryCode: 0,
  oi: false,
  fromDate: '2026-02-04',
  toDate: '2026-02-05',
};
const LOGIN = { dhanClientId: '1100000001', pin: '111111', totp: '$totp' };
const CONSENT = {
  client_id: '1100000001',
  consentAppId: '$consent',
  consentId: '$consent',
  tokenId: '$tokenId',
  auto: '1',
};

export const ROUTE_FAMILIES: readonly RouteFamily[] = [
  family('option chain', startsWith('/v2/optionchain'), [
    { UnderlyingScrip: 13, UnderlyingSeg: 'IDX_I', Expiry: '2026-02-10' },
    { UnderlyingScrip: 13_626, UnderlyingSeg: 'I', ExpiryDate: '2026-02-10' },
  ]),
  family('market quote', startsWith('/v2/marketfeed'), [{ NSE_FNO: [40_000, 40_001], IDX_I: [13] }]),
  family('charts', ({ path }) => /charts\/(historical|intraday)$/.test(path), [
    CHART,
    { ...CHART, securityId: 40_000, exchangeSegment: 'NSE_FNO', instrument: 'OPTIDX', oi: true },
  ]),
  family('rolling option', startsWith('/v2/charts/rollingoption'), [
    {
      ...CHART,
      exchangeSegment: 'NSE_FNO',
      instrument: 'OPTIDX',
      expiryFlag: 'WEEK',
      expiryCode: 1,
      strike: 'ATM',
      drvOptionType: 'CALL',
      requiredData: ['open', 'iv', 'spot'],
    },
  ]),
  family('token', startsWith('/app/generateAccessToken'), [{}], [LOGIN]),
  family(
    'consent',
    ({ tier, path }) => tier === 'auth' && path !== '/app/generateAccessToken',
    [{}],
    [CONSENT],
  ),
  family('static ip', startsWith('/v2/ip/'), [
    { dhanClientId: '1100000001', ip: '10.200.10.10', ipFlag: 'PRIMARY' },
    { dhanClientId: '1100000001', ip: '2401:4900::74ea', ipFlag: 'SECONDARY' },
  ]),
  family('profile and renewal', ({ path }) => ['/v2/profile', '/v2/RenewToken'].includes(path)),
  ...TRADING_FAMILIES.map(({ name, paths, bodies, queries }) =>
    family(name, ({ path }) => paths.test(path), bodies, queries),
  ),
  family('scrip master and instruments', ({ tier }) => tier === 'files' || tier === 'mock'),
  family('out of scope', ({ answer }) => answer === 'out-of-scope'),
  family("the first original system's quote", ({ answer }) => answer === 'seed-compat'),
];

/** The routes of a family. */
export function routesOf({ holds }: RouteFamily): Route[] {
  return ROUTES.filter(holds);
}

function family(
  name: string,
  holds: RouteFamily['holds'],
  bodies: RouteFamily['bodies'] = [{}],
  queries: RouteFamily['queries'] = [{}],
): RouteFamily {
  return { name, holds, bodies, queries };
}

function startsWith(prefix: string): RouteFamily['holds'] {
  return ({ path }) => path.startsWith(prefix);
}
