import { expect, test } from 'vitest';
import { CallCounter } from '#engine/adapters/call-counter.ts';
import type { HttpTransport, SocketTransport } from '#engine/ports.ts';

const HTTP: HttpTransport = {
  send: async ({ url }) => {
    if (url.endsWith('/refused')) throw new Error('refused');
    return { status: 200, headers: {}, body: url };
  },
};
const SOCKETS: SocketTransport = {
  connect: async () => ({ send: () => undefined, close: () => undefined }),
};
const HANDLERS = { onMessage: () => undefined, onClose: () => undefined };

test('calls and sockets are counted by host, those without an answer too, and pass through unchanged', async () => {
  const counter = new CallCounter();
  const http = counter.http(HTTP);
  const get = (url: string) => http.send({ method: 'GET', url, headers: {} });
  expect((await get('http://127.0.0.1:9000/v2/profile?token=x')).body).toBe(
    'http://127.0.0.1:9000/v2/profile?token=x',
  );
  await expect(get('http://127.0.0.1:9000/refused')).rejects.toThrow('refused');
  await counter.sockets(SOCKETS).connect('ws://127.0.0.1:9000/?token=x', HANDLERS);
  await counter.sockets(SOCKETS).connect('wss://feed.example', HANDLERS);
  expect(counter.counts()).toEqual([
    { host: '127.0.0.1:9000', calls: 2, sockets: 1 },
    { host: 'feed.example', calls: 0, sockets: 1 },
  ]);
});

test('nothing called is nothing told', () => {
  expect(new CallCounter().counts()).toEqual([]);
});
