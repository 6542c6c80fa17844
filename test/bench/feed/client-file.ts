import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeSubscribe } from '#engine/wire/feed-requests.ts';
import { benchFolder } from '../pinned-process.ts';
import { FIRST_SECURITY_ID } from './fan-out-market.ts';

/** What a client of the exchange logs in with. */
export interface Login {
  readonly clientId: string;
  readonly accessToken: string;
}

/** Writes the set-up file of frame-sink.c: every client's upgrade and its subscriptions to legs in mode Quote. Returns its path. */
export function writeClientFile(
  port: number,
  logins: readonly Login[],
  legsOf: (client: number) => readonly number[],
): string {
  const parts = [uint32(logins.length)];
  for (const [client, { clientId, accessToken }] of logins.entries()) {
    const request = Buffer.from(
      `GET /?version=2&token=${accessToken}&clientId=${clientId}&authType=2 HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n` +
        'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    const instruments = legsOf(client).map((leg) => ({
      exchangeSegment: 'NSE_FNO' as const,
      securityId: FIRST_SECURITY_ID + leg,
    }));
    const frames = Buffer.concat(encodeSubscribe('quote', instruments).map(clientFrame));
    parts.push(uint32(request.length), request, uint32(frames.length), frames);
  }
  const file = join(benchFolder(), 'clients.bin');
  writeFileSync(file, Buffer.concat(parts));
  return file;
}

/** A text frame as a client sends it, masked with zeros. */
function clientFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const isShort = payload.length <= 125;
  const head = Buffer.alloc(isShort ? 6 : 8);
  head[0] = 0x81;
  head[1] = 0x80 | (isShort ? payload.length : 126);
  if (!isShort) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
