/** Faults of connections as a client’s socket sees them. */
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { PlannedFault } from '#engine/faults/planned-fault.ts';
import { listenExchange } from '#mock-dhan/listen.ts';
import type { ListeningExchange } from '#mock-dhan/listen.ts';
import { createSmallExchange } from '#test/support/small-world.ts';

const opened: ListeningExchange[] = [];
afterEach(async () => {
  for (const listening of opened.splice(0)) await listening.close();
});

async function listeningWith(fault: PlannedFault) {
  const small = createSmallExchange({ faults: [fault] });
  const listening = await listenExchange(small.exchange, { keepAlive: small.clock });
  opened.push(listening);
  const { accessToken, clientId } = small.exchange.accounts.credentialsOf()!;
  const query = `version=2&token=${accessToken}&clientId=${clientId}&authType=2`;
  const playTo = (seconds: number) => small.clock.advanceTo(START_MS + seconds * 1000);
  const START_MS = small.clock.nowMs();
  return { ...small, listening, query, playTo };
}

/** A WebSocket client in the raw, upgraded. */
async function rawClient({ listening, query }: Awaited<ReturnType<typeof listeningWith>>) {
  const { hostname, port } = new URL(listening.originUrl);
  const socket: Socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  const key = Buffer.alloc(16).toString('base64');
  socket.write(
    `GET /?${query} HTTP/1.1\r\nHost: mock\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
  );
  await once(socket, 'data');
  const seen: string[] = [];
  socket.on('data', (chunk: Buffer) => seen.push(chunk.toString('hex')));
  socket.on('end', () => seen.push('FIN'));
  socket.on('error', (error: NodeJS.ErrnoException) => seen.push(error.code ?? ''));
  const heard = async (count: number) => {
    while (seen.length < count) await new Promise(setImmediate);
    return seen;
  };
  return { socket, seen, heard };
}

test('a reset is a TCP reset', async () => {
  const served = await listeningWith({ id: 'cut', kind: 'reset', from: '09:20:05' });
  const { heard } = await rawClient(served);
  served.playTo(5);
  expect(await heard(1)).toEqual(['ECONNRESET']);
});

test('a hang-up is a FIN without a close frame', async () => {
  const served = await listeningWith({ id: 'cut', kind: 'fin', from: '09:20:05' });
  const { heard, socket } = await rawClient(served);
  served.playTo(5);
  expect(await heard(1)).toEqual(['FIN']);
  socket.destroy();
});

test('a slow close is a close frame at once and the end of the connection later', async () => {
  const served = await listeningWith({ id: 'slow', kind: 'slow-close', from: '09:20:05', closeMs: 3000 });
  const { heard, seen, socket } = await rawClient(served);
  const masked = Buffer.from([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe9]);
  served.playTo(5);
  await heard(1);
  socket.write(masked);
  served.playTo(7.9);
  const closeFrame = Buffer.concat([Buffer.from([0x88, 9, 0x03, 0xe9]), Buffer.from('closing')]).toString(
    'hex',
  );
  expect(seen).toEqual([closeFrame]);
  served.playTo(8);
  expect(await heard(2)).toEqual([closeFrame, 'FIN']);
  socket.destroy();
});

test('a half-open connection answers no ping, one that is open does', async () => {
  const served = await listeningWith({ id: 'dead', kind: 'half-open', from: '09:20:05' });
  const socket = new WebSocket(`${served.listening.feedUrl}/?${served.query}`);
  await once(socket, 'open');
  let pongs = 0;
  socket.on('pong', () => (pongs += 1));
  socket.ping();
  await once(socket, 'pong');
  served.playTo(5);
  socket.ping();
  socket.send('heard, and not answered');
  while (served.exchange.feed.counters().messagesReceived === 0) await new Promise(setImmediate);
  // A pong would have left before this answer.
  await fetch(`${served.listening.originUrl}/healthz`);
  expect([pongs, socket.readyState]).toEqual([1, WebSocket.OPEN]);
  socket.terminate();
});
