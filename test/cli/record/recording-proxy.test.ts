import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { openRecordingProxy } from '#cli/record/recording-proxy.ts';
import { RecordingFile } from '#engine/adapters/recording/recording-file.ts';
import type { RecordedMessage } from '#engine/recording/recorded-message.ts';
import { finishRecording } from '#engine/adapters/recording/secret-gate.ts';
import { WireRecorder } from '#engine/adapters/recording/wire-recorder.ts';
import { decodeConnectionEvent } from '#engine/recording/connection-event.ts';
import { closeOf, forEachFrame } from '#engine/recording/frames.ts';
import { decodeCall } from '#engine/recording/recorded-call.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { emptyFolder } from '#test/support/preopen-command.ts';
import { STARTED_AT_MS } from '#test/support/recordings.ts';

const TOKEN = 'eyJ0eXAiOiJKV1Qi.eyJpc3MiOiJkaGFu.c2lnbmF0dXJl';
const CLIENT = '1000000001';
const CHAIN = JSON.stringify({ data: { last_price: 25642.8 }, dhanClientId: CLIENT });
/** Binary messages the feed sends, one of them of more than one read. */
const PACKETS = [Buffer.from([2, 1, 2, 3]), Buffer.alloc(200_000, 7)];

const clearing: (() => void)[] = [];
afterEach(() => {
  for (const clear of clearing.splice(0)) clear();
});

test('REST passes untouched, compressed as it was, and is recorded decoded and without secrets', async () => {
  const stage = await setUp();
  const answer = await fetch(`${stage.originUrl}/v2/optionchain?x=1`, {
    method: 'POST',
    headers: { 'access-token': TOKEN, 'client-id': CLIENT, 'content-type': 'application/json' },
    body: '{"UnderlyingScrip":13}',
  });
  expect(answer.headers.get('x-exchange')).toBe('as it came');
  expect(await answer.text()).toBe(CHAIN);
  const [message] = (await stage.recorded()).filter(({ topic }) => topic === 'rest');
  const call = decodeCall(message!.data);
  expect(call).toMatchObject({ method: 'POST', target: '/v2/optionchain?x=1', status: 200, note: null });
  expect(textOf(call.requestBody)).toBe('{"UnderlyingScrip":13}');
  expect(textOf(call.responseBody)).toMatch(
    /^\{"data":\{"last_price":25642\.8\},"dhanClientId":"redacted:[0-9a-f]{16}"\}$/,
  );
  expect(call.requestHeaders).toContainEqual(['client-id', expect.stringMatching(/^redacted:/)]);
  expect(message!.atMs).toBe(STARTED_AT_MS);
});

test('frames pass untouched both ways and are recorded with ping, pong and close', async () => {
  const stage = await setUp();
  const heard = await talk(`${stage.feedUrl}/?version=2&token=${TOKEN}&clientId=${CLIENT}`);
  expect(heard).toEqual([...PACKETS.map(({ length }) => length), 'close 1001 exchange closed']);
  const messages = await stage.recorded();
  expect(framesOf(messages, 'live/1/from-exchange')).toEqual([
    [2, PACKETS[0]!.length],
    [2, PACKETS[1]!.length],
    [9, 'are you there'],
    [8, '1001 exchange closed'],
  ]);
  expect(framesOf(messages, 'live/1/from-client')).toEqual([
    [1, '{"RequestCode":15}'],
    [10, 'are you there'],
    [8, '1001 exchange closed'],
  ]);
  const events = messages
    .filter(({ topic }) => topic === 'connections')
    .map(({ data }) => decodeConnectionEvent(data));
  expect(events).toMatchObject([
    {
      event: 'opened',
      connection: 1,
      feed: 'live',
      target: expect.stringMatching(/token=redacted:.*clientId=redacted:/),
    },
    { event: 'ended', connection: 1, how: 'closed', note: null },
  ]);
});

test('a refused upgrade is answered as the exchange answered it, and recorded', async () => {
  const stage = await setUp();
  const socket = new WebSocket(`${stage.feedUrl}/twentydepth?refuse=1`);
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
  socket.on('error', () => undefined);
  socket.terminate();
  expect(response.statusCode).toBe(429);
  const events = (await stage.recorded()).map(({ data }) => decodeConnectionEvent(data));
  expect(events).toMatchObject([{ event: 'refused', feed: 'depth-20', status: 429 }]);
});

test('an exchange that ends inside its answer leaves its client with as little, and the call says so', async () => {
  const stage = await setUp();
  await expect(fetch(`${stage.originUrl}/cut`).then((answer) => answer.text())).rejects.toThrow();
  const [message] = (await stage.recorded()).filter(({ topic }) => topic === 'rest');
  expect(decodeCall(message!.data)).toMatchObject({
    status: 200,
    note: 'the exchange ended the connection inside its answer',
  });
});

test('no byte of the file shows a secret, not even one that was named only after it had passed', async () => {
  const stage = await setUp();
  await fetch(`${stage.originUrl}/echo/${CLIENT}`).then((answer) => answer.text());
  await fetch(`${stage.originUrl}/v2/profile`, { headers: { 'access-token': TOKEN, 'client-id': CLIENT } });
  for (const { data, metadata } of await stage.recorded())
    expect(textOf(data) + JSON.stringify([...metadata])).not.toMatch(new RegExp(`${CLIENT}|${TOKEN}`));
});

async function setUp() {
  const exchange = createServer((request, response) => {
    if (request.url === '/cut') {
      response.writeHead(200, { 'content-length': 100 }).write('half', () => response.socket?.end());
      return;
    }
    const body = gzipSync(CHAIN);
    const headers = { 'content-encoding': 'gzip', 'content-length': body.length, 'X-Exchange': 'as it came' };
    request.resume().on('end', () => response.writeHead(200, headers).end(body));
  });
  const feed = new WebSocketServer({ noServer: true });
  exchange.on('upgrade', (request, socket, head) => {
    if (request.url?.includes('refuse')) return void socket.end('HTTP/1.1 429 Too Many Requests\r\n\r\n');
    feed.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.once('message', () => {
        for (const packet of PACKETS) webSocket.send(packet);
        webSocket.ping('are you there');
      });
      webSocket.once('pong', () => webSocket.close(1001, 'exchange closed'));
    });
  });
  await once(exchange.listen(0, '127.0.0.1'), 'listening');
  clearing.push(() => exchange.close());
  const path = join(emptyFolder(), 'proxy.mcap');
  const recorder = new WireRecorder({
    path,
    about: {
      clock: 'scenario',
      exchange: 'mock',
      scenario: null,
      wire: null,
      versions: { preopen: '0', node: '0', mcap: '0' },
    },
    clock: new VirtualClock(STARTED_AT_MS),
  });
  const origin = `http://127.0.0.1:${(exchange.address() as AddressInfo).port}`;
  const proxy = await openRecordingProxy({ exchange: { origin, caPem: undefined }, recorder });
  return {
    originUrl: proxy.originUrl,
    feedUrl: proxy.originUrl.replace('http', 'ws'),
    async recorded(): Promise<RecordedMessage[]> {
      await proxy[Symbol.asyncDispose]();
      finishRecording(recorder);
      using file = new RecordingFile(path);
      return [...file.messages()];
    },
  };
}

/** What a client hears: lengths of messages, then the close. */
async function talk(url: string): Promise<(number | string)[]> {
  const heard: (number | string)[] = [];
  const socket = new WebSocket(url);
  socket.on('message', (data: Buffer) => heard.push(data.length));
  socket.on('open', () => socket.send('{"RequestCode":15}'));
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
  return [...heard, `close ${code} ${reason.toString()}`];
}

/** Opcode, and text or length, of every frame of a channel. */
function framesOf(messages: readonly RecordedMessage[], wanted: string): unknown[] {
  const frames: unknown[] = [];
  for (const { topic, data } of messages)
    if (topic === wanted)
      forEachFrame(data, ({ opcode, payload }) => {
        const { code, reason } = closeOf(payload);
        frames.push([
          opcode,
          opcode === 2 ? payload.length : opcode === 8 ? `${code} ${reason}` : textOf(payload),
        ]);
      });
  return frames;
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
