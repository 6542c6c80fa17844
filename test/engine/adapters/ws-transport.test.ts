import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { createWsTransport } from '#engine/adapters/ws-transport.ts';
import { ConfigError, UpstreamError } from '#engine/errors.ts';
import type { SocketClose } from '#engine/ports.ts';

let http: Server;
let sockets: WebSocketServer;
let url = '';
/** Answered instead of 101 when set. */
let refusalStatus: number | undefined;
let onSocket: (socket: WebSocket, extensions: string) => void;

beforeEach(async () => {
  refusalStatus = undefined;
  onSocket = () => undefined;
  http = createServer();
  sockets = new WebSocketServer({ noServer: true, perMessageDeflate: true });
  http.on('upgrade', (request, socket, head) => {
    if (refusalStatus !== undefined) {
      socket.end(`HTTP/1.1 ${refusalStatus} No\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened) => {
      onSocket(opened, request.headers['sec-websocket-extensions'] ?? '');
    });
  });
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve);
  });
  url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}/?token=secret`;
});

afterEach(() => {
  for (const socket of sockets.clients) socket.terminate();
  http.closeAllConnections();
  http.close();
});

interface Heard {
  readonly messages: (string | number[])[];
  readonly closed: Promise<SocketClose>;
  readonly handlers: {
    readonly onMessage: (message: Uint8Array | string) => void;
    readonly onClose: (close: SocketClose) => void;
  };
}

function listener(): Heard {
  const messages: (string | number[])[] = [];
  const { promise: closed, resolve: onClose } = Promise.withResolvers<SocketClose>();
  const onMessage = (message: Uint8Array | string): void => {
    messages.push(typeof message === 'string' ? message : [...message]);
  };
  return { messages, closed, handlers: { onMessage, onClose } };
}

test('binary arrives as bytes, text as text, sent at once with the 101, and the close tells why', async () => {
  let offered = 'unset';
  onSocket = (socket, extensions) => {
    offered = extensions;
    socket.send(Uint8Array.of(2, 16, 0));
    socket.send('text');
    socket.close(1000, 'day is over');
  };
  const heard = listener();
  await createWsTransport().connect(url, heard.handlers);
  expect(await heard.closed).toEqual({ code: 1000, reason: 'day is over' });
  expect(heard.messages).toEqual([[2, 16, 0], 'text']);
  expect(offered).toBe('');
});

test('what is sent arrives, and close ends the connection', async () => {
  const arrived = new Promise<string>((resolve) => {
    onSocket = (socket) => socket.on('message', (data: Buffer) => resolve(data.toString()));
  });
  const heard = listener();
  const connection = await createWsTransport().connect(url, heard.handlers);
  connection.send('{"RequestCode":15}');
  expect(await arrived).toBe('{"RequestCode":15}');
  connection.close();
  expect((await heard.closed).code).toBe(1000);
  connection.send('after the end nothing happens');
});

test('a connection cut without a close frame is 1006', async () => {
  onSocket = (socket) => socket.terminate();
  const heard = listener();
  await createWsTransport().connect(url, heard.handlers);
  expect(await heard.closed).toEqual({ code: 1006, reason: '' });
});

test.each([
  [429, 'rate-limit'],
  [401, 'authentication'],
  [403, 'authentication'],
  [503, 'server'],
  [400, 'rejected'],
] as const)(
  'an upgrade answered with %d is a %s failure, told without the query',
  async (status, failure) => {
    refusalStatus = status;
    const error = await createWsTransport()
      .connect(url, listener().handlers)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UpstreamError);
    expect(error).toMatchObject({ failure, status });
    expect((error as Error).message).not.toContain('secret');
  },
);

test('where nobody listens it is a transport failure', async () => {
  await expect(
    createWsTransport().connect('ws://127.0.0.1:1/?token=secret', listener().handlers),
  ).rejects.toMatchObject({ failure: 'transport' });
});

test('a host outside this machine is refused without consent', async () => {
  await expect(createWsTransport().connect('wss://api-feed.dhan.co', listener().handlers)).rejects.toThrow(
    ConfigError,
  );
});
