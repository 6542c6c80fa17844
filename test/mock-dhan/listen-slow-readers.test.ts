/** A client that stops reading, on real sockets, plain and encrypted: what it costs, and what it is sent when it reads again. */
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Clock, Timers } from '#engine/ports.ts';
import { encodeSubscribe } from '#engine/wire/feed-requests.ts';
import type { SlowReaderPolicy } from '#mock-dhan/feed/client-session.ts';
import { listenExchange } from '#mock-dhan/listen.ts';
import { SinkLog } from '#test/support/sink-log.ts';
import { createSmallExchange } from '#test/support/small-world.ts';
import { testCertificates } from '#test/support/test-certificates.ts';

/** Nobody is ever silent for long. */
const STANDING_TIME: Clock & Timers = { nowMs: () => 0, at: () => ({ cancel: () => undefined }) };
const FLUSHES_MAX = 30_000;
const CONFLATE_ABOVE_BYTES = 64 * 1024;
/** A Full packet in its frame. */
const FRAME_LENGTH = 166;

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

/** An exchange whose every instrument trades in every flush, and a client that reads all of it. */
async function tradingExchange(options: { readonly tls: boolean; readonly slowReaders: SlowReaderPolicy }) {
  const { ca, leaf } = await testCertificates();
  const small = createSmallExchange(options);
  const { exchange, world, clock } = small;
  const listening = await listenExchange(exchange, {
    keepAlive: STANDING_TIME,
    ...(options.tls ? { tls: leaf } : {}),
  });
  endings.push(() => listening.close());
  const { accessToken, clientId } = exchange.accounts.credentialsOf()!;
  const socket = new WebSocket(`${listening.feedUrl}/?token=${accessToken}&clientId=${clientId}`, {
    ca: ca.cert,
  });
  endings.push(() => socket.terminate());
  const newest = new Map<number, string>();
  socket.on('message', (data: Buffer) => {
    if (data[0] === 8) newest.set(data.readUInt32LE(4), data.toString('hex'));
  });
  await once(socket, 'open');
  const { instruments } = world.universe;
  for (const message of encodeSubscribe('full', instruments)) socket.send(message);
  await once(socket, 'message');
  const flush = async (price: number): Promise<void> => {
    const stop = clock.nowMs() + 250;
    for (const [index] of instruments.entries()) world.plan(stop, (board) => board.trade(index, price, stop));
    clock.advanceTo(stop);
    await new Promise(setImmediate);
  };
  return { ...small, socket, newest, flush };
}

/** The Full packets of this moment, by security id, as hex. */
function presentPackets(exchange: ReturnType<typeof createSmallExchange>['exchange']): Map<number, string> {
  const login = exchange.accounts.credentialsOf()!;
  const sink = new SinkLog();
  const session = exchange.feed.connect({ token: login.accessToken, clientId: login.clientId }, sink)!;
  for (const message of encodeSubscribe('full', exchange.world.universe.instruments))
    session.receive(message);
  session.clientClosed();
  const packets = sink.messages.filter((message) => message[0] === 8).map((message) => Buffer.from(message));
  return new Map(packets.map((packet) => [packet.readUInt32LE(4), packet.toString('hex')]));
}

test.each([
  ['plain', false],
  ['encrypted', true],
])(
  'a conflated slow reader over a %s socket costs bounded memory and catches up with the newest bytes',
  async (_, tls) => {
    const { exchange, world, socket, newest, flush } = await tradingExchange({
      tls,
      slowReaders: 'conflate',
    });
    const heldBackEnough = world.universe.instruments.length * 100;
    socket.pause();
    let backlogMax = 0;
    let price = 200;
    for (; exchange.counters().feed.packetsHeldBack < heldBackEnough; price += 1) {
      if (price > FLUSHES_MAX) throw new Error('nothing was ever held back');
      await flush(price);
      backlogMax = Math.max(backlogMax, exchange.connections()[0]!.backlogBytes);
    }
    expect(backlogMax).toBeGreaterThan(CONFLATE_ABOVE_BYTES);
    expect(backlogMax).toBeLessThanOrEqual(
      CONFLATE_ABOVE_BYTES + world.universe.instruments.length * FRAME_LENGTH * (tls ? 2 : 1),
    );
    expect(exchange.counters().feed).toMatchObject({ connections: 1, slowReaders: 1, droppedAsTooSlow: 0 });
    const expected = presentPackets(exchange);
    expect(newest).not.toEqual(expected);
    socket.resume();
    for (let turn = 0; exchange.connections()[0]!.backlogBytes > 0; turn += 1) {
      if (turn > 1_000_000) throw new Error('the client never drained');
      await new Promise(setImmediate);
    }
    exchange.clock.advanceTo(exchange.clock.nowMs() + 250);
    for (
      let turn = 0;
      [...newest.values()].sort().join() !== [...expected.values()].sort().join();
      turn += 1
    ) {
      if (turn > 1_000_000) throw new Error('the client never caught up');
      await new Promise(setImmediate);
    }
    expect(newest).toEqual(expected);
  },
);

test.each([
  ['plain', false],
  ['encrypted', true],
])(
  'by default a slow reader over a %s socket is dropped and counted, and a quick one keeps its feed',
  async (_, tls) => {
    const { exchange, socket, flush } = await tradingExchange({ tls, slowReaders: 'disconnect' });
    const quick = new SinkLog();
    const login = exchange.accounts.credentialsOf()!;
    const session = exchange.feed.connect({ token: login.accessToken, clientId: login.clientId }, quick)!;
    for (const message of encodeSubscribe('ticker', [{ exchangeSegment: 'IDX_I', securityId: 13 }]))
      session.receive(message);
    quick.ping = () => session.heardFromClient();
    socket.pause();
    let price = 200;
    for (; exchange.counters().feed.droppedAsTooSlow === 0; price += 1) {
      if (price > FLUSHES_MAX) throw new Error('the deaf client was never dropped');
      await flush(price);
    }
    await flush(price);
    expect(exchange.counters().feed).toMatchObject({ connections: 1, slowReaders: 1, droppedAsTooSlow: 1 });
    expect(quick.packets().at(-1)).toMatchObject({ kind: 'ticker', ltp: price });
  },
);
