/** The auth host: TOTP and both consents. Source: dhan-v2-wire 1.4. */
import { TEST_APP, TEST_PARTNER } from '#mock-dhan/world/consenting-parties.ts';
import { totpAt } from '#mock-dhan/world/totp.ts';
import type { RestMount } from '#test/support/msw-mount.ts';
import type { RouteCall, RouteCase, Shown } from '#test/support/route-case.ts';
import { tokenKeys, tokenOf } from './account-cases.ts';
import { authError } from './answer-shapes.ts';

const CLIENT_ID = '1100000001';
const APP = { app_id: TEST_APP.id, app_secret: TEST_APP.secret };
const PARTNER = { partner_id: TEST_PARTNER.id, partner_secret: TEST_PARTNER.secret };

/** How one of the two consents is asked for, given and redeemed. */
interface ConsentKind {
  readonly headers: Readonly<Record<string, string>>;
  readonly ask: string;
  readonly query: Readonly<Record<string, string>>;
  readonly idKey: string;
  readonly login: string;
  readonly consume: string;
}

const BY_APP: ConsentKind = {
  headers: APP,
  ask: '/app/generate-consent',
  query: { client_id: CLIENT_ID },
  idKey: 'consentAppId',
  login: '/login/consentApp-login',
  consume: '/app/consumeApp-consent',
};
const BY_PARTNER: ConsentKind = {
  headers: PARTNER,
  ask: '/partner/generate-consent',
  query: {},
  idKey: 'consentId',
  login: '/consent-login',
  consume: '/partner/consume-consent',
};

const TOTP_CASES: readonly RouteCase[] = [
  {
    route: 'POST /app/generateAccessToken',
    status: 200,
    says: 'PIN and TOTP give a token',
    call: totpLogin,
    shows: granted(),
  },
  {
    route: 'POST /app/generateAccessToken',
    status: 200,
    says: 'a wrong PIN gives none',
    call: (mounted) => ({ query: { ...totpLogin(mounted).query, pin: '000000' } }),
    shows: authError('Invalid Pin'),
  },
];

export const LOGIN_CASES: readonly RouteCase[] = [
  ...TOTP_CASES,
  ...asked(BY_APP, 'POST', ['consentAppId', 'consentAppStatus', 'status'], { consentAppStatus: 'GENERATED' }),
  ...(['GET', 'POST'] as const).flatMap((method) => [
    ...asked(BY_PARTNER, method, ['consentId', 'consentStatus'], { consentStatus: 'GENERATED' }),
    ...consumed(BY_APP, method),
    ...consumed(BY_PARTNER, method),
  ]),
  ...visited(BY_APP),
  ...visited(BY_PARTNER),
];

function totpLogin({
  exchange,
}: RestMount): RouteCall & { readonly query: Readonly<Record<string, string>> } {
  const { pin, totpSecret } = exchange.accounts.all[0]!.secrets;
  return { query: { dhanClientId: CLIENT_ID, pin, totp: totpAt(totpSecret, exchange.clock.nowMs()) } };
}

function granted(): Shown {
  return { keys: { '': tokenKeys() }, values: { dhanClientId: CLIENT_ID }, change: { read: tokenOf } };
}

function asked(
  { headers, ask, query }: ConsentKind,
  method: 'GET' | 'POST',
  keys: readonly string[],
  values: Readonly<Record<string, string>>,
): RouteCase[] {
  const route = `${method} ${ask}`;
  const refusal = authError(`Invalid ${Object.keys(headers).join(' or ')}`);
  return [
    {
      route,
      status: 200,
      says: 'a consent',
      call: { headers, query },
      shows: { keys: { '': keys }, values },
    },
    { route, status: 200, says: 'without its secret', call: { headers: {}, query }, shows: refusal },
  ];
}

function visited(kind: ConsentKind): RouteCase[] {
  const route = `GET ${kind.login}`;
  const visit = async (mounted: RestMount, extra: Readonly<Record<string, string>>): Promise<RouteCall> => ({
    headers: {},
    query: { [kind.idKey]: await consentOf(mounted, kind), ...extra },
  });
  return [
    {
      route,
      status: 200,
      says: 'a page with one button',
      call: (mounted) => visit(mounted, {}),
      shows: { reads: 'form', keys: { '': [kind.idKey, 'auto'] }, values: { auto: '1' } },
    },
    {
      route,
      status: 302,
      says: 'back to the app with a token id',
      call: (mounted) => visit(mounted, { auto: '1' }),
      shows: {
        reads: 'location',
        keys: { '': ['origin', 'path', 'query'], query: ['tokenId'] },
        values: { origin: 'http://127.0.0.1:8000', path: '/' },
      },
    },
    {
      route,
      status: 200,
      says: 'an unknown consent',
      call: { headers: {} },
      shows: authError('Invalid consent'),
    },
  ];
}

function consumed(kind: ConsentKind, method: 'GET' | 'POST'): RouteCase[] {
  const route = `${method} ${kind.consume}`;
  const { headers } = kind;
  return [
    {
      route,
      status: 200,
      says: 'a token for a token id',
      call: async (mounted) => ({ headers, query: { tokenId: await tokenIdOf(mounted, kind) } }),
      shows: granted(),
    },
    {
      route,
      status: 200,
      says: 'an unknown token id',
      call: { headers },
      shows: authError('Invalid tokenId'),
    },
  ];
}

async function consentOf(
  { exchange }: RestMount,
  { ask, query, headers, idKey }: ConsentKind,
): Promise<string> {
  const path = `${ask}?${new URLSearchParams(query).toString()}`;
  const consent = (await (await exchange.app.request(path, { method: 'POST', headers })).json()) as Record<
    string,
    string
  >;
  return consent[idKey]!;
}

async function tokenIdOf(mounted: RestMount, kind: ConsentKind): Promise<string> {
  const query = new URLSearchParams({ [kind.idKey]: await consentOf(mounted, kind), auto: '1' });
  const response = await mounted.exchange.app.request(`${kind.login}?${query.toString()}`);
  return new URL(response.headers.get('location')!).searchParams.get('tokenId')!;
}
