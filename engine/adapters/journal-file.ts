/** What a run published, as an MCAP file (https://mcap.dev): kept by `replay --journal`, read by `replay --compare`. */
import { closeSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { McapStreamReader, McapWriter } from '@mcap/core';
import type { McapTypes } from '@mcap/core';
import { RecordingError, StoreError } from '../errors.ts';
import type { ExpiryChain } from '../market/option-chain.ts';
import type { PublishedPart } from '../replay/published-records.ts';
import type { DigestCopy } from '../replay/replay-digest.ts';

const PROFILE = 'preopen-journal';
const LAYOUT_VERSION = '1';
/** Magic, opcode and length of the header, length of its profile; then the profile itself. */
const PROFILE_OFFSET = 8 + 1 + 8 + 4;
const CHUNK_BYTES = 1024 * 1024;
const READ_BYTES = 1024 * 1024;
const TOPICS = ['words', 'text', 'ladder'] as const;

/** Takes what a digest covers and writes it to a file. A full disk is told by `close`. */
export class JournalFile implements DigestCopy {
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #writer: McapWriter;
  readonly #channels: ReadonlyMap<PublishedPart['kind'], number>;
  #writing: Promise<void> = Promise.resolve();
  #sequence = 0;

  private constructor(
    file: FileHandle,
    path: string,
    writer: McapWriter,
    channels: ReadonlyMap<PublishedPart['kind'], number>,
  ) {
    this.#file = file;
    this.#path = path;
    this.#writer = writer;
    this.#channels = channels;
  }

  /** Errors: StoreError where no file can be written. */
  static async create(path: string): Promise<JournalFile> {
    const file = await open(path, 'w').catch((cause: unknown) => {
      throw notWritten(path, cause);
    });
    const writer = new McapWriter({
      writable: appendingTo(file),
      chunkSize: CHUNK_BYTES,
      useMessageIndex: false,
      compressChunk: (data) => ({
        compression: 'zstd',
        compressedData: zstdCompressSync(data, { params: { [constants.ZSTD_c_compressionLevel]: 1 } }),
      }),
    });
    await writer.start({ profile: PROFILE, library: 'preopen' });
    const channels = new Map<PublishedPart['kind'], number>();
    for (const topic of TOPICS) {
      const metadata = new Map([['layout', LAYOUT_VERSION]]);
      channels.set(
        topic,
        await writer.registerChannel({ topic, schemaId: 0, messageEncoding: 'preopen', metadata }),
      );
    }
    return new JournalFile(file, path, writer, channels);
  }

  words(words: Int32Array): void {
    this.#add('words', new Uint8Array(words.buffer, words.byteOffset, words.byteLength).slice());
  }

  text(text: string): void {
    this.#add('text', new TextEncoder().encode(text));
  }

  ladder(name: string, { strikes }: ExpiryChain): void {
    this.#add('ladder', new TextEncoder().encode(JSON.stringify({ name, strikes: [...strikes] })));
  }

  /** Errors: StoreError when something could not be written. */
  async close(): Promise<void> {
    try {
      await this.#writing;
      await this.#writer.end();
    } catch (cause) {
      throw notWritten(this.#path, cause);
    } finally {
      await this.#file.close();
    }
  }

  #add(kind: PublishedPart['kind'], data: Uint8Array): void {
    const sequence = this.#sequence;
    this.#sequence += 1;
    const time = BigInt(sequence);
    const message = {
      channelId: this.#channels.get(kind)!,
      sequence,
      logTime: time,
      publishTime: time,
      data,
    };
    this.#writing = this.#writing.then(() => this.#writer.addMessage(message));
    // Reported by close: until then nobody waits for it.
    this.#writing.catch(() => undefined);
  }
}

/** Whether a file says of itself that it is a journal. A file that is not there is none. */
export function isJournalFile(path: string): boolean {
  const head = Buffer.alloc(PROFILE_OFFSET + PROFILE.length);
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return false;
  }
  try {
    readSync(file, head, 0, head.length, 0);
  } catch {
    // A folder opens, but has no bytes.
    return false;
  } finally {
    closeSync(file);
  }
  return head.toString('latin1', PROFILE_OFFSET) === PROFILE;
}

/** The parts of a journal, read as they are asked for. Errors: RecordingError where the file is damaged, cut off or from a newer version. */
export function* readJournalFile(path: string): Generator<PublishedPart> {
  const reader = new McapStreamReader({
    validateCrcs: true,
    decompressHandlers: { zstd: (data) => zstdDecompressSync(data) },
  });
  const topics = new Map<number, string>();
  const file = openSync(path, 'r');
  try {
    for (const record of recordsOf(file, reader)) {
      if (record.type === 'Channel') topics.set(record.id, topicOf(record));
      else if (record.type === 'Message') yield partOf(topics.get(record.channelId) ?? '', record.data);
    }
    if (!reader.done()) throw new RangeError('the file ends before its footer');
  } catch (cause) {
    if (cause instanceof RecordingError) throw cause;
    const reason = cause instanceof Error ? cause.message : 'unknown';
    throw new RecordingError(
      `reading the journal ${path} failed: expected a whole file, but ${reason}. Write it again with replay --journal.`,
      { cause },
    );
  } finally {
    closeSync(file);
  }
}

function* recordsOf(file: number, reader: McapStreamReader): Generator<McapTypes.TypedMcapRecord> {
  const bytes = new Uint8Array(READ_BYTES);
  for (let count = readSync(file, bytes); count > 0; count = readSync(file, bytes)) {
    reader.append(bytes.subarray(0, count));
    for (let record = reader.nextRecord(); record; record = reader.nextRecord()) yield record;
  }
}

function topicOf({ topic, metadata }: McapTypes.Channel): string {
  const layout = metadata.get('layout');
  if (layout === LAYOUT_VERSION) return topic;
  throw new RecordingError(
    `reading a journal failed: expected layout ${LAYOUT_VERSION} (channel ${topic}), was ${layout ?? 'none'}. Compare with the version that wrote it.`,
  );
}

function partOf(topic: string, data: Uint8Array): PublishedPart {
  // Copied because a message lies wherever the reader had room, and words must begin at a multiple of four.
  if (topic === 'words') return { kind: 'words', words: new Int32Array(data.slice().buffer) };
  const text = new TextDecoder().decode(data);
  if (topic === 'text') return { kind: 'text', text };
  const { name, strikes } = JSON.parse(text) as {
    readonly name: string;
    readonly strikes: readonly number[];
  };
  return { kind: 'ladder', name, strikes };
}

function appendingTo(file: FileHandle): ConstructorParameters<typeof McapWriter>[0]['writable'] {
  let position = 0n;
  return {
    async write(bytes) {
      await file.write(bytes);
      position += BigInt(bytes.length);
    },
    position: () => position,
  };
}

function notWritten(path: string, cause: unknown): StoreError {
  return new StoreError(
    `cannot write the journal ${path}. Give a path in a folder that exists and is writable.`,
    { cause },
  );
}
