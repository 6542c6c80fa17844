/** Two hundred clients with exchanges of their own in one process: what one does, no other notices. */
import { expect, test } from 'vitest';
import { createRehearsal } from '#cli/rehearsal.ts';
import { createTenants, openTenants } from '#cli/tenants.ts';
import { encodeSubscribe } from '#engine/wire/feed-requests.ts';
import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';
import { createControlApp } from '#mock-dhan/control/app.ts';
import { TEST_APP } from '#mock-dhan/world/consenting-parties.ts';
import { listenExchange } from '#mock-dhan/listen.ts';
import { ScenarioExchange } from '#mock-dhan/scenario-exchange.ts';
import type { Tenant } from '#mock-dhan/tenants/tenant-directory.ts';
import { createTenantsExchange } from '#mock-dhan/tenants/tenants-exchange.ts';
import { loadScenario } from '#scenarios/catalogue.ts';
import { readFault } from '#scenarios/fault-schema.ts';
import { orderOf } from '#test/support/order-floor.ts';
import { SinkLog } from '#test/support/sink-log.ts';

const COUNT = 200;
const START = '2026-02-04T09:20:00.000+05:30';
const OPTIONS = { seed: undefined, startAt: '09:20:00', isRaw: false, wire: WIRE_PROFILES.observed };
const KEEP_ALIVE = { nowMs: () => 0, at: () => ({ cancel: () => undefined }) };

/** Everybody's clock stands still until the test moves it. */
function manyTenants(count = COUNT) {
  const loaded = loadScenario('calm-morning');
  const own = createRehearsal(loaded, OPTIONS);
  const tenants = openTenants(count, createTenants(loaded, own, { ...OPTIONS, speed: 0 }));
  const exchange = createTenantsExchange(new ScenarioExchange(own), tenants);
  const control = createControlApp(exchange, { token: 't', readFault });
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await control.request(path, {
      method,
      headers: { authorization: 'Bearer t' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Readonly<Record<string, unknown>> };
  };
  return {
    own,
    tenants,
    all: tenants.all(),
    exchange,
    ask,
    [Symbol.dispose]: () => tenants[Symbol.dispose](),
  };
}

const NIFTY = encodeSubscribe('ticker', [{ exchangeSegment: 'IDX_I', securityId: 13 }]);

function subscribe({ exchange }: ReturnType<typeof manyTenants>, { credentials }: Tenant): SinkLog {
  const sink = new SinkLog();
  const login = { clientId: credentials.clientId, token: credentials.accessToken };
  const client = exchange.feeds.live.connect(login, sink, KEEP_ALIVE);
  for (const text of NIFTY) client?.receive(text);
  return sink;
}

const advance = ({ exchange: { clock } }: Tenant, ms: number) => clock.advanceTo(clock.nowMs() + ms);
const profileOf = ({ clientId, accessToken }: Tenant['credentials'], named = clientId) =>
  new Request('http://exchange.test/v2/profile', {
    headers: { 'access-token': accessToken, 'client-id': named },
  });

test('a consent that was asked for a tenant is given and redeemed there, though its steps name nobody', async () => {
  using many = manyTenants(2);
  await using listening = await listenClosing(many.exchange);
  const app = { app_id: TEST_APP.id, app_secret: TEST_APP.secret };
  const post = async (path: string) =>
    (await (
      await fetch(`${listening.originUrl}${path}`, { method: 'POST', headers: app })
    ).json()) as Readonly<Record<string, string>>;
  const consentIds: string[] = [];
  for (const { clientId, credentials } of many.all) {
    const asked = await post(`/app/generate-consent?client_id=${clientId}`);
    consentIds.push(asked['consentAppId']!);
    const given = await fetch(
      `${listening.originUrl}/login/consentApp-login?consentAppId=${asked['consentAppId']}&auto=1`,
      { redirect: 'manual' },
    );
    const tokenId = new URL(given.headers.get('location')!).searchParams.get('tokenId')!;
    const token = await post(`/app/consumeApp-consent?tokenId=${tokenId}`);
    expect(token).toMatchObject({ dhanClientId: clientId });
    const statusOf = async (accessToken: string) =>
      (await fetch(`${listening.restUrl}/profile`, { headers: { 'access-token': accessToken } })).status;
    expect([await statusOf(token['accessToken']!), await statusOf(credentials.accessToken)]).toEqual([
      200, 400,
    ]);
    expect(await post(`/app/consumeApp-consent?tokenId=${tokenId}`)).toMatchObject({ status: 'error' });
  }
  expect(new Set(consentIds).size).toBe(2);
});

async function listenClosing(exchange: ReturnType<typeof manyTenants>['exchange']) {
  const listening = await listenExchange(exchange);
  return { ...listening, [Symbol.asyncDispose]: () => listening.close() };
}

test('one clock moves, and its tenant alone hears the market', () => {
  using many = manyTenants();
  const sinks = many.all.map((tenant) => subscribe(many, tenant));
  const heard = () => sinks.map(({ messages }) => messages.length);
  const before = heard();
  advance(many.all[17]!, 10_000);
  const after = heard();
  expect(after[17]).toBeGreaterThan(before[17]! + 10);
  expect(after.toSpliced(17, 1)).toEqual(before.toSpliced(17, 1));
  expect(many.own.clock.nowMs()).toBe(many.all[0]!.exchange.clock.nowMs());
});

test('a fault strikes the tenant that it was planned for, and every other has the market as it is', async () => {
  using many = manyTenants();
  const [muted, spared] = [many.all[3]!, many.all[4]!];
  const sinks = [subscribe(many, muted), subscribe(many, spared)];
  const before = sinks.map(({ messages }) => messages.length);
  const fault = { id: 'quiet', kind: 'mute-instrument', instruments: ['NIFTY'] };
  expect((await many.ask('POST', `/tenants/${muted.clientId}/faults`, fault)).status).toBe(201);
  for (const tenant of many.all) advance(tenant, 10_000);
  expect(sinks[0]!.messages).toHaveLength(before[0]!);
  expect(sinks[1]!.messages.length).toBeGreaterThan(before[1]! + 10);
  const strikes = await Promise.all(
    many.all.map(
      async ({ clientId }) => (await many.ask('GET', `/tenants/${clientId}/faults`)).body['faults'],
    ),
  );
  expect(strikes.filter((faults) => JSON.stringify(faults) !== '[]')).toHaveLength(1);
});

test('calls are counted, journalled and limited where they belong', async () => {
  using many = manyTenants();
  const caller = many.all[199]!;
  for (let call = 0; call < 3; call += 1)
    expect((await many.exchange.app.fetch(profileOf(caller.credentials))).status).toBe(200);
  const told = async (path: string) =>
    Promise.all(
      many.all.map(async ({ clientId }) => (await many.ask('GET', `/tenants/${clientId}${path}`)).body),
    );
  const journals = (await told('/journal')).map(({ entries }) => (entries as unknown[]).length);
  expect(journals).toEqual([...Array.from({ length: COUNT - 1 }, () => 0), 3]);
  const counters = (await told('/counters')).map((body) => JSON.stringify(body));
  expect(new Set(counters.slice(0, -1)).size).toBe(1);
  expect(counters.at(-1)).not.toBe(counters[0]);
  expect(many.exchange.journal.after(0)).toEqual([]);
});

test('the token of one tenant opens nothing of another’s, and a call without a name is nobody’s', async () => {
  using many = manyTenants(2);
  const [one, other] = many.all as [Tenant, Tenant];
  const stolen = await many.exchange.app.fetch(profileOf(one.credentials, other.clientId));
  expect(stolen.status).toBe(400);
  expect(await stolen.text()).toContain('DH-906');
  expect(one.exchange.journal.after(0)).toEqual([]);
  const sink = new SinkLog();
  const login = { clientId: other.clientId, token: one.credentials.accessToken };
  expect(many.exchange.feeds.live.connect(login, sink, KEEP_ALIVE)).toBeUndefined();
  const health = await many.exchange.app.fetch(new Request('http://exchange.test/healthz'));
  expect(health.status).toBe(200);
  expect(one.exchange.journal.after(0)).toEqual([]);
});

test('a login that comes as a message opens the tenant’s own order-update session', () => {
  using many = manyTenants(3);
  const tenant = many.all[1]!;
  const client = many.exchange.feeds['order-update'].connect(undefined, new SinkLog(), KEEP_ALIVE)!;
  const { clientId, accessToken } = tenant.credentials;
  client.receive(
    JSON.stringify({ LoginReq: { MsgCode: 42, ClientId: clientId, Token: accessToken }, UserType: 'SELF' }),
  );
  expect(many.all.map(({ exchange }) => exchange.connections())).toMatchObject([
    [],
    [{ feed: 'order-update', clientId }],
    [],
  ]);
});

test('a reset of one tenant leaves the others where they are', async () => {
  using many = manyTenants(3);
  for (const tenant of many.all) advance(tenant, 60_000);
  await many.ask('POST', `/tenants/${many.all[1]!.clientId}/reset`);
  const { body } = await many.ask('GET', '/tenants');
  expect((body['tenants'] as { now: string }[]).map(({ now }) => now)).toEqual([
    '2026-02-04T09:21:00.000+05:30',
    START,
    '2026-02-04T09:21:00.000+05:30',
  ]);
});

test('tenants are opened and closed while the exchange is up, no id twice', async () => {
  using many = manyTenants(1);
  const opened = await many.ask('POST', '/tenants', { clientId: '42' });
  expect(opened).toEqual({
    status: 201,
    body: { clientId: '42', now: START, speed: 0, connections: 0, accessToken: expect.any(String) },
  });
  expect((await many.ask('POST', '/tenants', { clientId: '42' })).status).toBe(409);
  expect((await many.ask('POST', '/tenants', { clientId: '1000000001' })).status).toBe(409);
  expect((await many.ask('POST', '/tenants', { clientId: 'me' })).status).toBe(400);
  expect((await many.ask('POST', '/tenants')).body).toMatchObject({ clientId: '2000000002' });
  const sink = subscribe(many, many.tenants.find('42')!);
  expect((await many.ask('DELETE', '/tenants/42')).body).toEqual({ closed: '42' });
  expect(sink.closes).toMatchObject([{ code: 1001 }]);
  expect((await many.ask('GET', '/tenants/42/clock')).status).toBe(404);
});

test('over sockets, each of 200 clients lives in its own time and hears its own market alone', async () => {
  using many = manyTenants();
  const listening = await listenExchange(many.exchange);
  try {
    const clients = await Promise.all(many.all.map(async (tenant) => connectTo(listening.feedUrl, tenant)));
    for (const [position, tenant] of many.all.entries()) advance(tenant, position % 2 === 0 ? 5000 : 0);
    await Promise.all(clients.map((client) => client.drained()));
    const counts = clients.map(({ messages }) => messages);
    const snapshot = counts[1]!;
    expect(counts.filter((_, position) => position % 2 === 1)).toEqual(
      Array.from({ length: COUNT / 2 }, () => snapshot),
    );
    expect(Math.min(...counts.filter((_, position) => position % 2 === 0))).toBeGreaterThan(snapshot);
    const dates = await Promise.all(
      many.all.slice(0, 2).map(async ({ credentials }) => {
        const headers = { 'access-token': credentials.accessToken, 'client-id': credentials.clientId };
        const answer = await fetch(`${listening.restUrl}/profile`, { headers });
        return answer.headers.get('date');
      }),
    );
    expect(dates).toEqual(['Wed, 04 Feb 2026 03:50:05 GMT', 'Wed, 04 Feb 2026 03:50:00 GMT']);
  } finally {
    await listening.close();
  }
});

/** A subscribed client. `drained` resolves when all that was sent to it before has arrived. */
async function connectTo(feedUrl: string, { credentials }: Tenant) {
  const { default: WebSocket } = await import('ws');
  const query = `version=2&authType=2&token=${credentials.accessToken}&clientId=${credentials.clientId}`;
  const socket = new WebSocket(`${feedUrl}?${query}`);
  const client = {
    messages: 0,
    drained: () =>
      new Promise<void>((resolve) => {
        socket.once('pong', () => resolve());
        socket.ping();
      }),
  };
  socket.on('message', () => (client.messages += 1));
  await new Promise((resolve) => socket.once('open', resolve));
  for (const text of NIFTY) socket.send(text);
  await client.drained();
  return client;
}

test('a tenant’s order is told on its own order-update socket alone', () => {
  using many = manyTenants(3);
  const sinks = many.all.map(({ credentials: { clientId, accessToken } }) => {
    const sink = new SinkLog();
    const client = many.exchange.feeds['order-update'].connect(undefined, sink, KEEP_ALIVE)!;
    client.receive(
      JSON.stringify({
        LoginReq: { MsgCode: 42, ClientId: clientId, Token: accessToken },
        UserType: 'SELF',
      }),
    );
    return sink;
  });
  const [, tenant] = many.all;
  const { clientId } = tenant!;
  const { trading } = (tenant!.exchange as ScenarioExchange).present;
  const placed = trading.orders.place(orderOf({ clientId, quantity: 65, price: 1 }));
  expect(placed.ok).toBe(true);
  advance(tenant!, 1000);
  expect(sinks.map(({ messages }) => messages.length > 0)).toEqual([false, true, false]);
});
