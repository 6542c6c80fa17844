/** One call to a route and what must come of it, as data; and the only way to claim that a route does so. */
import { expect } from 'vitest';
import type { HttpRequest, HttpResponse } from '#engine/ports.ts';
import type { ScenarioAccount } from '#engine/scenario.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import type { RouteStatus } from '#mock-dhan/rest/route-statuses.ts';
import type { RestMount } from './msw-mount.ts';

/** What one answer of a route looks like. A case shows its status, its keys, and a value or a change of state. */
export interface RouteCase {
  /** As the route table names it: `GET /v2/profile`. */
  readonly route: string;
  readonly status: RouteStatus;
  /** What it is about, for the reader of a failure. */
  readonly says: string;
  /** The wires it holds on; every one without it. */
  readonly on?: (wire: WireProfile) => boolean;
  readonly accounts?: readonly ScenarioAccount[];
  /** Brings the exchange to where the call is made. */
  readonly arrange?: (mounted: RestMount) => void | Promise<void>;
  readonly call?: RouteCall | ((mounted: RestMount) => RouteCall | Promise<RouteCall>);
  readonly shows: Shown | ((mounted: RestMount) => Shown);
}

/** What differs from a call with the first account's login, `1` for each parameter and no body. */
export interface RouteCall {
  readonly parameters?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** Instead of the login's headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Written as JSON, a text as it stands. */
  readonly body?: unknown;
}

/** Paths are keys joined by `/`; the empty one is the whole body. */
export interface Shown {
  /** How the answer is turned into a value: `json` as it is, the others as ANSWER_READERS say. */
  readonly reads?: keyof typeof ANSWER_READERS;
  /** Every key of the object or list at a path, in order. At least one path. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
  /** What stands at a path. */
  readonly values?: Readonly<Record<string, unknown>>;
  /** What the call changes; `to` is what it then is. */
  readonly change?: { readonly read: (mounted: RestMount) => unknown; readonly to?: unknown };
}

/**
 * Makes the call and asserts status, route, keys and value or change. Returns only when all of them held, so that whoever records the
 * case as covered has seen it. Errors: the assertion's, or an Error for a case that would assert too little.
 */
export async function proveRouteCase(mounted: RestMount, routeCase: RouteCase): Promise<void> {
  await routeCase.arrange?.(mounted);
  const { call = {} } = routeCase;
  const request = requestOf(
    mounted,
    routeCase.route,
    typeof call === 'function' ? await call(mounted) : call,
  );
  const shown = typeof routeCase.shows === 'function' ? routeCase.shows(mounted) : routeCase.shows;
  expectSubstance(routeCase, shown);
  const answered = (): number =>
    mounted.exchange.counters().requests[routeCase.route]?.[routeCase.status] ?? 0;
  const before = { answered: answered(), state: await shown.change?.read(mounted) };
  const response = await mounted.http.send(request);
  expect([response.status, response.body.slice(0, 300)]).toEqual([routeCase.status, expect.any(String)]);
  expect(answered(), `answers of ${routeCase.route}`).toBe(before.answered + 1);
  const body = ANSWER_READERS[shown.reads ?? 'json'](response);
  for (const [path, keys] of Object.entries(shown.keys))
    expect([path, Object.keys(at(body, path) as object)]).toEqual([path, keys]);
  for (const [path, value] of Object.entries(shown.values ?? {}))
    expect([path, at(body, path)]).toEqual([path, value]);
  if (!shown.change) return;
  const after = await shown.change.read(mounted);
  expect(after).not.toEqual(before.state);
  if ('to' in shown.change) expect(after).toEqual(shown.change.to);
}

/** A read of the exchange's state past the mount, with the first account's login. */
export async function peek({ exchange }: RestMount, path: string): Promise<unknown> {
  const { accessToken, clientId } = exchange.accounts.credentialsOf()!;
  const headers = { 'access-token': accessToken, 'client-id': clientId };
  return (await exchange.app.request(path, { headers })).json();
}

const ANSWER_READERS = {
  json: ({ body }: HttpResponse): unknown => JSON.parse(body),
  /** How long it is, for answers without a body. */
  length: ({ body }: HttpResponse): unknown => ({ length: body.length }),
  /** The first row by its column names, and the number of rows. */
  csv: ({ body }: HttpResponse): unknown => {
    const [header = '', first = '', ...rest] = body.trimEnd().split('\n');
    const values = first.split(',');
    return {
      first: Object.fromEntries(header.split(',').map((column, index) => [column, values[index]])),
      rows: rest.length + 1,
    };
  },
  /** The hidden fields of a page's form. */
  form: ({ body }: HttpResponse): unknown =>
    Object.fromEntries(
      [...body.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [
        name,
        value,
      ]),
    ),
  /** Where a redirect leads. */
  location: ({ headers }: HttpResponse): unknown => {
    const { origin, pathname, searchParams } = new URL(headers['location'] ?? '');
    return { origin, path: pathname, query: Object.fromEntries(searchParams) };
  },
} as const;

function requestOf(mounted: RestMount, route: string, call: RouteCall): HttpRequest {
  const [method = '', pattern = ''] = route.split(' ');
  const path = pattern
    .replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(call.parameters?.[name] ?? '1'))
    .replace('*', 'anything');
  const query = call.query ? `?${new URLSearchParams(call.query).toString()}` : '';
  const { accessToken, clientId } = mounted.exchange.accounts.credentialsOf()!;
  const login = { 'access-token': accessToken, 'client-id': clientId, 'content-type': 'application/json' };
  const body = typeof call.body === 'string' ? call.body : JSON.stringify(call.body);
  return {
    method: method === 'ALL' ? 'GET' : (method as HttpRequest['method']),
    url: mounted.urlOf(path + query),
    headers: call.headers ?? login,
    ...(body === undefined ? {} : { body }),
  };
}

function expectSubstance({ route, says }: RouteCase, { keys, values = {}, change }: Shown): void {
  if (Object.keys(keys).length > 0 && (change || Object.keys(values).length > 0)) return;
  throw new Error(
    `${route}, ${says}: expected keys, and a value or a change, was too little to prove anything.`,
  );
}

function at(body: unknown, path: string): unknown {
  let value = body;
  for (const key of path === '' ? [] : path.split('/')) value = (value as Record<string, unknown>)[key];
  return value;
}
