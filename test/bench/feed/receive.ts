/** Row 4f: packets received and decoded per second on one connection, beside Python's `websockets`, which only receives. */
import { strictEqual } from 'node:assert/strict';
import { pairedRow } from '../bench-row.ts';
import type { BenchRow, Comparison, Skipped } from '../bench-row.ts';
import {
  benchFile,
  CLIENT_CPU,
  hasPythonModules,
  PYTHON,
  SERVER_CPU,
  startPinned,
  startPinnedNode,
} from '../pinned-process.ts';
import type { PinnedProcess } from '../pinned-process.ts';

const OURS = 4_000_000;
const PYTHONS = 400_000;
const PACKET_BYTES = 50;
/** Half a paisa a packet: the engine reads prices to the paisa, the sender's are sixty-fourths of a rupee. */
const ROUNDING = 0.005;

interface Received {
  readonly packets: number;
  readonly sum: number;
  readonly bytes: number;
  readonly seconds: number;
}

export const receiveQuotes: Comparison = {
  what: 'receive and decode Quote packets on one connection',
  unit: 'packets/s',
  peer: 'Python websockets, recv alone; what was decoded adds up to what was sent',
  measure: measureReceivers,
};

async function measureReceivers(): Promise<BenchRow | Skipped> {
  if (!hasPythonModules(['websockets']))
    return { skipped: 'no websockets (apt-get install python3-websockets)' };
  return pairedRow({
    better: 'higher',
    measure: async () => ({ candidate: await receivedByEngine(), baseline: await receivedByPython() }),
  });
}

async function receivedByEngine(): Promise<number> {
  return received(OURS, (port) => startPinnedNode(CLIENT_CPU, 'feed/receive-client.ts', [port]));
}

async function receivedByPython(): Promise<number> {
  return received(PYTHONS, (port) =>
    startPinned(CLIENT_CPU, PYTHON, [benchFile('peers/websockets-recv.py'), port]),
  );
}

async function received(messages: number, startClient: (port: string) => PinnedProcess): Promise<number> {
  const source = startPinnedNode(SERVER_CPU, 'feed/frame-source.ts', [String(messages)]);
  const { port, sum } = await source.next<{ port: number; sum: number }>();
  const client = startClient(String(port));
  const seen = await client.next<Received>();
  await Promise.all([client.stop(), source.stop()]);
  strictEqual(seen.packets, messages, 'packets received');
  if (seen.bytes !== undefined) strictEqual(seen.bytes, messages * PACKET_BYTES, 'bytes received');
  else assertSameSum(seen.sum, sum, messages);
  return seen.packets / seen.seconds;
}

function assertSameSum(seen: number, sent: number, messages: number): void {
  if (Math.abs(seen - sent) > messages * ROUNDING)
    throw new Error(`receive bench: the sum of what was decoded is ${seen}, expected ${sent}`);
}
