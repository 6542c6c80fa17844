/** Row recorded-day: a recorder takes ten hours of a whole exchange as fast as it can, and ends with the memory it had after the first. */
import { join } from 'node:path';
import { verifyRecording } from '#engine/adapters/recording/verify-recording.ts';
import { createDhanFeed } from '#engine/adapters/dhan-feed.ts';
import { createWsTransport } from '#engine/adapters/ws-transport.ts';
import { benchFolder, CLIENT_CPU, SERVER_CPU } from '#test/bench/pinned-process.ts';
import { startProgram } from '../feed/feed-programs.ts';
import type { Where } from '../feed/program-lines.ts';
import { FIRST_SECURITY_ID, INSTRUMENTS } from '../feed/published-quotes.ts';
import type { Proof, SoakReport } from '../soak-report.ts';
import type { PlayedDay } from './day-server.ts';
import { packetsIn } from './packets-in.ts';
import type { RecordedRun } from './record-program.ts';

const HOURS = 10;
const MIB = 1024 * 1024;
/** What ten times as long a recording may cost more: its index of chunks, which is written at the end, and what a collection leaves. */
const GROWTH_BYTES_MAX = 16 * MIB;

export const recordedDay: Proof = {
  what: `a recorder through ${HOURS} hours of ${INSTRUMENTS} instruments, as fast as it goes, beside a tenth of that`,
  prove: proveDay,
};

interface RecordedHours {
  readonly hours: number;
  readonly played: PlayedDay;
  readonly run: RecordedRun;
  readonly packets: number;
  readonly recording: ReturnType<typeof verifyRecording>;
}

async function proveDay(share: number): Promise<SoakReport> {
  const short = await recordHours((HOURS * share) / 10);
  const long = await recordHours(HOURS * share);
  const grownBytes = long.run.usedBytes - short.run.usedBytes;
  return {
    lines: [short, long].map(lineOf),
    failures: [
      ...[short, long].flatMap(failuresOf),
      ...(grownBytes <= GROWTH_BYTES_MAX
        ? []
        : [`recorder memory: expected at most ${GROWTH_BYTES_MAX} bytes more, were ${grownBytes}`]),
    ],
  };
}

async function recordHours(hours: number): Promise<RecordedHours> {
  const path = join(benchFolder(), `day-${hours}.mcap`);
  const server = startProgram(SERVER_CPU, new URL('day-server.ts', import.meta.url), [hours]);
  const programs = [server];
  try {
    const where = await server.next<Where>();
    const origin = where.feedUrl.replace(/^ws/, 'http');
    const recorder = startProgram(CLIENT_CPU, new URL('record-program.ts', import.meta.url), [origin, path]);
    programs.push(recorder);
    const feedUrl = (await recorder.next<string>()).replace(/^http/, 'ws');
    const { closed } = await subscribeAll({ ...where, feedUrl });
    const played = await server.next<PlayedDay>();
    await closed;
    const last = recorder.next<RecordedRun>();
    await recorder.stop();
    const run = await last;
    return { hours, played, run, packets: packetsIn(path), recording: verifyRecording(path) };
  } finally {
    await Promise.all(programs.map((program) => program.stop()));
  }
}

/** Reads everything and keeps nothing; what it resolves with resolves when the exchange has closed. */
async function subscribeAll({
  feedUrl,
  clientId,
  accessToken,
}: Where): Promise<{ readonly closed: Promise<void> }> {
  const feed = createDhanFeed({ sockets: createWsTransport(), feedUrl });
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const handlers = { onFrame: () => undefined, onClose: () => resolve() };
  const connection = await feed.connect({ clientId, accessToken }, handlers);
  const instruments = Array.from({ length: INSTRUMENTS }, (_, leg) => ({
    exchangeSegment: 'NSE_FNO' as const,
    securityId: FIRST_SECURITY_ID + leg,
  }));
  connection.subscribe('full', instruments);
  return { closed };
}

function lineOf({ hours, played, run, packets, recording }: RecordedHours): string {
  const memory = `${(run.usedBytes / MIB).toFixed(1)} MiB in use after gc, ${(run.peakResidentBytes / MIB).toFixed(1)} MiB resident at the most`;
  const file = `${recording.chunks} chunks, ${(run.bytes / MIB).toFixed(1)} MiB`;
  return `${hours} h in ${played.seconds.toFixed(1)} s (recorder ${run.cpuSeconds.toFixed(1)} s of CPU): ${packets} packets in ${file}; ${memory}`;
}

function failuresOf({ hours, played, packets, recording }: RecordedHours): string[] {
  return [
    ...(packets === played.packets
      ? []
      : [`${hours} h: expected ${played.packets} recorded packets, were ${packets}`]),
    ...(recording.state === 'sound'
      ? []
      : [
          `${hours} h: expected a sound recording, was ${recording.state}: ${JSON.stringify(recording.findings[0])}`,
        ]),
  ];
}
