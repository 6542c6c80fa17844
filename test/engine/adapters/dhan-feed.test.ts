import { expect, test } from 'vitest';
import { createDhanFeed } from '#engine/adapters/dhan-feed.ts';
import type { FeedConnection, SocketClose, SocketHandlers } from '#engine/ports.ts';
import { RESPONSE_CODES } from '#engine/wire/feed-codes.ts';
import { frame, tickerFrame } from '#test/support/feed-frames.ts';

interface Opened {
  readonly url: URL;
  readonly socket: SocketHandlers;
  readonly connection: FeedConnection;
  readonly sent: string[];
  readonly frames: Uint8Array[];
  readonly closes: SocketClose[];
}

async function open(): Promise<Opened> {
  const sent: string[] = [];
  const frames: Uint8Array[] = [];
  const closes: SocketClose[] = [];
  let url = '';
  let socket: SocketHandlers | undefined;
  const feed = createDhanFeed({
    feedUrl: 'ws://127.0.0.1:9',
    sockets: {
      connect: (address, handlers) => {
        url = address;
        socket = handlers;
        return Promise.resolve({ send: (text) => sent.push(text), close: () => sent.push('close') });
      },
    },
  });
  const connection = await feed.connect(
    { clientId: '1100003626', accessToken: 'eyJ.a+b.c' },
    { onFrame: (bytes) => frames.push(bytes), onClose: (close) => closes.push(close) },
  );
  return { url: new URL(url), socket: socket!, connection, sent, frames, closes };
}

test('the login goes into the query of a path that starts with a slash', async () => {
  const { url } = await open();
  expect(url.pathname).toBe('/');
  expect(Object.fromEntries(url.searchParams)).toEqual({
    version: '2',
    token: 'eyJ.a+b.c',
    clientId: '1100003626',
    authType: '2',
  });
});

test('subscriptions are split into messages of at most 100 and leaving says so first', async () => {
  const { connection, sent } = await open();
  const legs = Array.from({ length: 250 }, (_, index) => ({
    exchangeSegment: 'NSE_FNO' as const,
    securityId: 40_000 + index,
  }));
  connection.subscribe('full', legs);
  connection.unsubscribe('full', legs.slice(0, 1));
  connection.close();
  const messages = sent
    .slice(0, 5)
    .map((text) => JSON.parse(text) as { RequestCode: number; InstrumentCount?: number });
  expect(messages.map(({ RequestCode, InstrumentCount }) => [RequestCode, InstrumentCount])).toEqual([
    [21, 100],
    [21, 100],
    [21, 50],
    [22, 1],
    [12, undefined],
  ]);
  expect(sent.at(-1)).toBe('close');
});

test('frames are passed on, text is not', async () => {
  const { socket, frames } = await open();
  const bytes = tickerFrame(13, 23_000, 0);
  socket.onMessage(bytes);
  socket.onMessage('hello');
  expect(frames).toEqual([bytes]);
});

test('a disconnect packet explains the close, alone or at the end of a batch', async () => {
  const disconnect = frame({ code: RESPONSE_CODES.disconnect, disconnectReason: 807 });
  const ticker = tickerFrame(13, 23_000, 0);
  for (const message of [disconnect, Uint8Array.of(...ticker, ...disconnect)]) {
    const { socket, closes } = await open();
    socket.onMessage(message);
    socket.onClose({ code: 1000, reason: '' });
    expect(closes).toEqual([{ code: 1000, reason: '807 access token expired' }]);
  }
});

test('without a disconnect packet the close frame speaks for itself', async () => {
  const { socket, closes } = await open();
  socket.onMessage(tickerFrame(13, 23_000, 0));
  socket.onClose({ code: 1006, reason: 'cut' });
  expect(closes).toEqual([{ code: 1006, reason: 'cut' }]);
});
