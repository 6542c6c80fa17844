import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { ConfigError, PreopenError } from '#engine/errors.ts';
import type { Clock, TimerHandle, Timers } from '#engine/ports.ts';
import { encodeSubscribe } from '#engine/wire/feed-requests.ts';
import { listenExchange } from '#mock-dhan/listen.ts';
import type { ListenOptions, ListeningExchange } from '#mock-dhan/listen.ts';
import { FIRST_LEG_ID, createSmallExchange } from '#test/support/small-world.ts';

const opened: ListeningExchange[] = [];
afterEach(async () => {
  for (const listening of opened.splice(0)) await listening.close();
});

async function listeningSmall(options: ListenOptions = {}, small = createSmallExchange()) {
  const listening = await listenExchange(small.exchange, { keepAlive: small.clock, ...options });
  opened.push(listening);
  const { accessToken, clientId } = small.exchange.accounts.credentialsOf()!;
  const query = `version=2&token=${accessToken}&clientId=${clientId}&authType=2`;
  return { ...small, listening, query };
}

test('the exchange binds loopback and a free port each for itself and for control', async () => {
  const { listening } = await listeningSmall();
  expect(listening.restUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v2$/);
  expect(listening.feedUrl).toBe(listening.originUrl.replace('http', 'ws'));
  expect(listening.controlUrl).not.toBe(listening.originUrl);
  const { status } = await fetch(`${listening.originUrl}/healthz`);
  expect(status).toBe(200);
});

test('the control port answers its token only, and the exchange’s own port knows no control route', async () => {
  const { listening } = await listeningSmall();
  const authorization = `Bearer ${listening.controlToken}`;
  expect(await statusOf(`${listening.controlUrl}/clock`, { authorization })).toBe(200);
  expect(await statusOf(`${listening.controlUrl}/clock`, {})).toBe(401);
  expect(await statusOf(`${listening.originUrl}/clock`, { authorization })).toBe(404);
});

test.each(['port', 'controlPort'] as const)(
  'a %s in use is PORT_IN_USE and says what to do',
  async (which) => {
    const { listening } = await listeningSmall();
    const port = Number(new URL(listening.originUrl).port);
    const refused = await listenExchange(createSmallExchange().exchange, { [which]: port }).catch(
      (error: unknown) => error,
    );
    expect(refused).toBeInstanceOf(PreopenError);
    expect(refused).toMatchObject({
      code: 'PORT_IN_USE',
      message: expect.stringContaining(`127.0.0.1:${port}`),
    });
  },
);

test.each([
  ['host', { host: '192.0.2.1' }, '192.0.2.1:0 for the exchange (--port)', 'EADDRNOTAVAIL', '127.0.0.1'],
  ['port', { port: 70_000 }, '127.0.0.1:70000 for the exchange (--port)', 'ERR_SOCKET_BAD_PORT', '65535'],
  ['control port', { controlPort: -1 }, '127.0.0.1:-1 for the control port', 'ERR_SOCKET_BAD_PORT', '65535'],
])(
  'a %s where nobody can listen is a ConfigError that says where and what to do',
  async (_, place, ...parts) => {
    const refused: unknown = await listenExchange(createSmallExchange().exchange, place).catch(
      (error: unknown) => error,
    );
    expect(refused).toBeInstanceOf(ConfigError);
    for (const part of parts) expect((refused as ConfigError).message).toContain(part);
  },
);

test('binary frames of a client are tolerated, as the SDK’s farewell is', async () => {
  const { listening, query } = await listeningSmall();
  const socket = new WebSocket(`${listening.feedUrl}/?${query}`);
  await once(socket, 'open');
  socket.send(new Uint8Array(83));
  socket.send('{"RequestCode":12}');
  const [code] = await once(socket, 'close');
  expect(code).toBe(1000);
});

test.each(['', '/', '/twentydepth/../', '/any/path/'])('the feed is reached under "%s"', async (path) => {
  const { listening, query } = await listeningSmall();
  const socket = new WebSocket(`${listening.feedUrl}${path}?${query}`);
  await once(socket, 'open');
  for (const message of encodeSubscribe('ticker', [{ exchangeSegment: 'IDX_I', securityId: 13 }]))
    socket.send(message);
  const [message] = await once(socket, 'message');
  expect((message as Buffer)[0]).toBe(6);
  socket.terminate();
});

test.each([
  ['depth-api-feed.dhan.co', '/twentydepth', 2 * 332],
  ['full-depth-api.dhan.co', '/', 2 * 3212],
  ['full-depth-api.dhan.co:443', '/twohundreddepth', 2 * 3212],
  ['127.0.0.1', '/twohundreddepth', 2 * 3212],
])('called by the name %s, %s is full depth', async (host, path, length) => {
  const { listening, query } = await listeningSmall();
  const socket = new WebSocket(`${listening.feedUrl}${path}?${query}`, { headers: { host } });
  await once(socket, 'open');
  socket.send(`{"RequestCode":23,"ExchangeSegment":"NSE_FNO","SecurityId":"${FIRST_LEG_ID}"}`);
  const [message] = await once(socket, 'message');
  expect(message).toHaveLength(length);
  socket.terminate();
});

test('a bad order-update login ends in a TCP reset, not in a close', async () => {
  const { listening, clock, exchange } = await listeningSmall();
  const socket = await rawFeedClient(listening, '', 'api-order-update.dhan.co');
  socket.removeAllListeners('error');
  const bytes: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => bytes.push(chunk));
  const failed = new Promise<NodeJS.ErrnoException>((resolve) => socket.once('error', resolve));
  const login = { LoginReq: { MsgCode: 42, ClientId: '1100000001', Token: 'garbage '.repeat(20) } };
  socket.write(maskedText(JSON.stringify(login)));
  while (exchange.counters().orderUpdate.messagesReceived === 0) await new Promise(setImmediate);
  clock.advanceTo(clock.nowMs() + 10);
  expect((await failed).code).toBe('ECONNRESET');
  expect(bytes).toEqual([]);
});

test('closing the exchange ends clients of every feed with 1001', async () => {
  const { listening, query, exchange } = await listeningSmall();
  const closes: Promise<unknown[]>[] = [];
  for (const path of ['/', '/twentydepth', '/twohundreddepth', '/orderupdate']) {
    const socket = new WebSocket(`${listening.feedUrl}${path}?${query}`);
    await once(socket, 'open');
    closes.push(once(socket, 'close'));
  }
  expect(exchange.connections().map(({ feed }) => feed)).toEqual([
    'live',
    'depth-20',
    'depth-200',
    'order-update',
  ]);
  exchange.close();
  expect((await Promise.all(closes)).map(([code]) => code)).toEqual([1001, 1001, 1001, 1001]);
  expect(exchange.clock.nextTimerAtMs()).toBeUndefined();
});

test('the upgrade carries the scenario’s time and says it is simulated', async () => {
  const { listening, query } = await listeningSmall();
  const socket = new WebSocket(`${listening.feedUrl}/?${query}`);
  const [response] = (await once(socket, 'upgrade')) as [IncomingMessage];
  expect(response.headers).toMatchObject({ date: 'Wed, 04 Feb 2026 03:50:00 GMT', 'x-simulated': '1' });
  socket.on('error', () => undefined);
  socket.terminate();
});

test('permessage-deflate is refused though the client offers it', async () => {
  const { listening, query } = await listeningSmall();
  const socket = new WebSocket(`${listening.feedUrl}/?${query}`, { perMessageDeflate: true });
  const [response] = (await once(socket, 'upgrade')) as [IncomingMessage];
  expect(response.headers).not.toHaveProperty('sec-websocket-extensions');
  socket.on('error', () => undefined);
  socket.terminate();
});

test('a socket’s own pongs keep it alive over the scenario’s day', async () => {
  const small = createSmallExchange();
  const counted = new CountedClock(small.clock);
  const { listening, query } = await listeningSmall({ keepAlive: counted }, small);
  const socket = new WebSocket(`${listening.feedUrl}/?${query}`);
  await once(socket, 'open');
  for (let round = 0; round < 10; round += 1) {
    small.clock.advanceTo(small.clock.nowMs() + 10_000);
    const readsBefore = counted.reads;
    // The session reads its clock when it hears the pong, and between pings for nothing else.
    while (counted.reads === readsBefore) await new Promise(setImmediate);
  }
  expect(small.exchange.connections()).toHaveLength(1);
  socket.terminate();
});

test('silence is measured in wall time unless told otherwise: a scenario’s hour in a moment closes nobody', async () => {
  const { exchange, clock } = createSmallExchange();
  const listening = await listenExchange(exchange);
  opened.push(listening);
  const { accessToken, clientId } = exchange.accounts.credentialsOf()!;
  const socket = new WebSocket(`${listening.feedUrl}/?token=${accessToken}&clientId=${clientId}`);
  await once(socket, 'open');
  clock.advanceTo(clock.nowMs() + 3_600_000);
  expect(exchange.connections()).toHaveLength(1);
  socket.terminate();
});

test('closing ends the sockets with 1001 and frees the port', async () => {
  const { listening, query } = await listeningSmall();
  const port = Number(new URL(listening.originUrl).port);
  const socket = new WebSocket(`${listening.feedUrl}/?${query}`);
  await once(socket, 'open');
  const closed = once(socket, 'close');
  await listening.close();
  expect((await closed)[0]).toBe(1001);
  const { listening: next } = await listeningSmall({ port });
  expect(next.originUrl).toBe(listening.originUrl);
});

class CountedClock implements Clock, Timers {
  reads = 0;
  readonly #clock: Clock & Timers;

  constructor(clock: Clock & Timers) {
    this.#clock = clock;
  }

  nowMs(): number {
    this.reads += 1;
    return this.#clock.nowMs();
  }

  at(atMs: number, run: () => void): TimerHandle {
    return this.#clock.at(atMs, run);
  }
}

async function statusOf(url: string, headers: Record<string, string>): Promise<number> {
  return (await fetch(url, { headers })).status;
}

/** A feed client on a bare TCP socket, which can stop reading; a WebSocket library always reads. */
async function rawFeedClient(
  listening: ListeningExchange,
  query: string,
  host = '127.0.0.1',
): Promise<Socket> {
  const { hostname, port } = new URL(listening.originUrl);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => socket.destroy());
  socket.write(
    `GET /?${query} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  );
  const [head] = (await once(socket, 'data')) as [Buffer];
  expect(head.toString('latin1')).toContain('101 Switching Protocols');
  return socket;
}

/** A text frame as clients must send it; a mask of zeros leaves the text readable. */
function maskedText(text: string): Buffer {
  const payload = Buffer.from(text);
  const header = Buffer.alloc(8);
  header.writeUInt8(0x81, 0);
  header.writeUInt8(0x80 | 126, 1);
  header.writeUInt16BE(payload.length, 2);
  return Buffer.concat([header, payload]);
}
