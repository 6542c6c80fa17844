/** Row feed: as many instruments as the exchange grants one client, all of them moving at every flush, over real sockets, nothing lost. */
import type { Proof, SoakReport } from '../soak-report.ts';
import { feedFailures } from './feed-failures.ts';
import { runFeed, turnsIn } from './feed-programs.ts';
import type { MemoryAfterGc, Published, Received } from './program-lines.ts';
import { CADENCE_MS, CONNECTIONS, INSTRUMENTS } from './published-quotes.ts';

const SECONDS = 120;
const SECONDS_MIN = 5;
/** By then everything that grows once has grown; a shorter run takes a tenth of itself. */
const MARK_SECONDS_MAX = 10;
const LATENCY_GOAL_MS = 50;

export const sustainedFeed: Proof = {
  what: `${CONNECTIONS} connections of ${INSTRUMENTS} instruments each, all of them moving every ${CADENCE_MS} ms`,
  prove: proveFeed,
};

async function proveFeed(share: number): Promise<SoakReport> {
  const seconds = Math.max(SECONDS_MIN, SECONDS * share);
  const markSeconds = Math.min(MARK_SECONDS_MAX, seconds / 10);
  const turns = turnsIn(seconds);
  const { published, received } = await runFeed([turns, turnsIn(markSeconds)]);
  return {
    lines: reportLines(published, received, { turns, markSeconds }),
    failures: feedFailures(published, received, turns),
  };
}

interface Length {
  readonly turns: number;
  readonly markSeconds: number;
}

function reportLines(published: Published, received: Received, { turns, markSeconds }: Length): string[] {
  const { p50, p99, max } = received;
  // The first turn's packets were a cadence in the making like all others.
  const rate = received.quotes / (received.seconds + CADENCE_MS / 1000);
  const goal = `goal p99 ${LATENCY_GOAL_MS} ms ${p99 <= LATENCY_GOAL_MS ? 'met' : 'MISSED'}, not asserted`;
  return [
    `${turns} flushes in ${(turns * CADENCE_MS) / 1000} s, the latest ${published.latestMs.toFixed(1)} ms after its time`,
    `delivered: ${whole(rate)} packets/s`,
    `checked: ${whole(received.checked)} packets, ${whole(received.wrong)} wrong`,
    `latency: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, max ${max.toFixed(1)} ms (${goal})`,
    `CPU: server ${percent(published.cpuShare)}, client ${percent(received.cpuShare)} of one`,
    `server memory after gc: ${memory(published.mark)} at ${markSeconds} s, ${memory(published.end)} at the end`,
    `slow readers dropped: ${published.droppedAsTooSlow}`,
  ];
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

function memory({ residentBytes, usedBytes }: MemoryAfterGc): string {
  return `${mebibytes(residentBytes)} resident (${mebibytes(usedBytes)} in use)`;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
