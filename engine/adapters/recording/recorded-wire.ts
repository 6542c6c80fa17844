import { RecordingError } from '../../errors.ts';
import { recordedKey } from '../../recording/call-matching.ts';
import { decodeClockSample } from '../../recording/clock-sample.ts';
import { decodeCall } from '../../recording/recorded-call.ts';
import type { CallPlace, RecordedWire } from '../../recording/recorded-wire.ts';
import { RecordingFile } from './recording-file.ts';
import type { ChunkPlace } from './recording-file.ts';

/**
 * Opens a recording for a replay. Its calls are found once, at the start, and only their places are kept; frames are read as their time
 * comes, so that memory does not grow with the day. Errors: RecordingError when it holds nothing that could be replayed.
 */
export function openRecordedWire(path: string): RecordedWire & Disposable {
  const file = new RecordingFile(path);
  try {
    const { calls, exchangeAheadMs, topics } = indexOf(file);
    const [first, last] = [file.chunks[0], file.chunks.at(-1)];
    if (!first || !last || (calls.size === 0 && !topics.some((topic) => topic.endsWith('/from-exchange'))))
      throw new RecordingError(
        `replaying the recording failed: expected the channel rest or one of a socket from the exchange, was ${topics.length > 0 ? topics.join(', ') : 'none'} (${path}). Record with clients connected.`,
      );
    return {
      manifest: file.manifest,
      exchangeAheadMs,
      fromMs: first.fromMs,
      toMs: last.toMs,
      messages: () => file.messages(),
      calls: (key) => calls.get(key) ?? [],
      [Symbol.dispose]: () => file[Symbol.dispose](),
    };
  } catch (error) {
    file[Symbol.dispose]();
    throw error;
  }
}

interface WireIndex {
  readonly calls: ReadonlyMap<string, readonly CallPlace[]>;
  readonly exchangeAheadMs: number;
  readonly topics: readonly string[];
}

function indexOf(file: RecordingFile): WireIndex {
  const calls = new Map<string, CallPlace[]>();
  const topics = new Set<string>();
  let aheadMs = file.manifest.exchangeAheadMs;
  for (const chunk of file.chunks) {
    for (const [position, { topic, channel, atMs, data }] of file.messagesOf(chunk).entries()) {
      topics.add(topic);
      if (channel.kind === 'clock') aheadMs ??= decodeClockSample(data).exchangeAheadMs;
      if (channel.kind !== 'rest') continue;
      const key = recordedKey(decodeCall(data));
      const places = calls.get(key) ?? [];
      calls.set(key, places);
      places.push(placeOf(file, { chunk, position, atMs }));
    }
  }
  return { calls, exchangeAheadMs: aheadMs ?? 0, topics: [...topics] };
}

function placeOf(
  file: RecordingFile,
  { chunk, position, atMs }: { readonly chunk: ChunkPlace; readonly position: number; readonly atMs: number },
): CallPlace {
  return { atMs, read: () => decodeCall(file.messagesOf(chunk)[position]!.data) };
}
