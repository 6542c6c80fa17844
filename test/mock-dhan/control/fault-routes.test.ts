import { expect, test } from 'vitest';
import { createControlApp } from '#mock-dhan/control/app.ts';
import { encodeSubscribe } from '#engine/wire/feed-requests.ts';
import { readFault } from '#scenarios/fault-schema.ts';
import { SinkLog } from '#test/support/sink-log.ts';
import { createSmallExchange } from '#test/support/small-world.ts';

function controlled(options: { readonly reads?: boolean } = {}) {
  const small = createSmallExchange();
  const app = createControlApp(small.exchange, {
    token: 't',
    readFault: options.reads === false ? undefined : readFault,
  });
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await app.request(path, {
      method,
      headers: { authorization: 'Bearer t' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const connect = () => {
    const { clientId, accessToken } = small.exchange.accounts.credentialsOf()!;
    const sink = new SinkLog();
    const session = small.exchange.feed.connect({ clientId, token: accessToken }, sink)!;
    for (const text of encodeSubscribe('ticker', [{ exchangeSegment: 'IDX_I', securityId: 13 }]))
      session.receive(text);
    return sink;
  };
  return { ...small, ask, connect };
}

const MUTE = { id: 'quiet', kind: 'mute-instrument', instruments: ['NIFTY'] };

test('a fault planned while clients are connected strikes them, and taken out it strikes no more', async () => {
  const { ask, connect, clock, world } = controlled();
  const sink = connect();
  const trades = (price: number) => {
    world.plan(clock.nowMs() + 1000, (board) => board.trade(0, price, clock.nowMs()));
    clock.advanceTo(clock.nowMs() + 1000);
  };
  const before = sink.messages.length;
  expect(await ask('POST', '/faults', MUTE)).toEqual({
    status: 201,
    body: { ...MUTE, probability: 1, strikes: 0, firstAt: null },
  });
  trades(25_001);
  expect(sink.messages).toHaveLength(before);
  expect((await ask('GET', '/faults')).body).toMatchObject({
    faults: [{ id: 'quiet', strikes: 1, firstAt: '2026-02-04T09:20:01.000+05:30' }],
  });
  expect(await ask('DELETE', '/faults/quiet')).toEqual({ status: 200, body: { removed: 'quiet' } });
  trades(25_002);
  expect(sink.packets().at(-1)).toMatchObject({ securityId: 13, ltp: 25_002 });
});

test('a moment that names no time is now', async () => {
  const { ask, connect, clock } = controlled();
  const sink = connect();
  clock.advanceTo(clock.nowMs() + 0.5);
  expect((await ask('POST', '/faults', { id: 'cut', kind: 'reset' })).body).toMatchObject({
    from: '09:20:00.001',
  });
  clock.advanceTo(clock.nowMs() + 1);
  expect(sink.resets).toBe(1);
});

test('a moment that is taken out of the plan in time does not strike', async () => {
  const { ask, connect, clock } = controlled();
  const sink = connect();
  await ask('POST', '/faults', { id: 'cut', kind: 'reset', from: '09:20:05' });
  await ask('DELETE', '/faults/cut');
  clock.advanceTo(clock.nowMs() + 10_000);
  expect(sink.resets).toBe(0);
});

test.for([
  [{ id: 'a', kind: 'nothing' }, 400, 'kind'],
  [{ id: 'a', kind: 'mute', until: 'noon' }, 400, 'fault until: expected an IST time'],
  [{ id: 'a', kind: 'zero-price', instruments: ['SENSEX'] }, 400, 'was "SENSEX"'],
  [{ id: 'a', kind: 'reset', from: '09:19:59' }, 409, 'expected a time to come'],
  [{ id: 'a', kind: 'mute', until: '09:20:00' }, 409, 'expected a time to come'],
  ['nonsense', 400, 'fault'],
] as const)('%j is refused in words, and leaves no fault behind', async ([fault, status, said]) => {
  const { ask, exchange } = controlled();
  const answer = await ask('POST', '/faults', fault);
  expect([answer.status, answer.body]).toEqual([status, { error: expect.stringContaining(said) }]);
  expect(exchange.faults.states()).toEqual([]);
});

test('a second fault of the same id, an id that no fault has, and an exchange that reads none are refused', async () => {
  const { ask } = controlled();
  await ask('POST', '/faults', MUTE);
  expect(await ask('POST', '/faults', MUTE)).toMatchObject({
    status: 400,
    body: { error: expect.stringContaining('expected an id that no other fault has') },
  });
  expect(await ask('DELETE', '/faults/loud')).toMatchObject({
    status: 404,
    body: { error: expect.stringContaining('was "loud"') },
  });
  expect((await controlled({ reads: false }).ask('POST', '/faults', MUTE)).status).toBe(409);
});
