/** What every route with a login answers before it looks at the call; one case per route and refusal, made from the route table. */
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import { isKnownOn } from '#mock-dhan/rest/route-statuses.ts';
import { ROUTES, routeKey } from '#mock-dhan/rest/route-table.ts';
import type { Route } from '#mock-dhan/rest/route-table.ts';
import { rateLimitsOn } from '#mock-dhan/world/rate-limit-data.ts';
import type { RateFamily } from '#mock-dhan/world/rate-limit-data.ts';
import type { RestMount } from '#test/support/msw-mount.ts';
import type { RouteCall, RouteCase } from '#test/support/route-case.ts';
import { SMALL_DATE } from '#test/support/small-world.ts';
import { dataError, javaError } from './answer-shapes.ts';

/** Families that routes draw on. */
type CallFamily = Exclude<RateFamily, 'handshake'>;
type Guarded = Route & { readonly family: CallFamily };

const GUARDED = ROUTES.filter(
  (route): route is Guarded => route.family !== undefined && route.family !== 'handshake',
);
const DEACTIVE = { clientId: '1100000002', token: 'valid', dataPlan: 'Deactive' } as const;
const EXPIRED = { clientId: '1100000003', token: 'expired', dataPlan: 'Active' } as const;

export const GATE_CASES: readonly RouteCase[] = GUARDED.flatMap((route) =>
  [...(route.tier === 'java' ? accountGate(route) : dataGate(route)), spentBudget(route)].map((one) => ({
    ...one,
    on: (wire: WireProfile) => isKnownOn(route, wire) && (!one.on || one.on(wire)),
  })),
);

function accountGate(route: Guarded): RouteCase[] {
  const key = routeKey(route);
  return [
    { route: key, status: 401, says: 'no token', call: { headers: {} }, shows: javaError('DH-901') },
    {
      route: key,
      status: 401,
      says: 'a garbled token',
      call: withToken('garbage'),
      shows: javaError('DH-901'),
    },
    ...deadTokens(key),
    ...(route.family === 'data'
      ? [
          {
            route: key,
            status: 401,
            says: 'no data plan',
            accounts: [DEACTIVE],
            shows: javaError('DH-902'),
          } as const,
        ]
      : []),
  ];
}

/** Both ways a token dies, on wires that tell it by DH-906 and on those that tell it by DH-901. */
function deadTokens(route: string): RouteCase[] {
  const ways = [
    { says: 'a replaced token', call: replacedToken },
    { says: 'an expired token', accounts: [EXPIRED] },
  ] as const;
  const by = (deadToken: WireProfile['deadToken']) => (wire: WireProfile) => wire.deadToken === deadToken;
  return ways.flatMap((way): RouteCase[] => [
    { ...way, route, status: 400, on: by('dh-906'), shows: javaError('DH-906', 'Invalid Token') },
    { ...way, route, status: 401, on: by('dh-901'), shows: javaError('DH-901') },
  ]);
}

function dataGate(route: Guarded): RouteCase[] {
  const refusal = (code: string, says: string, rest: Partial<RouteCase>): RouteCase => ({
    ...rest,
    route: routeKey(route),
    status: 401,
    says,
    shows: dataError(code),
  });
  return [
    refusal('808', 'no token', { call: { headers: { 'client-id': '1100000001' } } }),
    refusal('809', 'a garbled token', { call: withToken('garbage') }),
    refusal('809', 'a replaced token', { call: replacedToken }),
    refusal('807', 'an expired token', { accounts: [EXPIRED] }),
    refusal('810', "another client's id", { call: (mounted) => withClientId(mounted, '42') }),
    refusal('806', 'no data plan', { accounts: [DEACTIVE] }),
  ];
}

function spentBudget(route: Guarded): RouteCase {
  const { family, tier } = route;
  const { keys, values } = tier === 'java' ? javaError('DH-904') : dataError('805');
  return {
    route: routeKey(route),
    status: 429,
    says: 'one call too many',
    arrange: (mounted) => spend(mounted, family),
    shows: {
      keys,
      ...(values ? { values } : {}),
      change: { read: ({ exchange }) => exchange.counters().rateLimited[family], to: 1 },
    },
  };
}

/** A call of each family that costs it and nothing else. */
const SPENDERS: Readonly<Record<CallFamily, readonly [method: string, path: string]>> = {
  order: ['POST', '/v2/orders'],
  data: ['POST', '/v2/charts/intraday'],
  quote: ['POST', '/v2/marketfeed/ltp'],
  'option-chain': ['POST', '/v2/optionchain'],
  'non-trading': ['GET', '/v2/profile'],
};

async function spend({ exchange }: RestMount, family: CallFamily): Promise<void> {
  const { accessToken, clientId } = exchange.accounts.credentialsOf()!;
  const headers = { 'access-token': accessToken, 'client-id': clientId };
  const [method, path] = SPENDERS[family];
  const [{ requests }] = rateLimitsOn(SMALL_DATE)[family].windows;
  for (let call = 0; call < requests; call += 1) await exchange.app.request(path, { method, headers });
}

function withToken(accessToken: string): RouteCall {
  return { headers: { 'access-token': accessToken, 'client-id': '1100000001' } };
}

function replacedToken({ exchange }: RestMount): RouteCall {
  const account = exchange.accounts.all[0]!;
  const old = account.accessToken;
  exchange.accounts.renewToken(account, { consumer: 'SELF', partnerId: '', nowMs: exchange.clock.nowMs() });
  return withToken(old);
}

function withClientId({ exchange }: RestMount, clientId: string): RouteCall {
  const { accessToken } = exchange.accounts.credentialsOf()!;
  return { headers: { 'access-token': accessToken, 'client-id': clientId } };
}
