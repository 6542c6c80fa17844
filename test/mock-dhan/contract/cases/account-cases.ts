/** Profile, renewal and static addresses of an account. Source: dhan-v2-wire 1.4 to 1.6. */
import type { RestMount } from '#test/support/msw-mount.ts';
import { peek } from '#test/support/route-case.ts';
import type { RouteCall, RouteCase, Shown } from '#test/support/route-case.ts';
import { javaError } from './answer-shapes.ts';

const CLIENT_ID = '1100000001';
const PRIMARY = { dhanClientId: CLIENT_ID, ip: '10.200.10.10', ipFlag: 'PRIMARY' };
const RENEW = 'GET /v2/RenewToken';
const SET_IP = 'POST /v2/ip/setIP';
const MODIFY_IP = 'PUT /v2/ip/modifyIP';
const SEVEN_DAYS_MS = 7 * 86_400_000;

const SESSION_CASES: readonly RouteCase[] = [
  {
    route: 'GET /v2/profile',
    status: 200,
    says: 'the account',
    shows: {
      keys: {
        '': ['dhanClientId', 'tokenValidity', 'activeSegment', 'ddpi', 'mtf', 'dataPlan', 'dataValidity'],
      },
      values: { dhanClientId: CLIENT_ID, dataPlan: 'Active' },
    },
  },
  {
    route: RENEW,
    status: 200,
    says: 'a new token for the old',
    call: renewal,
    shows: {
      keys: { '': [...tokenKeys(), 'token'] },
      values: { dhanClientId: CLIENT_ID },
      change: { read: tokenOf },
    },
  },
  { route: RENEW, status: 400, says: 'no client id', shows: javaError('DH-905', 'dhanClientId is required') },
  {
    route: RENEW,
    status: 400,
    says: 'a token that cannot be renewed',
    arrange: ({ exchange }) =>
      exchange.accounts.renewToken(exchange.accounts.all[0]!, {
        consumer: 'APP',
        partnerId: 'an app',
        nowMs: exchange.clock.nowMs(),
      }),
    call: renewal,
    shows: javaError('DH-905', 'Renewal of token not allowed for this token type'),
  },
  {
    route: RENEW,
    status: 401,
    says: "another client's id",
    call: (mounted) => ({ headers: { ...renewal(mounted).headers, dhanClientId: '42' } }),
    shows: javaError('DH-901'),
  },
  { route: 'POST /v2/RenewToken', status: 400, says: 'the wrong verb', shows: javaError('DH-905') },
  { route: 'PUT /v2/RenewToken', status: 400, says: 'the wrong verb', shows: javaError('DH-905') },
];

const IP_CASES: readonly RouteCase[] = [
  {
    route: SET_IP,
    status: 200,
    says: 'an address is kept',
    call: { body: PRIMARY },
    shows: saved(PRIMARY.ip),
  },
  {
    route: MODIFY_IP,
    status: 200,
    says: 'seven days later it is changed',
    arrange: async (mounted) => {
      await setPrimary(mounted);
      // The token of the first day must outlive the week.
      mounted.clock.set(mounted.clock.nowMs() + SEVEN_DAYS_MS);
    },
    call: { body: { ...PRIMARY, ip: '10.0.0.1' } },
    shows: saved('10.0.0.1'),
  },
  ...[SET_IP, MODIFY_IP].flatMap((route): RouteCase[] => [
    { route, status: 400, says: 'no JSON', call: { body: '{' }, shows: javaError('DH-905') },
    {
      route,
      status: 400,
      says: 'no address',
      call: { body: { ...PRIMARY, ip: '10.0' } },
      shows: javaError('DH-905'),
    },
    {
      route,
      status: 401,
      says: "another client's id",
      call: { body: { ...PRIMARY, dhanClientId: '42' } },
      shows: javaError('DH-901'),
    },
  ]),
  {
    route: MODIFY_IP,
    status: 400,
    says: 'within the seven days',
    arrange: setPrimary,
    call: { body: { ...PRIMARY, ip: '10.0.0.1' } },
    shows: javaError('DH-905', 'IP can be modified from 2026-02-11'),
  },
  {
    route: 'GET /v2/ip/getIP',
    status: 200,
    says: 'the addresses that were set',
    arrange: setPrimary,
    shows: ({ exchange }) => ({
      keys: { '': [...IP_KEYS, ...(exchange.wire.staticIpFields === 'seven' ? OBSERVED_IP_KEYS : [])] },
      values: { primaryIP: PRIMARY.ip, modifyDatePrimary: '2026-02-11', secondaryIP: '' },
    }),
  },
  {
    route: 'GET /v2/ip/getIP',
    status: 200,
    says: 'nothing set is a list with an error',
    shows: { keys: { '': ['0'], '0': ['message', 'status'] }, values: { '0/status': 'ERROR' } },
  },
];

export const ACCOUNT_CASES: readonly RouteCase[] = [...SESSION_CASES, ...IP_CASES];

/** Of every answer that grants a token. */
export function tokenKeys(): string[] {
  return [
    'dhanClientId',
    'dhanClientName',
    'dhanClientUcc',
    'givenPowerOfAttorney',
    'accessToken',
    'expiryTime',
  ];
}

/** The account's live token, which a login changes. */
export function tokenOf({ exchange }: RestMount): unknown {
  return exchange.accounts.credentialsOf()?.accessToken;
}

function renewal(mounted: RestMount): RouteCall & { readonly headers: Readonly<Record<string, string>> } {
  const { accessToken, clientId } = mounted.exchange.accounts.credentialsOf()!;
  return { headers: { 'access-token': accessToken, dhanClientId: clientId } };
}

async function setPrimary({ exchange }: RestMount): Promise<void> {
  const { accessToken } = exchange.accounts.credentialsOf()!;
  const headers = { 'access-token': accessToken };
  await exchange.app.request('/v2/ip/setIP', { method: 'POST', headers, body: JSON.stringify(PRIMARY) });
}

function saved(ip: string): Shown {
  return {
    keys: { '': ['message', 'status'] },
    values: { message: 'IP saved successfully', status: 'SUCCESS' },
    change: { read: primaryOf, to: ip },
  };
}

async function primaryOf(mounted: RestMount): Promise<unknown> {
  const told = (await peek(mounted, '/v2/ip/getIP')) as { readonly primaryIP?: string };
  return told.primaryIP;
}

const IP_KEYS = ['modifyDateSecondary', 'secondaryIP', 'modifyDatePrimary', 'primaryIP'];
const OBSERVED_IP_KEYS = ['detectedIP', 'ipMatchStatus', 'ordersAllowed'];
