import { decodeClockSample } from '../../recording/clock-sample.ts';
import { forEachFrame } from '../../recording/frames.ts';
import type { RecordingManifest } from '../../recording/manifest.ts';
import type { RecordingFile, TruncatedTail } from './recording-file.ts';

/** What one channel of a recording holds. */
export interface ChannelInfo {
  readonly topic: string;
  messages: number;
  /** Of a socket's channel; 0 of the others. */
  frames: number;
  bytes: number;
  readonly firstAtMs: number;
  lastAtMs: number;
}

/** What `preopen recording info` tells. */
export interface RecordingInfo {
  readonly file: string;
  readonly bytes: number;
  readonly manifest: RecordingManifest;
  readonly chunks: number;
  readonly messages: number;
  /** Null without a message. */
  readonly firstAtMs: number | null;
  readonly lastAtMs: number | null;
  /** In the order of their first messages. */
  readonly channels: readonly ChannelInfo[];
  /** How far the exchange's `Date` was ahead of the recording's clock, as heard last; null when it never was. */
  readonly exchangeAheadMs: number | null;
  /** What was only known at the end; null when that is missing. */
  readonly totals: Readonly<Record<string, string>> | null;
  readonly truncated: TruncatedTail | null;
}

/** Reads the file once. Errors: RecordingError at a chunk that is damaged. */
export function recordingInfo(file: RecordingFile): RecordingInfo {
  const channels = new Map<string, ChannelInfo>();
  let messages = 0;
  let { exchangeAheadMs } = file.manifest;
  for (const { topic, channel, atMs, data } of file.messages()) {
    const known = channels.get(topic) ?? {
      topic,
      messages: 0,
      frames: 0,
      bytes: 0,
      firstAtMs: atMs,
      lastAtMs: atMs,
    };
    channels.set(topic, known);
    messages += 1;
    known.messages += 1;
    known.bytes += data.length;
    known.lastAtMs = atMs;
    if (channel.kind === 'clock') ({ exchangeAheadMs } = decodeClockSample(data));
    if (channel.kind === 'frames') forEachFrame(data, () => (known.frames += 1));
  }
  const all = [...channels.values()];
  return {
    file: file.path,
    bytes: file.size,
    manifest: file.manifest,
    chunks: file.chunks.length,
    messages,
    firstAtMs: all[0]?.firstAtMs ?? null,
    lastAtMs: all.length > 0 ? Math.max(...all.map(({ lastAtMs }) => lastAtMs)) : null,
    channels: all,
    exchangeAheadMs,
    totals: file.totals ? Object.fromEntries(file.totals) : null,
    truncated: file.truncated ?? null,
  };
}
