/** Row feed: as many instruments as the exchange grants one client, all of them moving at every flush, over real sockets, nothing lost. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { benchFolder, CLIENT_CPU, SERVER_CPU, startPinned } from '#test/bench/pinned-process.ts';
import type { PinnedProcess } from '#test/bench/pinned-process.ts';
import type { Proof, SoakReport } from '../soak-report.ts';
import { feedFailures } from './feed-failures.ts';
import type { MemoryAfterGc, Published, Received, Where } from './program-lines.ts';
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
  const { published, received } = await runPrograms([turns, turnsIn(markSeconds)]);
  return {
    lines: reportLines(published, received, { turns, markSeconds }),
    failures: feedFailures(published, received, turns),
  };
}

/** Runs server and client to their ends; neither outlives the other. */
async function runPrograms(
  serverArgs: readonly number[],
): Promise<{ readonly published: Published; readonly received: Received }> {
  const server = startProgram(SERVER_CPU, 'publish-server.ts', serverArgs);
  const programs = [server];
  try {
    const client = startProgram(CLIENT_CPU, 'check-client.ts', [whereFile(await server.next<Where>())]);
    programs.push(client);
    const [published, received] = await Promise.all([server.next<Published>(), client.next<Received>()]);
    return { published, received };
  } finally {
    await Promise.all(programs.map((program) => program.stop()));
  }
}

/** A file rather than arguments, which anyone can read and errors show. Returns its path. */
function whereFile(where: Where): string {
  const file = join(benchFolder(), 'where.json');
  writeFileSync(file, JSON.stringify(where));
  return file;
}

function turnsIn(seconds: number): number {
  return Math.max(1, Math.round((seconds * 1000) / CADENCE_MS));
}

/** A program of this folder on one CPU, with the collector at hand so that memory can be told after a collection. */
function startProgram(cpu: number, file: string, args: readonly (string | number)[]): PinnedProcess {
  return startPinned(cpu, process.execPath, [
    '--expose-gc',
    '--disable-warning=ExperimentalWarning',
    fileURLToPath(new URL(file, import.meta.url)),
    ...args.map(String),
  ]);
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
