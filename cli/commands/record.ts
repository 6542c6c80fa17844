import { rm } from 'node:fs/promises';
import { finishRecording } from '#engine/adapters/recording/secret-gate.ts';
import { WireRecorder } from '#engine/adapters/recording/wire-recorder.ts';
import type { RecordedTotals } from '#engine/adapters/recording/wire-recorder.ts';
import { istDate, istTimeOfDay } from '#engine/market/ist-time.ts';
import { recordCommand } from '../record/recorded-command.ts';
import { type RecordTarget, type RecordTargetFlags, openRecordTarget } from '../record/record-target.ts';
import { openRecordingProxy } from '../record/recording-proxy.ts';
import { catchSignals } from '../run/passed-signals.ts';
import { writeReadyFile } from '../ready-file.ts';
import { recordingVersions } from '../version.ts';
import { EXIT_CODES } from '../exit-codes.ts';

/** The flags of `preopen record`, as commander names them. */
export interface RecordFlags extends RecordTargetFlags {
  readonly output?: string;
  readonly port: number;
  readonly rotateSize?: number;
  readonly rotateEvery?: number;
  readonly allow?: readonly string[];
  readonly readyFile?: string;
  readonly quiet?: boolean;
}

/** `preopen record [-- COMMAND]`. Without a command it records until SIGINT or SIGTERM. Returns 0, or the command's exit code. */
export async function record(words: readonly string[], flags: RecordFlags): Promise<number> {
  const say = (text: string): void =>
    void (flags.quiet ? undefined : process.stderr.write(`preopen: ${text}\n`));
  using signals = catchSignals();
  await using target = await openRecordTarget(flags);
  const failed = Promise.withResolvers<void>();
  const recorder = new WireRecorder({
    path: flags.output ?? `recording-${fileTime(target.clock.nowMs())}.mcap`,
    about: { ...target.about, versions: recordingVersions() },
    clock: target.clock,
    rotateBytes: flags.rotateSize,
    rotateMs: flags.rotateEvery,
    onFailure: () => failed.resolve(),
  });
  try {
    const [program, ...rest] = words;
    const exitCode =
      program === undefined
        ? await recordClients({
            target,
            recorder,
            flags,
            until: Promise.race([signals.came, failed.promise]),
            say,
          })
        : await recordCommand({
            command: [program, ...rest],
            allow: flags.allow ?? [],
            target,
            recorder,
            signals,
            say,
          });
    if (recorder.failure) throw recorder.failure;
    return exitCode;
  } finally {
    tellTotals(finishRecording(recorder), say);
  }
}

/** Stands open for any client until a signal comes, or nothing can be written any more. */
async function recordClients(stage: {
  readonly target: RecordTarget;
  readonly recorder: WireRecorder;
  readonly flags: RecordFlags;
  readonly until: Promise<void>;
  readonly say: (text: string) => void;
}): Promise<number> {
  const { target, recorder, flags, until, say } = stage;
  await using proxy = await openRecordingProxy({ exchange: target.exchange, recorder, port: flags.port });
  const { originUrl } = proxy;
  const restUrl = `${originUrl}/v2`;
  const feedUrl = originUrl.replace(/^http/, 'ws');
  say(`recording ${target.about.exchange} into ${recorder.path}: REST ${restUrl}   feed ${feedUrl}`);
  if (flags.readyFile !== undefined)
    await writeReadyFile(flags.readyFile, {
      restUrl,
      authUrl: originUrl,
      feedUrl,
      caFile: null,
      pid: process.pid,
      recording: recorder.path,
      env: {
        ...target.credentials,
        DHAN_AUTH_URL: originUrl,
        DHAN_BASE_URL: restUrl,
        DHAN_WS_MARKET_URL: feedUrl,
      },
    });
  await until;
  if (flags.readyFile !== undefined) await rm(flags.readyFile, { force: true });
  return EXIT_CODES.ok;
}

function tellTotals(totals: RecordedTotals, say: (text: string) => void): void {
  const { calls, connections, bytes, files, maskedSecrets } = totals;
  say(`recorded ${calls} calls, ${connections} sockets, ${bytes} bytes: ${files.join(', ')}`);
  if (maskedSecrets > 0)
    say(`${maskedSecrets} secrets stood where no name told them and were masked with asterisks`);
}

/** `2026-02-04-092000` */
function fileTime(nowMs: number): string {
  return `${istDate(nowMs)}-${istTimeOfDay(nowMs).replaceAll(':', '')}`;
}
