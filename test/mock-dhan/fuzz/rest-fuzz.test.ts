/** Every route under any call: Dhan's own answer to it, never a failure of ours. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';
import type { WireProfileName } from '#engine/wire/wire-profile.ts';
import { isKnownOn, statusesOf } from '#mock-dhan/rest/route-statuses.ts';
import { ROUTES, routeKey } from '#mock-dhan/rest/route-table.ts';
import type { Route } from '#mock-dhan/rest/route-table.ts';
import { expectDocumented } from './documented-answer.ts';
import { FuzzedExchange } from './fuzzed-exchange.ts';
import type { FuzzCall } from './fuzzed-exchange.ts';
import { heapGrowth } from './heap-growth.ts';
import { hostileText, hostileValue, mostly, nearly } from './hostile-values.ts';
import { ROUTE_FAMILIES, routesOf } from './route-families.ts';
import type { RouteFamily } from './route-families.ts';

const RUNS = 10_000;
const HEAP_GROWTH_MAX = 48 * 1024 * 1024;

interface Call extends FuzzCall {
  readonly profile: WireProfileName;
  readonly route: Route;
}

test('every route is in one family', () => {
  for (const route of ROUTES)
    expect([routeKey(route), ROUTE_FAMILIES.filter(({ holds }) => holds(route)).length]).toEqual([
      routeKey(route),
      1,
    ]);
});

test.each(ROUTE_FAMILIES)('$name: no call gets anything but a documented answer', async (family) => {
  const exchanges = new Map(
    Object.entries(WIRE_PROFILES).map(([name, wire]) => [name, new FuzzedExchange(wire)]),
  );
  const statuses = new Set<number>();
  const growth = heapGrowth();
  await fc.assert(
    fc.asyncProperty(callOf(family), async (call) => {
      statuses.add(await answerIsDocumented(exchanges.get(call.profile)!, call));
    }),
    { numRuns: RUNS },
  );
  // A fuzz that never got through to the route, or never was refused, tried nothing.
  const own = new Set(routesOf(family).flatMap((route) => statusesOf(route, WIRE_PROFILES['seed-compat'])));
  own.delete(429);
  for (const status of own) expect(statuses).toContain(status);
  expect(growth()).toBeLessThan(HEAP_GROWTH_MAX);
});

test('no token lets anyone in', async () => {
  const exchange = new FuzzedExchange(WIRE_PROFILES.observed);
  const guarded = ROUTES.filter(
    (route) => route.family !== undefined && isKnownOn(route, WIRE_PROFILES.observed),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...guarded), headerText, async (route, token) => {
      const method = route.method === 'ALL' ? 'GET' : route.method;
      const headers = { 'access-token': token };
      const { status } = await exchange.answer({
        method,
        path: filled(route, []),
        query: '',
        headers,
        body: '{}',
      });
      expect(route.tier === 'java' ? [400, 401] : [401]).toContain(status);
    }),
    { numRuns: RUNS },
  );
});

async function answerIsDocumented(exchange: FuzzedExchange, call: Call): Promise<number> {
  const { status, headers, text } = await exchange.answer(call);
  expect([headers.get('x-simulated'), headers.has('date')]).toEqual(['1', true]);
  if (call.method === 'HEAD') return status;
  expectDocumented({ status, contentType: headers.get('content-type') ?? '', text }, allowed(call));
  return status;
}

/** Another method or a spoilt path may be a neighbouring route's, or nobody's. */
function allowed({ route, profile, method, path }: Call): ReadonlySet<number> {
  const own = statusesOf(route, WIRE_PROFILES[profile]);
  const isStraight = (route.method === 'ALL' || route.method === method) && path === filled(route, []);
  if (isStraight) return new Set(own);
  return new Set(ROUTES.flatMap((each) => [...statusesOf(each, WIRE_PROFILES[profile])]));
}

function callOf(family: RouteFamily): fc.Arbitrary<Call> {
  const methods = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD');
  const pathPart = fc.oneof(
    fc.constantFrom('1', '2026-02-04', 'NSE_FNO', '13626', '0', '__proto__', '%', '..', '%E0%A4', 'ALL'),
    fc.string({ maxLength: 30 }).map(pathText),
  );
  return fc
    .record({
      profile: fc.constantFrom(...(Object.keys(WIRE_PROFILES) as WireProfileName[])),
      route: fc.constantFrom(...routesOf(family)),
      method: mostly(fc.constant(''), methods),
      parts: mostly(fc.constant<string[]>([]), fc.array(pathPart, { minLength: 4, maxLength: 4 }), 1),
      suffix: mostly(fc.constant(''), pathPart),
      query: queryOf(family),
      headers: headersOf(family),
      body: fc.option(
        fc.oneof(
          { weight: 4, arbitrary: fc.oneof(...family.bodies.map(nearly)) },
          { weight: 1, arbitrary: hostileText },
        ),
        {
          nil: undefined,
          freq: 20,
        },
      ),
    })
    .map(({ method, parts, suffix, ...call }) => ({
      ...call,
      method: method || (call.route.method === 'ALL' ? 'POST' : call.route.method),
      path: filled(call.route, parts) + suffix,
    }));
}

function queryOf({ queries }: RouteFamily): fc.Arbitrary<string> {
  const value = hostileValue.map((each) => (typeof each === 'string' ? each : (JSON.stringify(each) ?? '')));
  const one = (good: Readonly<Record<string, string>>): fc.Arbitrary<string> =>
    fc
      .record(
        Object.fromEntries(
          Object.entries(good).map(([key, text]) => [key, mostly(fc.constant(text), value, 4)]),
        ),
        {
          requiredKeys: [],
        },
      )
      .map((query) => `?${new URLSearchParams(Object.entries(query) as [string, string][]).toString()}`);
  const spoilt = fc.string({ maxLength: 60 }).map((text) => `?${text.replaceAll('#', '')}`);
  return mostly(fc.oneof(...queries.map(one)), spoilt);
}

/** Any text that may stand in a header, or none in its place. */
const headerText = fc.oneof(
  fc.constant(undefined),
  fc.string({
    unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)),
    maxLength: 80,
  }),
  fc.string({ unit: fc.constantFrom('e', 'y', 'J', '0', '.', '-', '_', '='), maxLength: 80 }),
  fc.constantFrom('eyJ.eyJ.x', 'eyJ0eXAiOiJKV1QifQ.e30.AAAA', 'x'.repeat(8000)),
);

function headersOf({ name }: RouteFamily): fc.Arbitrary<Call['headers']> {
  const names = [
    'access-token',
    'client-id',
    'dhanClientId',
    'content-type',
    'app_id',
    'app_secret',
    'partner_id',
  ];
  const spoilt = fc.dictionary(fc.constantFrom(...names), headerText, { maxKeys: 3 });
  const helpful = fc.constantFrom<Call['headers']>(
    {},
    ...(name === 'consent'
      ? [
          { app_id: 'preopen-app', app_secret: 'preopen-app-secret' },
          { partner_id: 'preopen-partner', partner_secret: 'preopen-partner-secret' },
        ]
      : [{ dhanClientId: '1100000001' }]),
  );
  return mostly(helpful, spoilt, 5);
}

/** Parameters that the exchange fills in, as they were in one of its own answers; the others are 1. */
const KNOWN_IDS: readonly string[] = ['orderId', 'alertId'];

function filled({ path }: Route, parts: readonly string[]): string {
  const left = [...parts];
  const known = (name: string): string => (KNOWN_IDS.includes(name) ? `%24${name}` : '1');
  return path
    .replaceAll(/:(\w+)/g, (_, name: string) => left.pop() ?? known(name))
    .replace('*', left.pop() ?? 'x');
}

/** Lone surrogates, which no URL can hold, are left out. */
function pathText(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
