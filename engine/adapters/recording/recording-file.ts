import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { zstdDecompressSync } from 'node:zlib';
import { McapConstants, McapStreamReader } from '@mcap/core';
import type { McapTypes } from '@mcap/core';
import { RecordingError } from '../../errors.ts';
import { decodeManifest } from '../../recording/manifest.ts';
import type { RecordingManifest } from '../../recording/manifest.ts';
import type { RecordedMessage } from '../../recording/recorded-message.ts';
import { WIRE_PROFILE_NAME, parseTopic } from '../../recording/recording-format.ts';

/** A chunk that is whole, as far as its length goes. */
export interface ChunkPlace {
  /** Counted from 1. */
  readonly number: number;
  /** Of its record in the file. */
  readonly offset: number;
  readonly length: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Where a file ends too early. */
export interface TruncatedTail {
  readonly offset: number;
  /** Bytes from there on that belong to no whole record. */
  readonly bytes: number;
}

const RECORD_HEAD_BYTES = 9;
const MAGIC_BYTES = McapConstants.MCAP_MAGIC.length;
const { Opcode } = McapConstants;
const NS_PER_US = 1000n;

/**
 * A recording of the wire on disk. Opening it hops from record to record and reads no chunk, so that a file without its end (its recorder was
 * killed) opens like any other, with everything up to its last whole chunk. Errors: RecordingError when it is no recording of the wire that this version reads.
 */
export class RecordingFile implements Disposable {
  readonly path: string;
  readonly size: number;
  readonly manifest: RecordingManifest;
  readonly library: string;
  readonly chunks: readonly ChunkPlace[];
  /** What was only known at the recording's end; undefined without an end. */
  readonly totals: ReadonlyMap<string, string> | undefined;
  /** Undefined when the file has its footer. */
  readonly truncated: TruncatedTail | undefined;
  /** Where the record that ends the data stands; undefined when there is none. */
  readonly dataEnd: number | undefined;
  readonly #descriptor: number;

  constructor(path: string) {
    this.path = path;
    this.#descriptor = openExisting(path);
    try {
      this.size = fstatSync(this.#descriptor).size;
      const found = this.#scan();
      this.library = found.library;
      this.manifest = found.manifest;
      this.chunks = found.chunks;
      this.totals = found.totals;
      this.truncated = found.truncated;
      this.dataEnd = found.dataEnd;
    } catch (error) {
      closeSync(this.#descriptor);
      throw error;
    }
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor);
  }

  /** Every message, in the order of the file. Errors: RecordingError at the first chunk that is damaged. */
  *messages(): Generator<RecordedMessage> {
    for (const chunk of this.chunks) yield* this.messagesOf(chunk);
  }

  /** The messages of one chunk. Errors: RecordingError with the chunk's place when it is damaged. */
  messagesOf(chunk: ChunkPlace): readonly RecordedMessage[] {
    const channels = new Map<number, Omit<RecordedMessage, 'atMs' | 'beganAtMs' | 'data'>>();
    const messages: RecordedMessage[] = [];
    try {
      for (const record of recordsOf(this.read(chunk.offset, chunk.length))) {
        if (record.type === 'Channel') channels.set(record.id, channelOf(record));
        if (record.type !== 'Message') continue;
        const channel = channels.get(record.channelId);
        if (!channel)
          throw new RangeError(`a message on channel ${record.channelId}, which it does not carry`);
        messages.push({
          ...channel,
          atMs: toMs(record.logTime),
          beganAtMs: toMs(record.publishTime),
          data: record.data,
        });
      }
    } catch (cause) {
      throw this.#error(
        `expected a whole chunk, was damaged: ${reasonOf(cause)}`,
        chunkName(chunk),
        DAMAGED,
        cause,
      );
    }
    return messages;
  }

  /** `length` bytes at `offset`. */
  read(offset: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length;) {
      const count = readSync(this.#descriptor, bytes, at, length - at, offset + at);
      if (count === 0) throw new RangeError(`the file ended at byte ${offset + at}`);
      at += count;
    }
    return bytes;
  }

  #scan(): Pick<RecordingFile, 'library' | 'manifest' | 'chunks' | 'totals' | 'truncated' | 'dataEnd'> {
    this.#checkMagic();
    const chunks: ChunkPlace[] = [];
    const seen: {
      header?: McapTypes.Header;
      manifest?: RecordingManifest;
      totals?: ReadonlyMap<string, string> | undefined;
      dataEnd?: number;
    } = {};
    let offset = MAGIC_BYTES;
    let isEnded = false;
    while (!isEnded) {
      const length = this.#recordLength(offset);
      if (length === undefined) break;
      const opcode = this.read(offset, 1)[0];
      if (opcode === Opcode.CHUNK) chunks.push(this.#chunkAt(offset, length, chunks.length + 1));
      else if (opcode === Opcode.HEADER) seen.header = this.#header(offset, length);
      else if (opcode === Opcode.ATTACHMENT) {
        const manifest = this.#manifest(offset, length);
        if (manifest) seen.manifest = manifest;
      } else if (opcode === Opcode.METADATA) seen.totals = this.#metadata(offset, length);
      else if (opcode === Opcode.DATA_END) seen.dataEnd = offset;
      isEnded = opcode === Opcode.FOOTER;
      offset += length;
    }
    if (!seen.header) throw this.#error('expected an MCAP header, was none', 'byte 8', DAMAGED);
    if (!seen.manifest)
      throw this.#error(
        'expected the attachment manifest.json before the first chunk, was none',
        `byte ${offset}`,
        DAMAGED,
      );
    const isWhole = isEnded && this.size === offset + MAGIC_BYTES;
    return {
      library: seen.header.library,
      manifest: seen.manifest,
      chunks,
      totals: seen.totals,
      dataEnd: seen.dataEnd,
      truncated: isWhole ? undefined : { offset, bytes: this.size - offset },
    };
  }

  #checkMagic(): void {
    const magic = this.size < MAGIC_BYTES ? undefined : this.read(0, MAGIC_BYTES);
    if (!magic?.every((byte, index) => byte === McapConstants.MCAP_MAGIC[index]))
      throw this.#error(
        'expected an MCAP file, was another',
        'byte 0',
        'Give a file that preopen record wrote.',
      );
  }

  /** Of the whole record; undefined when the file ends inside it. */
  #recordLength(offset: number): number | undefined {
    if (offset + RECORD_HEAD_BYTES > this.size) return undefined;
    const head = this.read(offset, RECORD_HEAD_BYTES);
    const length = Number(viewOf(head).getBigUint64(1, true)) + RECORD_HEAD_BYTES;
    return offset + length > this.size ? undefined : length;
  }

  #chunkAt(offset: number, length: number, number: number): ChunkPlace {
    const view = viewOf(this.read(offset + RECORD_HEAD_BYTES, 16));
    const [fromMs, untilMs] = [toMs(view.getBigUint64(0, true)), toMs(view.getBigUint64(8, true))];
    return { number, offset, length, fromMs, toMs: untilMs };
  }

  #header(offset: number, length: number): McapTypes.Header {
    const header = this.#record(offset, length);
    if (header?.type !== 'Header')
      throw this.#error('expected an MCAP header, was another record', `byte ${offset}`, DAMAGED);
    if (header.profile === WIRE_PROFILE_NAME) return header;
    const what =
      header.profile === 'preopen-option-session'
        ? 'a market day (profile preopen-option-session), which a scenario plays'
        : `the profile "${header.profile}"`;
    throw this.#error(
      `expected the profile ${WIRE_PROFILE_NAME}, was ${what}`,
      'header',
      'Give a file that preopen record wrote.',
    );
  }

  #manifest(offset: number, length: number): RecordingManifest | undefined {
    const attachment = this.#record(offset, length);
    if (attachment?.type !== 'Attachment' || attachment.name !== 'manifest.json') return undefined;
    const manifest = decodeManifest(attachment.data);
    if (manifest.ok) return manifest.value;
    throw this.#error(manifest.error, 'manifest.json', 'Give a recording that this version reads.');
  }

  /** Nothing is lost with damaged totals but they; the checksum of the data tells of it. */
  #metadata(offset: number, length: number): ReadonlyMap<string, string> | undefined {
    try {
      const metadata = recordsOf(this.read(offset, length)).next().value;
      return metadata?.type === 'Metadata' ? metadata.metadata : undefined;
    } catch {
      return undefined;
    }
  }

  #record(offset: number, length: number): McapTypes.TypedMcapRecord | undefined {
    try {
      return recordsOf(this.read(offset, length)).next().value ?? undefined;
    } catch (cause) {
      throw this.#error(
        `expected a whole record, was damaged: ${reasonOf(cause)}`,
        `byte ${offset}`,
        DAMAGED,
        cause,
      );
    }
  }

  #error(what: string, where: string, remedy: string, cause?: unknown): RecordingError {
    return new RecordingError(`reading the recording failed: ${what} (${where} of ${this.path}). ${remedy}`, {
      cause,
    });
  }
}

const DAMAGED = 'preopen recording verify tells what of the file is sound.';

/** How a chunk is named to people. */
export function chunkName({ number, offset }: ChunkPlace): string {
  return `chunk ${number} at byte ${offset}`;
}

/** Every record in `bytes`, those inside chunks too; checksums are checked. */
function* recordsOf(bytes: Uint8Array): Generator<McapTypes.TypedMcapRecord> {
  const reader = new McapStreamReader({
    noMagicPrefix: true,
    decompressHandlers: { zstd: (data) => zstdDecompressSync(data) },
  });
  reader.append(bytes);
  for (let record = reader.nextRecord(); record; record = reader.nextRecord()) yield record;
}

function channelOf({
  topic,
  metadata,
}: McapTypes.Channel): Omit<RecordedMessage, 'atMs' | 'beganAtMs' | 'data'> {
  const channel = parseTopic(topic);
  if (!channel) throw new RangeError(`channel "${topic}" is none of a recording of the wire`);
  return { topic, channel, metadata };
}

function openExisting(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new RecordingError(
      `reading the recording failed: expected a file, was not readable (${code}, ${path}). Give the path of an MCAP file.`,
      { cause },
    );
  }
}

function toMs(ns: bigint): number {
  return Number(ns / NS_PER_US) / 1000;
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
