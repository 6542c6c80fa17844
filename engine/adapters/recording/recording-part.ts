import { encodeManifest } from '../../recording/manifest.ts';
import type { RecordingManifest } from '../../recording/manifest.ts';
import { MESSAGE_LAYOUTS, WIRE_PROFILE_NAME, parseTopic } from '../../recording/recording-format.ts';
import type { SecretScan } from '../../recording/secret-scan.ts';
import { McapFileWriter, toLogTime } from './mcap-file-writer.ts';

export interface PartMessage {
  readonly topic: string;
  readonly atMs: number;
  /** When what the message tells of began; `atMs` unless given. */
  readonly beganAtMs?: number;
  readonly data: Uint8Array;
}

/** One file of a recording: channels come into being with their first message, and no chunk leaves with a secret that is known. */
export class RecordingPart {
  readonly path: string;
  readonly manifest: RecordingManifest;
  /** Secrets that stood in chunks where no name told them, and were masked. */
  maskedSecrets = 0;
  messages = 0;
  readonly #writer: McapFileWriter;
  readonly #channelIds = new Map<string, number>();
  readonly #scan: () => SecretScan;
  #chunks = 0;
  /** The last search that a chunk was held against, and how many chunks were written before it was first used. */
  #lastScan: SecretScan | undefined;
  #chunksBeforeLastScan = 0;

  /** Errors: StoreError. */
  constructor(path: string, manifest: RecordingManifest, scan: () => SecretScan) {
    this.path = path;
    this.manifest = manifest;
    this.#scan = scan;
    this.#writer = new McapFileWriter(path, {
      profile: WIRE_PROFILE_NAME,
      library: `preopen ${manifest.versions.preopen}`,
      manifest: encodeManifest(manifest),
      beforeChunk: (records) => this.#mask(records),
    });
  }

  get bytes(): number {
    return Number(this.#writer.bytes) + this.#writer.pendingBytes;
  }

  get channelCount(): number {
    return this.#channelIds.size;
  }

  /** `metadata`: told with the channel when this is its first message here. */
  add(message: PartMessage, metadata: Readonly<Record<string, string>> = {}): void {
    const { topic, atMs, beganAtMs = atMs, data } = message;
    const channelId = this.#channelIds.get(topic) ?? this.#addChannel(topic, metadata);
    this.messages += 1;
    this.#writer.addMessage(channelId, { logTime: toLogTime(atMs), publishTime: toLogTime(beganAtMs), data });
  }

  flush(): void {
    this.#writer.flush();
  }

  /** `totals`: what is only known at the end; the metadata record `totals`. */
  end(totals: Readonly<Record<string, string>>): void {
    this.#writer.flush();
    this.#writer.addMetadata('totals', { ...totals, maskedSecrets: String(this.maskedSecrets) });
    this.#writer.end();
  }

  /** How many chunks, from the first, were written before everything that `scan` seeks was known. */
  chunksBefore(scan: SecretScan): number {
    return scan === this.#lastScan ? this.#chunksBeforeLastScan : this.#chunks;
  }

  #mask(records: Uint8Array): void {
    const scan = this.#scan();
    if (scan !== this.#lastScan) this.#chunksBeforeLastScan = this.#chunks;
    this.#lastScan = scan;
    this.#chunks += 1;
    this.maskedSecrets += scan.mask(records);
  }

  #addChannel(topic: string, metadata: Readonly<Record<string, string>>): number {
    const layout = MESSAGE_LAYOUTS[parseTopic(topic)?.kind ?? 'frames'];
    const channelId = this.#writer.addChannel({
      topic,
      encoding: layout.encoding,
      schema: { name: layout.schema, text: layout.text },
      metadata,
    });
    this.#channelIds.set(topic, channelId);
    return channelId;
  }
}
