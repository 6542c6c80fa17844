/** Row recording: the feed proof with a recorder between its server and its client; the recording holds every packet that was sent. */
import { join } from 'node:path';
import { verifyRecording } from '#engine/adapters/recording/verify-recording.ts';
import { benchFolder, CLIENT_CPU } from '#test/bench/pinned-process.ts';
import type { PinnedProcess } from '#test/bench/pinned-process.ts';
import { feedFailures } from '../feed/feed-failures.ts';
import { runFeed, startProgram, turnsIn } from '../feed/feed-programs.ts';
import { CADENCE_MS, CONNECTIONS, INSTRUMENTS } from '../feed/published-quotes.ts';
import type { Proof, SoakReport } from '../soak-report.ts';
import { packetsIn } from './packets-in.ts';
import type { RecordedRun } from './record-program.ts';

const SECONDS = 120;
const SECONDS_MIN = 5;
const MIB = 1024 * 1024;
/** The recorder may keep a chunk and its copies, whatever the length of the day. */
const USED_BYTES_MAX = 96 * MIB;

export const sustainedRecording: Proof = {
  what: `a recorder between ${CONNECTIONS} connections of ${INSTRUMENTS} instruments at ${1000 / CADENCE_MS} Hz and their client`,
  prove: proveRecording,
};

async function proveRecording(share: number): Promise<SoakReport> {
  const seconds = Math.max(SECONDS_MIN, SECONDS * share);
  const turns = turnsIn(seconds);
  const path = join(benchFolder(), `sustained-${process.pid}.mcap`);
  let recorder: PinnedProcess | undefined;
  const { published, received } = await runFeed([turns, turnsIn(seconds / 10)], async (where) => {
    const origin = where.feedUrl.replace(/^ws/, 'http');
    // With the client: what the recorder takes must not slow the server that is measured beside it.
    recorder = startProgram(CLIENT_CPU, new URL('record-program.ts', import.meta.url), [origin, path]);
    return { ...where, feedUrl: (await recorder.next<string>()).replace(/^http/, 'ws') };
  });
  const last = recorder!.next<RecordedRun>();
  await recorder!.stop();
  const run = await last;
  const packets = packetsIn(path);
  const { state, chunks, findings } = verifyRecording(path);
  return {
    lines: [
      `recorded: ${packets} packets in ${chunks} chunks, ${(run.bytes / MIB).toFixed(1)} MiB, ${(run.bytes / packets).toFixed(2)} bytes a packet`,
      `CPU: recorder ${((run.cpuSeconds / (received.seconds + CADENCE_MS / 1000)) * 100).toFixed(1)}% of one, start and snapshots included`,
      `recorder memory after gc: ${(run.residentBytes / MIB).toFixed(1)} MiB resident (${(run.usedBytes / MIB).toFixed(1)} MiB in use)`,
      `latency through it: p50 ${received.p50.toFixed(1)} ms, p99 ${received.p99.toFixed(1)} ms`,
    ],
    failures: [
      ...feedFailures(published, received, turns),
      ...(state === 'sound'
        ? []
        : [`recording: expected a sound file, was ${state}: ${JSON.stringify(findings[0])}`]),
      ...(packets === published.packets
        ? []
        : [`recorded packets: expected ${published.packets}, were ${packets}`]),
      ...(run.usedBytes <= USED_BYTES_MAX
        ? []
        : [`recorder memory in use: expected at most ${USED_BYTES_MAX} bytes, was ${run.usedBytes}`]),
    ],
  };
}
