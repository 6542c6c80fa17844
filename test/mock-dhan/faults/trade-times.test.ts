/** Trade times under faults: what a client reads in REST quotes is what its live feed says. */
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { PlannedFault } from '#engine/faults/planned-fault.ts';
import { istTimeOfDay, lttToEpochMs } from '#engine/market/ist-time.ts';
import { decodeFrame } from '#engine/wire/feed-packets.ts';
import type { FeedPacket } from '#engine/wire/feed-packets.ts';
import { encodeSubscribe } from '#engine/wire/feed-requests.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import { quotesAsTold } from '#mock-dhan/faults/trade-times.ts';
import { listenExchange } from '#mock-dhan/listen.ts';
import { createSmallExchange } from '#test/support/small-world.ts';

const NIFTY = { exchangeSegment: 'IDX_I', securityId: 13 } as const;
const SECOND_MS = 1000;
const SOON = { probability: 1, from: '09:20:01' } as const;

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

/** A client of the live feed and of REST; NIFTY trades every second. */
async function watched(faults: readonly PlannedFault[], wire: Partial<WireProfile> = {}) {
  const { exchange, world, clock } = createSmallExchange({ faults, wire });
  const listening = await listenExchange(exchange, { keepAlive: clock });
  const { accessToken, clientId } = exchange.accounts.credentialsOf()!;
  const socket = new WebSocket(`${listening.feedUrl}/?token=${accessToken}&clientId=${clientId}&authType=2`);
  const packets: FeedPacket[] = [];
  socket.on('message', (bytes: Buffer) => packets.push(...decodeFrame(bytes).packets));
  opened.push(async () => {
    socket.terminate();
    await listening.close();
  });
  await once(socket, 'open');
  for (const text of encodeSubscribe('ticker', [NIFTY])) socket.send(text);
  const isAhead = () => packets.length < exchange.counters().feed.packets;
  while (packets.length === 0 || isAhead()) await new Promise(setImmediate);
  const startMs = clock.nowMs();
  for (let second = 1; second <= 10; second += 1)
    world.plan(startMs + second * SECOND_MS, (board) => board.trade(0, 25_000 + second, clock.nowMs()));
  return {
    exchange,
    /** The last tick's trade time at that second: what the wire says. */
    fed: async (second: number) => {
      clock.advanceTo(startMs + second * SECOND_MS);
      while (isAhead()) await new Promise(setImmediate);
      const last = packets.findLast((packet) => 'ltt' in packet)!;
      return 'ltt' in last ? last.ltt : 0;
    },
    quoted: async () => {
      const answer = await fetch(`${listening.restUrl}/marketfeed/quote`, {
        method: 'POST',
        headers: { 'access-token': accessToken, 'client-id': clientId, 'content-type': 'application/json' },
        body: '{"IDX_I":[13]}',
      });
      const body = (await answer.json()) as {
        data: { IDX_I: { '13': { last_trade_time: string; last_price: number } } };
      };
      return body.data.IDX_I['13'];
    },
  };
}

const timeOfLtt = (ltt: number): string => istTimeOfDay(lttToEpochMs(ltt));

test('a stale trade time stands still on the feed and in quotes at the same second, while prices move', async () => {
  const client = await watched([{ id: 'stale', kind: 'stale-time', ...SOON, until: '09:20:05' }]);
  expect(timeOfLtt(await client.fed(1))).toBe('09:20:01');
  const first = await client.quoted();
  expect(timeOfLtt(await client.fed(3))).toBe('09:20:01');
  const second = await client.quoted();
  expect([first.last_trade_time, second.last_trade_time]).toEqual([
    '04/02/2026 09:20:01',
    '04/02/2026 09:20:01',
  ]);
  expect(second.last_price).toBe(25_003);
  expect(timeOfLtt(await client.fed(6))).toBe('09:20:06');
  expect((await client.quoted()).last_trade_time).toBe('04/02/2026 09:20:06');
  expect(client.exchange.faults.states()[0]!.strikes).toBe(4);
});

test('what a quote has told first the feed holds too', async () => {
  const client = await watched([{ id: 'stale', kind: 'stale-time', probability: 1, from: '09:20:00' }]);
  expect((await client.quoted()).last_trade_time).toBe('04/02/2026 09:19:59');
  expect(timeOfLtt(await client.fed(2))).toBe('09:19:59');
});

test.for<Partial<WireProfile>>([{}, { ltt: 'true-utc' }])(
  'on the wire %j a clock that is wrong moves both by the same',
  async (wire) => {
    const skew = { id: 'skew', kind: 'clock-skew', skewMs: -90_000, ...SOON } as const;
    const client = await watched([skew, { id: 'stale', kind: 'stale-time', ...SOON }], wire);
    const right = await watched([], wire);
    expect((await client.fed(1)) - (await right.fed(1))).toBe(-90);
    await client.fed(3);
    expect((await client.quoted()).last_trade_time).toBe('04/02/2026 09:18:31');
  },
);

test('another client, another segment and an instrument that has not traded are left alone', async () => {
  const skew: PlannedFault = { id: 's', kind: 'clock-skew', skewMs: 60_000, clientId: 'A', probability: 1 };
  const { exchange } = createSmallExchange({
    faults: [skew, { id: 't', kind: 'stale-time', segment: 'NSE_FNO', probability: 1 }],
  });
  const wire = { ltt: 'ist-shifted' } as const;
  const body = (fno: string, index: string): string =>
    `{"data":{"IDX_I":{"13":{"last_trade_time":"${index}"}},"NSE_FNO":{"40000":{"last_trade_time":"${fno}"},"40001":{"last_trade_time":"01/01/1980 00:00:00"},"40002":{"last_trade_time":""}}},"status":"success"}`;
  const told = (text: string, clientId: string): string =>
    quotesAsTold(text, { faults: exchange.faults, clientId, wire });
  const [nine, ten] = ['04/02/2026 09:00:00', '04/02/2026 10:00:00'] as const;
  expect(told(body(nine, nine), 'B')).toBe(body(nine, nine));
  expect(told(body(ten, ten), 'B')).toBe(body(nine, ten));
  expect(told(body(ten, ten), 'A')).toBe(body('04/02/2026 09:01:00', '04/02/2026 10:01:00'));
});
