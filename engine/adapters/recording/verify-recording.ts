import { crc32 } from 'node:zlib';
import { RecordingError } from '../../errors.ts';
import { decodeConnectionEvent } from '../../recording/connection-event.ts';
import { forEachFrame } from '../../recording/frames.ts';
import { decodeCall } from '../../recording/recorded-call.ts';
import { RecordingFile, chunkName } from './recording-file.ts';
import type { ChunkPlace } from './recording-file.ts';
import type { RecordedMessage } from '../../recording/recorded-message.ts';

/** Something that is not as it must be, and where. */
export interface RecordingFinding {
  readonly where: string;
  readonly what: string;
}

/** What `preopen recording verify` tells. */
export interface RecordingVerification {
  readonly file: string;
  /** `sound`: all of it. `cut short`: its end is missing, what is there is sound. `damaged`: some of what is there is not. */
  readonly state: 'sound' | 'cut short' | 'damaged';
  readonly chunks: number;
  readonly soundChunks: number;
  readonly messages: number;
  /** Log time of the last message that was read; null without one. */
  readonly untilMs: number | null;
  readonly findings: readonly RecordingFinding[];
}

const BLOCK_BYTES = 1024 * 1024;
const DATA_END_BYTES = 13;
/** Footer: opcode, length, two starts; then the CRC and the closing magic. */
const FOOTER_HEAD_BYTES = 25;
const FOOTER_TAIL_BYTES = 12;

/**
 * Reads everything and holds it against its checksums, its order and the layout of its messages.
 * Errors: RecordingError for a file that is no recording of the wire.
 */
export function verifyRecording(path: string): RecordingVerification {
  using file = new RecordingFile(path);
  const findings: RecordingFinding[] = [];
  const order = new OrderCheck();
  let soundChunks = 0;
  let messages = 0;
  for (const chunk of file.chunks) {
    const read = readChunk(file, chunk);
    const found =
      'finding' in read
        ? [read.finding]
        : read.messages.flatMap((message) => faultsOf(message, chunk, order));
    if (found.length === 0) soundChunks += 1;
    messages += 'finding' in read ? 0 : read.messages.length;
    findings.push(...found);
  }
  findings.push(...checksumFindings(file));
  const isDamaged = findings.length > 0;
  if (file.truncated) findings.push(truncatedFinding(file));
  return {
    file: path,
    state: isDamaged ? 'damaged' : file.truncated ? 'cut short' : 'sound',
    chunks: file.chunks.length,
    soundChunks,
    messages,
    untilMs: order.lastAtMs > 0 ? order.lastAtMs : null,
    findings,
  };
}

/** Log times rise; a message out of order would be replayed at another time than it came. */
class OrderCheck {
  lastAtMs = 0;

  take(atMs: number): string | undefined {
    const { lastAtMs } = this;
    this.lastAtMs = Math.max(lastAtMs, atMs);
    return atMs < lastAtMs ? `expected log times that rise, was ${atMs} ms behind ${lastAtMs} ms` : undefined;
  }
}

function readChunk(
  file: RecordingFile,
  chunk: ChunkPlace,
): { readonly messages: readonly RecordedMessage[] } | { readonly finding: RecordingFinding } {
  try {
    return { messages: file.messagesOf(chunk) };
  } catch (error) {
    if (!(error instanceof RecordingError)) throw error;
    const reason = error.cause instanceof Error ? error.cause.message : error.message;
    return { finding: { where: chunkName(chunk), what: `expected a whole chunk, was damaged: ${reason}` } };
  }
}

function faultsOf(message: RecordedMessage, chunk: ChunkPlace, order: OrderCheck): RecordingFinding[] {
  const where = `${chunkName(chunk)}, channel ${message.topic}`;
  const { fromMs, toMs } = chunk;
  const isOutside = message.atMs < fromMs || message.atMs > toMs;
  const faults = [
    order.take(message.atMs),
    isOutside
      ? `expected a log time from ${fromMs} to ${toMs} ms, as the chunk says, was ${message.atMs}`
      : undefined,
    layoutFault(message),
  ];
  return faults.flatMap((what) => (what === undefined ? [] : [{ where, what }]));
}

function layoutFault({ channel, data }: RecordedMessage): string | undefined {
  try {
    if (channel.kind === 'frames') forEachFrame(data, () => undefined);
    else if (channel.kind === 'rest') decodeCall(data);
    else decodeConnectionEvent(data);
    return undefined;
  } catch (error) {
    return `expected a message of its channel's layout, was none: ${(error as Error).message}`;
  }
}

/** The checksums over everything, which also cover what stands between the chunks. */
function checksumFindings(file: RecordingFile): RecordingFinding[] {
  if (file.dataEnd === undefined || file.truncated) return [];
  const findings: RecordingFinding[] = [];
  const stored = (offset: number): number => new DataView(file.read(offset, 4).buffer).getUint32(0, true);
  const summaryStart = file.dataEnd + DATA_END_BYTES;
  if (crcOf(file, 0, file.dataEnd) !== stored(summaryStart - 4))
    findings.push({
      where: `bytes 0 to ${file.dataEnd}`,
      what: 'expected the checksum of the data, was another',
    });
  const crcAt = file.size - FOOTER_TAIL_BYTES;
  if (crcAt < summaryStart + FOOTER_HEAD_BYTES || crcOf(file, summaryStart, crcAt) !== stored(crcAt))
    findings.push({
      where: `bytes ${summaryStart} to ${crcAt}`,
      what: 'expected the checksum of the summary, was another',
    });
  return findings;
}

function crcOf(file: RecordingFile, from: number, to: number): number {
  let crc = 0;
  for (let at = from; at < to; at += BLOCK_BYTES)
    crc = crc32(file.read(at, Math.min(BLOCK_BYTES, to - at)), crc);
  return crc;
}

function truncatedFinding({ truncated, chunks }: RecordingFile): RecordingFinding {
  const { offset, bytes } = truncated!;
  const last = chunks.at(-1);
  return {
    where: `byte ${offset}`,
    what:
      `expected the file's end, was ${bytes === 0 ? 'nothing' : `${bytes} bytes of a record without its end`}; ` +
      `everything ${last ? `up to ${chunkName(last)}` : 'before'} can be read`,
  };
}
