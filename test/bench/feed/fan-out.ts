/**
 * Rows 4a to 4d: packets delivered per second to 10 clients by the exchange, one packet a WebSocket message, beside other ways to publish
 * the same packets. The receiving side is the same C program for all of them; it must have added up exactly what was published.
 */
import { strictEqual } from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { frameOf } from '#mock-dhan/feed/websocket-frames.ts';
import { pairedRow } from '../bench-row.ts';
import type { BenchRow, Comparison, Skipped } from '../bench-row.ts';
import {
  benchFile,
  benchFolder,
  CLIENT_CPU,
  compiledPeer,
  hasProgram,
  hasPythonModules,
  PYTHON,
  SERVER_CPU,
  startPinned,
  startPinnedNode,
} from '../pinned-process.ts';
import type { PinnedProcess } from '../pinned-process.ts';
import { writeClientFile } from './client-file.ts';
import type { Login } from './client-file.ts';
import {
  createFanOutMarket,
  deliveredBy,
  DIRTY_PER_TURN,
  dirtyLeg,
  FIRST_SECURITY_ID,
  LEGS,
  legsOf,
  moveLeg,
  priceAt,
  readersPerLeg,
} from './fan-out-market.ts';
import type { Delivered, Subscriptions } from './fan-out-market.ts';
import { plainQuote } from './plain-quote.ts';

const CLIENTS = 10;
const SECONDS = 1.5;
/** Turns that are prepared for the native sender, which repeats them. */
const PREPARED_TURNS = 200;

const NO_GCC: Skipped = {
  skipped: 'no gcc, which compiles the receiving side (apt-get install gcc libc6-dev)',
};
const NO_FASTAPI: Skipped = {
  skipped: 'no FastAPI (apt-get install python3-fastapi python3-uvicorn python3-uvloop python3-websockets)',
};
const CHECKED = 'the receiver checks and adds up every frame';
const WHAT: Readonly<Record<Subscriptions, string>> = {
  'per-client': `fan-out to ${CLIENTS} clients of a random half of ${LEGS} legs each, ${DIRTY_PER_TURN} of them trading a turn`,
  identical: `fan-out to ${CLIENTS} clients of the same ${LEGS} legs, ${DIRTY_PER_TURN} of them trading a turn`,
};

export const fanOutBesideSend: Comparison = besideSend('per-client');
export const sharedFanOutBesideSend: Comparison = besideSend('identical');
export const fanOutBesideC: Comparison = besideC('per-client');
export const sharedFanOutBesideC: Comparison = besideC('identical');
export const fanOutBesideFastApi: Comparison = {
  what: WHAT['per-client'],
  unit: 'packets/s',
  peer: `FastAPI on uvloop, one packet a turn, send_bytes to each subscriber; ${CHECKED}`,
  async measure() {
    if (!hasPythonModules(['fastapi', 'uvicorn', 'uvloop', 'websockets'])) return NO_FASTAPI;
    return beside('per-client', publishedByFastApi);
  },
};

function besideSend(subscriptions: Subscriptions): Comparison {
  return {
    what: WHAT[subscriptions],
    unit: 'packets/s',
    peer: `ws.send of each packet to each subscriber; ${CHECKED}`,
    measure: () => beside(subscriptions, () => publishedByNode('naive', subscriptions)),
  };
}

function besideC(subscriptions: Subscriptions): Comparison {
  return {
    what: WHAT[subscriptions],
    unit: 'packets/s',
    peer: `C that only sends prepared frames, one send() per client and turn; ${CHECKED}`,
    measure: () => beside(subscriptions, () => publishedByC(subscriptions)),
  };
}

/** Packets per second of the exchange and of another publisher. */
async function beside(
  subscriptions: Subscriptions,
  publishedByPeer: () => Promise<number>,
): Promise<BenchRow | Skipped> {
  if (!hasProgram('gcc')) return NO_GCC;
  return pairedRow({
    better: 'higher',
    measure: async () => ({
      candidate: await publishedByNode('preopen', subscriptions),
      baseline: await publishedByPeer(),
    }),
  });
}

/** What a publisher prints. */
interface Listening {
  readonly port: number;
  readonly logins: readonly Login[];
}
interface Published {
  readonly turns: number;
  readonly seconds: number;
}

async function publishedByNode(kind: 'preopen' | 'naive', subscriptions: Subscriptions): Promise<number> {
  const args = [kind, String(CLIENTS), subscriptions, String(DIRTY_PER_TURN), String(SECONDS)];
  const server = startPinnedNode(SERVER_CPU, 'feed/fan-out-server.ts', args);
  const { port, logins } = await server.next<Listening>();
  return delivered(server, { port, logins, subscriptions }, ({ turns }) => {
    const { firstIndex } = createFanOutMarket(1);
    const readers = readersPerLeg(CLIENTS, subscriptions);
    const expected = deliveredBy(turns, readers, DIRTY_PER_TURN, firstIndex);
    return kind === 'naive' ? expected : withSnapshots(expected, readers, firstIndex);
  });
}

/** The exchange also answers each subscription with the leg's present Quote. */
function withSnapshots({ packets, sum }: Delivered, readers: Int32Array, firstIndex: number): Delivered {
  const legs = [...readers.entries()];
  return {
    packets: legs.reduce((total, [, count]) => total + count, packets),
    sum: legs.reduce(
      (total, [leg, count]) => total + count * (FIRST_SECURITY_ID + leg + priceAt(firstIndex + leg, 0) * 64),
      sum,
    ),
  };
}

async function publishedByC(subscriptions: Subscriptions): Promise<number> {
  const file = writePreparedFrames(subscriptions);
  const server = startPinned(SERVER_CPU, compiledPeer('frame-sender'), [file, String(SECONDS)]);
  const { port } = await server.next<{ port: number }>();
  return delivered(server, { port, logins: anonymousLogins(), subscriptions }, ({ turns }) => {
    const { firstIndex } = createFanOutMarket(1);
    const readers = readersPerLeg(CLIENTS, subscriptions);
    const cycle = deliveredBy(PREPARED_TURNS, readers, DIRTY_PER_TURN, firstIndex);
    const rest = deliveredBy(turns % PREPARED_TURNS, readers, DIRTY_PER_TURN, firstIndex);
    const cycles = Math.floor(turns / PREPARED_TURNS);
    return { packets: cycles * cycle.packets + rest.packets, sum: cycles * cycle.sum + rest.sum };
  });
}

async function publishedByFastApi(): Promise<number> {
  const { firstIndex } = createFanOutMarket(1);
  const readers = readersPerLeg(CLIENTS, 'per-client');
  const subscribed = readers.reduce((sum, count) => sum + count, 0);
  const server = startPinned(SERVER_CPU, PYTHON, [
    benchFile('peers/fastapi-feed.py'),
    String(subscribed),
    String(SECONDS),
    String(firstIndex),
  ]);
  const { port } = await server.next<{ port: number }>();
  return delivered(server, { port, logins: anonymousLogins(), subscriptions: 'per-client' }, ({ turns }) =>
    deliveredBy(turns, readers, 1, firstIndex),
  );
}

/** Runs the receiving side until the publisher ends, and compares. Returns packets per second. */
async function delivered(
  server: PinnedProcess,
  clients: {
    readonly port: number;
    readonly logins: readonly Login[];
    readonly subscriptions: Subscriptions;
  },
  expectedOf: (published: Published) => Delivered,
): Promise<number> {
  const { port, logins, subscriptions } = clients;
  const file = writeClientFile(port, logins, (client) => legsOf(client, subscriptions));
  const sink = startPinned(CLIENT_CPU, compiledPeer('frame-sink'), [String(port), file]);
  const published = await server.next<Published>();
  const { packets, sum } = await sink.next<Delivered>();
  await Promise.all([server.stop(), sink.stop()]);
  const expected = expectedOf(published);
  strictEqual(packets, expected.packets, 'packets delivered');
  strictEqual(sum, expected.sum, 'sum of what was delivered');
  return packets / published.seconds;
}

/** Peers that let anybody in. */
function anonymousLogins(): Login[] {
  return Array.from({ length: CLIENTS }, (_, client) => ({ clientId: String(client), accessToken: 'none' }));
}

/** The file of frame-sender.c: the same turns, for each client the frames of its own legs. */
function writePreparedFrames(subscriptions: Subscriptions): string {
  const { exchange, firstIndex } = createFanOutMarket(1);
  const { board } = exchange.world;
  const legs = Array.from({ length: CLIENTS }, (_, client) => new Set(legsOf(client, subscriptions)));
  const parts = [uint32(CLIENTS), uint32(PREPARED_TURNS)];
  for (let turn = 1; turn <= PREPARED_TURNS; turn += 1) {
    const trades = Array.from({ length: DIRTY_PER_TURN }, (_, position) => dirtyLeg(turn, position));
    const frames = trades.map((leg) => {
      moveLeg(board, firstIndex + leg, turn);
      return frameOf(plainQuote(board, firstIndex + leg, FIRST_SECURITY_ID + leg));
    });
    for (const own of legs) {
      const bytes = Buffer.concat(frames.filter((_, position) => own.has(trades[position]!)));
      parts.push(uint32(bytes.length), bytes);
    }
  }
  const file = join(benchFolder(), 'prepared-frames.bin');
  writeFileSync(file, Buffer.concat(parts));
  return file;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
