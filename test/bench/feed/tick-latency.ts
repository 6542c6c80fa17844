/** Row 4e: from a trade on the exchange's board to the client, one idle connection, beside a raw `ws.send` of the packet. */
import { deepStrictEqual } from 'node:assert/strict';
import { pairedRow } from '../bench-row.ts';
import type { BenchRow, Comparison, Pair, Skipped } from '../bench-row.ts';
import { median } from '../median.ts';
import {
  CLIENT_CPU,
  compiledPeer,
  hasProgram,
  SERVER_CPU,
  startPinned,
  startPinnedNode,
} from '../pinned-process.ts';
import { writeClientFile } from './client-file.ts';
import type { Login } from './client-file.ts';
import { LATENCY_LEG } from './fan-out-market.ts';
import { PublishedLegs } from './published-legs.ts';
import type { Delivered } from './published-legs.ts';

const SECONDS = 1.5;

export const tickLatency: Comparison = {
  what: 'one tick to one idle client, from the board to its arrival (median)',
  unit: 'us',
  peer: 'ws.send of a packet made with Buffer.write*',
  measure: measureLatency,
};

async function measureLatency(): Promise<BenchRow | Skipped> {
  if (!hasProgram('gcc'))
    return { skipped: 'no gcc, which compiles the receiving side (apt-get install gcc libc6-dev)' };
  const p99: Pair[] = [];
  return pairedRow({
    better: 'lower',
    measure: async () => {
      const [ours, plain] = [await latency('preopen'), await latency('naive')];
      p99.push({ candidate: ours.p99, baseline: plain.p99 });
      return { candidate: ours.p50, baseline: plain.p50 };
    },
    note: () =>
      `p99 ${median(p99.map(({ candidate }) => candidate))} us, peer ${median(p99.map(({ baseline }) => baseline))} us`,
  });
}

async function latency(kind: 'preopen' | 'naive'): Promise<{ readonly p50: number; readonly p99: number }> {
  const server = startPinnedNode(SERVER_CPU, 'feed/tick-server.ts', [kind, String(SECONDS)]);
  const { port, logins } = await server.next<{ port: number; logins: Login[] }>();
  const file = writeClientFile(port, logins, () => [LATENCY_LEG]);
  const sink = startPinned(CLIENT_CPU, compiledPeer('frame-sink'), [String(port), file, 'latency']);
  const { turns } = await server.next<{ turns: number }>();
  const { clients, p50, p99 } = await sink.next<{ clients: Delivered[]; p50: number; p99: number }>();
  await Promise.all([server.stop(), sink.stop()]);
  const published = new PublishedLegs(0);
  // The exchange answers the subscription with the leg's present Quote.
  for (let turn = kind === 'preopen' ? 0 : 1; turn <= turns; turn += 1) published.add(LATENCY_LEG, turn);
  deepStrictEqual(clients, [published.deliveredTo([LATENCY_LEG])], `latency bench: ticks of ${kind}`);
  return { p50, p99 };
}
