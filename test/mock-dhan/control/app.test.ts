import { expect, test } from 'vitest';
import { createControlApp } from '#mock-dhan/control/app.ts';
import { sinkInto } from '#test/support/sink-log.ts';
import type { ClockDriver } from '#mock-dhan/control/clock-routes.ts';
import { createSmallExchange } from '#test/support/small-world.ts';

const TOKEN = 'control-token';

function controlled(options: { readonly driver?: ClockDriver } = {}) {
  const small = createSmallExchange();
  const app = createControlApp(small.exchange, { token: TOKEN, ...options });
  const get = async (path: string, authorization = `Bearer ${TOKEN}`) =>
    app.fetch(new Request(`http://control.test${path}`, { headers: { authorization } }));
  const post = async (path: string, body: unknown) =>
    app.fetch(
      new Request(`http://control.test${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}` },
        body: JSON.stringify(body),
      }),
    );
  return { ...small, get, post };
}

test('the clock tells IST time, epoch, speed and scenario', async () => {
  const { get, clock } = controlled({ driver: { speed: 10, setSpeed: () => undefined } });
  expect(await (await get('/clock')).json()).toEqual({
    now: '2026-02-04T09:20:00.000+05:30',
    epochMs: clock.nowMs(),
    speed: 10,
    scenario: 'small',
  });
});

test('counters and connections show what the exchange did', async () => {
  const { get, exchange } = controlled();
  const login = exchange.accounts.credentialsOf();
  exchange.feed.connect(
    { token: login?.accessToken, clientId: login?.clientId },
    sinkInto(() => undefined),
  );
  expect(await (await get('/counters')).json()).toMatchObject({
    requests: {},
    rateLimited: { data: 0 },
    feed: { connections: 1 },
    events: { recorded: 0, synthetic: 0 },
  });
  expect(await (await get('/connections')).json()).toEqual({
    connections: [
      {
        feed: 'live',
        clientId: '1100000001',
        state: 'open',
        connectedAt: '2026-02-04T09:20:00.000+05:30',
        instruments: 0,
        packetsSent: 0,
        messagesSent: 0,
        backlogBytes: 0,
      },
    ],
  });
});

test('connections and counters tell the feeds apart', async () => {
  const { get, exchange } = controlled();
  const login = exchange.accounts.credentialsOf();
  for (const feed of Object.values(exchange.feeds))
    feed.connect(
      { token: login?.accessToken, clientId: login?.clientId },
      sinkInto(() => undefined),
    );
  expect(await (await get('/connections')).json()).toMatchObject({
    connections: [
      { feed: 'live' },
      { feed: 'depth-20' },
      { feed: 'depth-200' },
      { feed: 'order-update', clientId: '' },
    ],
  });
  const open = { connections: 1, messagesReceived: 0 };
  expect(await (await get('/counters')).json()).toMatchObject({
    feed: open,
    depth20: open,
    depth200: open,
    orderUpdate: open,
  });
});

test.each(['', 'Bearer', 'Bearer wrong', TOKEN, `Bearer ${TOKEN}x`, `Basic ${TOKEN}`])(
  'the header "%s" is refused with 401 JSON on every path',
  async (authorization) => {
    const { get } = controlled();
    for (const path of ['/clock', '/counters', '/connections', '/nowhere']) {
      const response = await get(path, authorization);
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({ error: expect.stringContaining('Authorization: Bearer') });
    }
  },
);

test('an unknown path is 404 JSON that names the known ones', async () => {
  const { get } = controlled();
  const response = await get('/nowhere');
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({ error: expect.stringContaining('/counters') });
});

test('sessions are ended on request, each by its feed’s own packet, and counted', async () => {
  const { post, exchange } = controlled();
  const login = exchange.accounts.credentialsOf();
  const heard: string[] = [];
  for (const feed of ['live', 'depth-20'] as const)
    exchange.feeds[feed].connect(
      { token: login?.accessToken, clientId: login?.clientId },
      {
        ...sinkInto((bytes) => heard.push(`${feed} ${bytes.length} bytes`)),
        close: (code) => heard.push(`${feed} closed ${code}`),
      },
    );
  const elsewhere = await post('/connections/disconnect', { reason: 805, clientId: '42' });
  expect(await elsewhere.json()).toEqual({ disconnected: 0 });
  const live = await post('/connections/disconnect', { reason: 805, feed: 'live' });
  expect(await live.json()).toEqual({ disconnected: 1 });
  expect(heard).toEqual(['live 10 bytes', 'live closed 1000']);
  expect(await (await post('/connections/disconnect', { reason: 814 })).json()).toEqual({ disconnected: 1 });
  expect(heard.slice(2)).toEqual(['depth-20 14 bytes', 'depth-20 closed 1000']);
});

test.each([{}, { reason: 803 }, { reason: 805, feed: 'radio' }, { reason: 805, who: 'x' }])(
  'a request to end sessions with %j is refused and told what is expected',
  async (body) => {
    const response = await controlled().post('/connections/disconnect', body);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('800 | 804 | 805');
  },
);
