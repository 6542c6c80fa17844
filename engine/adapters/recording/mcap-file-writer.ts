import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { constants, crc32, zstdCompressSync } from 'node:zlib';
import { McapChunkBuilder, McapRecordBuilder } from '@mcap/core';
import type { McapTypes } from '@mcap/core';
import { StoreError } from '../../errors.ts';
import { summaryOf } from './mcap-summary.ts';

/** A channel before its file gives it a number. */
export interface NewChannel {
  readonly topic: string;
  readonly encoding: string;
  readonly schema: { readonly name: string; readonly text: string };
  readonly metadata: Readonly<Record<string, string>>;
}

export interface McapFileOptions {
  readonly profile: string;
  /** Who writes, as `preopen 1.2.3`. */
  readonly library: string;
  readonly manifest: Uint8Array;
  /** May change the bytes of a chunk, never their number, before they are compressed. */
  readonly beforeChunk?: (records: Uint8Array) => void;
}

/** A chunk is written when it holds more than this, whatever the time. */
const CHUNK_BYTES = 1024 * 1024;
const ZSTD_LEVEL = 3;
const NS_PER_US = 1000n;

/** Log time of a moment in epoch ms, in ns. */
export function toLogTime(atMs: number): bigint {
  return BigInt(Math.round(atMs * 1000)) * NS_PER_US;
}

/**
 * One MCAP file, appended to chunk by chunk. A chunk is handed to the system whole, in one write, so that whatever ends this process
 * leaves every chunk before it readable. Each carries the schemas and channels it uses, its CRC and its message index; `end` adds
 * summary, statistics and footer. Why not the library's own writer: it cannot be told to end a chunk when a second is over.
 * Errors: StoreError.
 */
export class McapFileWriter {
  readonly path: string;
  /** So far. */
  bytes = 0n;
  readonly #options: McapFileOptions;
  readonly #descriptor: number;
  readonly #records = new McapRecordBuilder();
  readonly #chunk = new McapChunkBuilder({});
  readonly #inChunk = new Set<number>();
  readonly #schemas = new Map<string, McapTypes.Schema>();
  readonly #channels: McapTypes.Channel[] = [];
  /** As records already, which take a tenth of the memory. */
  readonly #chunkIndexes = new McapRecordBuilder();
  #chunkCount = 0;
  readonly #attachmentIndexes: McapTypes.AttachmentIndex[] = [];
  readonly #metadataIndexes: McapTypes.MetadataIndex[] = [];
  readonly #counts = new Map<number, bigint>();
  #firstLogTime: bigint | undefined;
  #lastLogTime = 0n;
  #dataCrc = 0;

  /** Creates the file; one that exists is left alone. */
  constructor(path: string, options: McapFileOptions) {
    this.path = path;
    this.#options = options;
    this.#descriptor = openNew(path);
    this.#records.writeMagic();
    this.#records.writeHeader({ profile: options.profile, library: options.library });
    this.#put();
    this.#attach(options.manifest);
  }

  /** Uncompressed bytes that a crash would lose. */
  get pendingBytes(): number {
    return this.#chunk.byteLength;
  }

  addChannel({ topic, encoding, schema, metadata }: NewChannel): number {
    const id = this.#channels.length;
    const schemaId = this.#schemaId(schema);
    this.#channels.push({
      id,
      schemaId,
      topic,
      messageEncoding: encoding,
      metadata: new Map(Object.entries(metadata)),
    });
    return id;
  }

  /** `publishTime` is when what the message tells of began. */
  addMessage(channelId: number, message: { logTime: bigint; publishTime?: bigint; data: Uint8Array }): void {
    const { logTime, publishTime = logTime, data } = message;
    this.#introduce(channelId);
    const sequence = Number((this.#counts.get(channelId) ?? 0n) & 0xffff_ffffn);
    this.#chunk.addMessage({ channelId, sequence, logTime, publishTime, data });
    this.#counts.set(channelId, (this.#counts.get(channelId) ?? 0n) + 1n);
    this.#firstLogTime ??= logTime;
    if (logTime > this.#lastLogTime) this.#lastLogTime = logTime;
    if (this.#chunk.byteLength > CHUNK_BYTES) this.flush();
  }

  /** Writes what is pending as a chunk. */
  flush(): void {
    if (this.#chunk.numMessages === 0) return;
    const plain = this.#chunk.buffer;
    this.#options.beforeChunk?.(plain);
    const records = zstdCompressSync(plain, { params: { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL } });
    const { messageStartTime, messageEndTime } = this.#chunk;
    const chunkStartOffset = this.bytes;
    const chunkLength = this.#records.writeChunk({
      messageStartTime,
      messageEndTime,
      uncompressedSize: BigInt(plain.length),
      uncompressedCrc: crc32(plain),
      compression: 'zstd',
      records,
    });
    const messageIndexOffsets = new Map<number, bigint>();
    let messageIndexLength = 0n;
    for (const index of this.#chunk.indices) {
      messageIndexOffsets.set(index.channelId, chunkStartOffset + chunkLength + messageIndexLength);
      messageIndexLength += this.#records.writeMessageIndex(index);
    }
    this.#chunkCount += 1;
    this.#chunkIndexes.writeChunkIndex({
      messageStartTime,
      messageEndTime,
      chunkStartOffset,
      chunkLength,
      messageIndexOffsets,
      messageIndexLength,
      compression: 'zstd',
      compressedSize: BigInt(records.length),
      uncompressedSize: BigInt(plain.length),
    });
    this.#put();
    this.#chunk.reset();
    this.#inChunk.clear();
  }

  addMetadata(name: string, values: Readonly<Record<string, string>>): void {
    this.flush();
    const offset = this.bytes;
    const length = this.#records.writeMetadata({ name, metadata: new Map(Object.entries(values)) });
    this.#metadataIndexes.push({ offset, length, name });
    this.#put();
  }

  /** Writes what is left, summary and footer, and waits until the disk has it all. */
  end(): void {
    this.flush();
    this.#records.writeDataEnd({ dataSectionCrc: this.#dataCrc });
    this.#put();
    this.#write(
      summaryOf(this.bytes, {
        schemas: [...this.#schemas.values()],
        channels: this.#channels,
        statistics: this.#statistics(),
        metadata: this.#metadataIndexes,
        attachments: this.#attachmentIndexes,
        chunkIndexes: this.#chunkIndexes.buffer,
      }),
    );
    fsyncSync(this.#descriptor);
    closeSync(this.#descriptor);
  }

  #schemaId({ name, text }: NewChannel['schema']): number {
    const known = this.#schemas.get(name);
    if (known) return known.id;
    // 0 means no schema.
    const id = this.#schemas.size + 1;
    this.#schemas.set(name, { id, name, encoding: 'preopen-text', data: new TextEncoder().encode(text) });
    return id;
  }

  #introduce(channelId: number): void {
    if (this.#inChunk.has(channelId)) return;
    this.#inChunk.add(channelId);
    const channel = this.#channels[channelId]!;
    for (const schema of this.#schemas.values())
      if (schema.id === channel.schemaId) this.#chunk.addSchema(schema);
    this.#chunk.addChannel(channel);
  }

  #attach(data: Uint8Array): void {
    const attachment = { name: 'manifest.json', mediaType: 'application/json', logTime: 0n, createTime: 0n };
    const offset = this.bytes;
    const length = this.#records.writeAttachment({ ...attachment, data });
    this.#attachmentIndexes.push({ ...attachment, offset, length, dataSize: BigInt(data.length) });
    this.#put();
  }

  #statistics(): McapTypes.Statistics {
    return {
      messageCount: [...this.#counts.values()].reduce((sum, count) => sum + count, 0n),
      schemaCount: this.#schemas.size,
      channelCount: this.#channels.length,
      attachmentCount: this.#attachmentIndexes.length,
      metadataCount: this.#metadataIndexes.length,
      chunkCount: this.#chunkCount,
      messageStartTime: this.#firstLogTime ?? 0n,
      messageEndTime: this.#lastLogTime,
      channelMessageCounts: this.#counts,
    };
  }

  /** What the record builder holds goes to the file in one write. */
  #put(): void {
    const bytes = this.#records.buffer;
    this.#records.reset();
    this.#dataCrc = crc32(bytes, this.#dataCrc);
    this.#write(bytes);
  }

  #write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) at += append(this.#descriptor, bytes.subarray(at), this.path);
    this.bytes += BigInt(bytes.length);
  }
}

function openNew(path: string): number {
  try {
    return openSync(path, 'wx', 0o600);
  } catch (cause) {
    const reason =
      (cause as NodeJS.ErrnoException).code === 'EEXIST'
        ? 'was there already'
        : `was not (${(cause as Error).message})`;
    throw new StoreError(
      `writing a recording: expected a new file, ${reason} (${path}). Give another name with -o.`,
      {
        cause,
      },
    );
  }
}

function append(descriptor: number, bytes: Uint8Array, path: string): number {
  try {
    return writeSync(descriptor, bytes);
  } catch (cause) {
    throw new StoreError(
      `writing a recording: expected the disk to take ${bytes.length} bytes, it did not (${path}). Make room; what was written before is readable.`,
      { cause },
    );
  }
}
