/**
 * Rows 4a to 4d: packets delivered per second to 10 clients by the exchange, one packet a WebSocket message, beside other ways to publish
 * the same packets. The receiving side is the same C program for all of them; every client must have received exactly what was published.
 */
import { deepStrictEqual } from 'node:assert/strict';
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
  DIRTY_PER_TURN,
  dirtyLeg,
  FIRST_SECURITY_ID,
  LEGS,
  legsOf,
  moveLeg,
} from './fan-out-market.ts';
import type { Subscriptions } from './fan-out-market.ts';
import { PublishedLegs } from './published-legs.ts';
import type { Delivered } from './published-legs.ts';
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
const CHECKED = 'every client received every byte';
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

/** What the receiving side prints, in order of the clients. */
interface Received {
  readonly clients: readonly Delivered[];
}

async function publishedByNode(kind: 'preopen' | 'naive', subscriptions: Subscriptions): Promise<number> {
  const args = [kind, String(CLIENTS), subscriptions, String(DIRTY_PER_TURN), String(SECONDS)];
  const server = startPinnedNode(SERVER_CPU, 'feed/fan-out-server.ts', args);
  const { port, logins } = await server.next<Listening>();
  return delivered(server, { publisher: kind, port, logins, subscriptions }, (published, turns) => {
    published.addTurns(turns, DIRTY_PER_TURN);
    // The exchange also answers each subscription with the leg's present Quote.
    if (kind === 'preopen') for (let leg = 0; leg < LEGS; leg += 1) published.add(leg, 0);
  });
}

async function publishedByC(subscriptions: Subscriptions): Promise<number> {
  const file = writePreparedFrames(subscriptions);
  const server = startPinned(SERVER_CPU, compiledPeer('frame-sender'), [file, String(SECONDS)]);
  const { port } = await server.next<{ port: number }>();
  const clients = { publisher: 'C', port, logins: anonymousLogins(), subscriptions };
  return delivered(server, clients, (published, turns) => {
    published.addTurns(PREPARED_TURNS, DIRTY_PER_TURN, Math.floor(turns / PREPARED_TURNS));
    published.addTurns(turns % PREPARED_TURNS, DIRTY_PER_TURN);
  });
}

async function publishedByFastApi(): Promise<number> {
  const { firstIndex } = createFanOutMarket(1);
  const subscriptions = 'per-client';
  const subscribed = legsOfClients(subscriptions).flat().length;
  const args = [benchFile('peers/fastapi-feed.py'), String(subscribed), String(SECONDS), String(firstIndex)];
  const server = startPinned(SERVER_CPU, PYTHON, args);
  const { port } = await server.next<{ port: number }>();
  const clients = { publisher: 'FastAPI', port, logins: anonymousLogins(), subscriptions } as const;
  return delivered(server, clients, (published, turns) => published.addTurns(turns, 1));
}

/** Runs the receiving side until the publisher ends, and compares client by client. Returns packets per second. */
async function delivered(
  server: PinnedProcess,
  clients: {
    readonly publisher: string;
    readonly port: number;
    readonly logins: readonly Login[];
    readonly subscriptions: Subscriptions;
  },
  addPublished: (published: PublishedLegs, turns: number) => void,
): Promise<number> {
  const { publisher, port, logins, subscriptions } = clients;
  const legs = legsOfClients(subscriptions);
  const file = writeClientFile(port, logins, (client) => legs[client]!);
  const sink = startPinned(CLIENT_CPU, compiledPeer('frame-sink'), [String(port), file]);
  const { turns, seconds } = await server.next<Published>();
  const received = await sink.next<Received>();
  await Promise.all([server.stop(), sink.stop()]);
  const published = new PublishedLegs();
  addPublished(published, turns);
  deepStrictEqual(
    received.clients,
    legs.map((own) => published.deliveredTo(own)),
    `fan-out bench: what ${publisher} published and what each client received differ`,
  );
  return received.clients.reduce((sum, { packets }) => sum + packets, 0) / seconds;
}

function legsOfClients(subscriptions: Subscriptions): number[][] {
  return Array.from({ length: CLIENTS }, (_, client) => legsOf(client, subscriptions));
}

/** Peers that let anybody in. */
function anonymousLogins(): Login[] {
  return Array.from({ length: CLIENTS }, (_, client) => ({ clientId: String(client), accessToken: 'none' }));
}

/** The file of frame-sender.c: the same turns, for each client the frames of its own legs. */
function writePreparedFrames(subscriptions: Subscriptions): string {
  const { exchange, firstIndex } = createFanOutMarket(1);
  const { board } = exchange.world;
  const legs = legsOfClients(subscriptions).map((own) => new Set(own));
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
