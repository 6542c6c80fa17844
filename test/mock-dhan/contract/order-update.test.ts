/** What clients of the order-update socket rely on, held to by the exchange in memory and on sockets alike. */
import { expect, test } from 'vitest';
import { FeedListener, MOUNTS, feedQuery, openedPerTest } from '#test/support/mounted-exchange.ts';
import type { MountedExchange } from '#test/support/mounted-exchange.ts';

const opened = openedPerTest();

async function connected(exchange: MountedExchange): Promise<FeedListener> {
  return FeedListener.connect(exchange, '', '/orderupdate');
}

function login(
  exchange: MountedExchange,
  changes: { readonly token?: string; readonly clientId?: string } = {},
) {
  const own = exchange.exchange.accounts.credentialsOf();
  const { token = own?.accessToken, clientId = own?.clientId } = changes;
  return JSON.stringify({
    LoginReq: { MsgCode: 42, ClientId: clientId, Token: token },
    UserType: 'SELF',
  });
}

/** The exchange has read `count` messages of order-update clients. */
async function untilHeard({ exchange }: MountedExchange, count: number): Promise<void> {
  while (exchange.counters().orderUpdate.messagesReceived < count)
    await new Promise((resolve) => setImmediate(resolve));
}

test.each(MOUNTS)('$mount: a good login is not answered and stays', async ({ open }) => {
  const exchange = await opened(open);
  const listener = await connected(exchange);
  listener.send('{');
  listener.send(login(exchange));
  await untilHeard(exchange, 2);
  exchange.clock.advanceTo(exchange.clock.nowMs() + 9000);
  expect(exchange.exchange.connections()).toEqual([
    {
      feed: 'order-update',
      clientId: '1100000001',
      state: 'open',
      connectedAtMs: expect.any(Number),
      instruments: 0,
      packetsSent: 0,
      messagesSent: 0,
      backlogBytes: 0,
    },
  ]);
  expect([listener.messages, listener.closed]).toEqual([[], undefined]);
});

test.each(MOUNTS)(
  '$mount: a bad login is let in and cut off after 10 ms without a close frame',
  async ({ open }) => {
    const exchange = await opened(open);
    const bad = [
      login(exchange, { token: 'garbage' }),
      login(exchange, { clientId: '42' }),
      '{"LoginReq":{"MsgCode":42,"ClientId":"partner"},"UserType":"PARTNER","Secret":"s"}',
    ];
    for (const [count, message] of bad.entries()) {
      const listener = await connected(exchange);
      listener.send(message);
      await untilHeard(exchange, count + 1);
      exchange.clock.advanceTo(exchange.clock.nowMs() + 9);
      expect(exchange.exchange.connections()).toHaveLength(1);
      exchange.clock.advanceTo(exchange.clock.nowMs() + 1);
      await listener.untilClosed();
      expect([listener.messages, listener.closed?.code]).toEqual([[], 1006]);
      expect(exchange.exchange.connections()).toEqual([]);
    }
  },
);

test.each(MOUNTS)('$mount: order updates need no data plan, but a token that lives', async ({ open }) => {
  for (const [account, left] of [
    [{ clientId: '1', token: 'valid', dataPlan: 'Deactive' }, 1],
    [{ clientId: '1', token: 'expired', dataPlan: 'Active' }, 0],
  ] as const) {
    const exchange = await opened(open, { accounts: [account] });
    const listener = await connected(exchange);
    listener.send(login(exchange));
    await untilHeard(exchange, 1);
    exchange.clock.advanceTo(exchange.clock.nowMs() + 1000);
    expect(exchange.exchange.connections()).toHaveLength(left);
    await exchange.close();
  }
});

test.each(MOUNTS)(
  '$mount: the sixth login costs the oldest, which reads 805 in the close, and no other feed’s',
  async ({ open }) => {
    const exchange = await opened(open);
    const live = await FeedListener.connect(exchange, feedQuery(exchange));
    const listeners: FeedListener[] = [];
    for (let count = 1; count <= 6; count += 1) {
      const listener = await connected(exchange);
      listener.send(login(exchange));
      await untilHeard(exchange, count);
      listeners.push(listener);
    }
    await listeners[0]!.untilClosed();
    expect(listeners[0]!.closed).toEqual({ code: 1000, reason: expect.stringMatching(/^805: /) });
    expect([live, ...listeners.slice(1)].every(({ closed }) => closed === undefined)).toBe(true);
    expect(exchange.exchange.counters().orderUpdate.connections).toBe(5);
  },
);
