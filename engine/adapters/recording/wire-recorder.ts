/** Takes what passes between clients and an exchange into recording files. Whoever holds the sockets calls it; it holds none. */
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { basename, dirname, extname, join } from 'node:path';
import type { FeedName } from '../../behaviour/client-event.ts';
import { StoreError } from '../../errors.ts';
import type { Clock } from '../../ports.ts';
import { encodeClockSample } from '../../recording/clock-sample.ts';
import { encodeConnectionEvent } from '../../recording/connection-event.ts';
import type { ConnectionEvent } from '../../recording/connection-event.ts';
import { FORMAT } from '../../recording/manifest.ts';
import type { RecordingManifest } from '../../recording/manifest.ts';
import { encodeCall } from '../../recording/recorded-call.ts';
import type { HeaderList, RecordedCall } from '../../recording/recorded-call.ts';
import { CLOCK_TOPIC, CONNECTIONS_TOPIC, REST_TOPIC } from '../../recording/recording-format.ts';
import { Redaction } from '../../recording/redaction.ts';
import { readableBody, redactedCall } from './call-bodies.ts';
import { ConnectionRecorder } from './connection-recorder.ts';
import { RecordingPart } from './recording-part.ts';
import type { PartMessage } from './recording-part.ts';

export interface WireRecorderOptions {
  /** Where the first file goes; those after a rotation get a number before the ending. */
  readonly path: string;
  readonly about: Pick<RecordingManifest, 'clock' | 'exchange' | 'scenario' | 'wire' | 'versions'>;
  readonly clock: Clock;
  /** A file that reached it is ended and the next begun. */
  readonly rotateBytes?: number | undefined;
  readonly rotateMs?: number | undefined;
  /** Told once when a file cannot be written any more; nothing is taken from then on. */
  readonly onFailure?: (error: StoreError) => void;
}

/** What a run has taken. */
export interface RecordedTotals {
  readonly files: readonly string[];
  readonly calls: number;
  readonly connections: number;
  readonly bytes: number;
  readonly maskedSecrets: number;
}

/** How long what was taken may wait for its chunk. */
const FLUSH_EVERY_MS = 1000;
/** MCAP numbers channels with 16 bits; a file ends before they run out. */
const CHANNELS_MAX = 60_000;

/** One run of `preopen record`. Errors: StoreError when the first file cannot be written; for later ones see `onFailure`. */
export class WireRecorder {
  readonly #options: WireRecorderOptions;
  readonly #redaction: Redaction;
  /** The files that have ended, in order. */
  readonly parts: RecordingPart[] = [];
  failure: StoreError | undefined;
  readonly #flushing: NodeJS.Timeout;
  #part: RecordingPart;
  #lastAtMs = 0;
  #exchangeAheadMs: number | null = null;
  #calls = 0;
  #connections = 0;

  constructor(options: WireRecorderOptions) {
    const key = randomBytes(32);
    this.#options = options;
    this.#redaction = new Redaction((text) => createHmac('sha256', key).update(text).digest('hex'));
    this.#part = this.#begin(randomUUID(), 1);
    this.#flushing = setInterval(() => this.#write(() => this.#part.flush()), FLUSH_EVERY_MS);
    this.#flushing.unref();
  }

  /** Of the first file. */
  get path(): string {
    return this.#options.path;
  }

  /** Now, on the recording's clock. */
  nowMs(): number {
    return this.#options.clock.nowMs();
  }

  /** A call, answered or not. Bodies are decoded before they are looked through. */
  call(call: RecordedCall): void {
    this.#calls += 1;
    const data = encodeCall(redactedCall(this.#redaction, readableBody(call)));
    this.#add({ topic: REST_TOPIC, atMs: call.answeredAtMs, beganAtMs: call.arrivedAtMs, data });
  }

  /** An upgrade that the exchange did not take. */
  refused(upgrade: {
    readonly feed: FeedName;
    readonly target: string;
    readonly status: number | null;
  }): void {
    this.#connections += 1;
    const target = this.#redaction.target(upgrade.target);
    this.#event({ event: 'refused', connection: this.#connections, ...upgrade, target });
  }

  /** An upgrade that was answered 101. */
  opened(upgrade: {
    readonly feed: FeedName;
    readonly target: string;
    readonly requestHeaders: HeaderList;
    readonly responseHeaders: HeaderList;
  }): ConnectionRecorder {
    this.#connections += 1;
    const connection = this.#connections;
    const target = this.#redaction.target(upgrade.target);
    this.#event({
      event: 'opened',
      connection,
      feed: upgrade.feed,
      target,
      requestHeaders: this.#redaction.headers(upgrade.requestHeaders),
      responseHeaders: this.#redaction.headers(upgrade.responseHeaders),
    });
    return new ConnectionRecorder({
      connection,
      feed: upgrade.feed,
      redaction: this.#redaction,
      frames: (topic, data) => this.#add({ topic, atMs: this.nowMs(), data }, { target, feed: upgrade.feed }),
      ended: (end) => this.#event({ event: 'ended', connection, feed: upgrade.feed, ...end }),
    });
  }

  /** The `Date` of an answer, which hides up to a second: told in whole ones, and anew once it moved by more than one. */
  exchangeSaid(dateMs: number): void {
    const aheadMs = Math.ceil((dateMs - this.nowMs()) / 1000) * 1000 + 0;
    if (this.#exchangeAheadMs !== null && Math.abs(aheadMs - this.#exchangeAheadMs) <= 1000) return;
    this.#exchangeAheadMs = aheadMs;
    const data = encodeClockSample({ exchangeAheadMs: aheadMs });
    this.#add({ topic: CLOCK_TOPIC, atMs: this.nowMs(), data });
  }

  /** Ends the last file. */
  close(): RecordedTotals {
    clearInterval(this.#flushing);
    this.#write(() => this.#end());
    const sum = (count: (part: RecordingPart) => number): number =>
      this.parts.reduce((total, part) => total + count(part), 0);
    return {
      files: this.parts.map(({ path }) => path),
      calls: this.#calls,
      connections: this.#connections,
      bytes: sum(({ bytes }) => bytes),
      maskedSecrets: sum(({ maskedSecrets }) => maskedSecrets),
    };
  }

  /** Finds what was learnt to be a secret so far. */
  scan(): ReturnType<Redaction['scan']> {
    return this.#redaction.scan();
  }

  /** Whoever hands over bytes is a socket's listener, where an error would end the process. */
  #write(work: () => void): void {
    if (this.failure) return;
    try {
      work();
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.failure = error;
      this.#options.onFailure?.(error);
    }
  }

  #event(event: ConnectionEvent): void {
    this.#add({ topic: CONNECTIONS_TOPIC, atMs: this.nowMs(), data: encodeConnectionEvent(event) });
  }

  /** Log times never go back, whatever the clock does. */
  #add(message: PartMessage, metadata?: Readonly<Record<string, string>>): void {
    this.#lastAtMs = Math.max(this.#lastAtMs, message.atMs);
    this.#write(() => {
      if (this.#isFull()) this.#rotate();
      this.#part.add({ ...message, atMs: this.#lastAtMs }, metadata);
    });
  }

  #isFull(): boolean {
    const { rotateBytes = Infinity, rotateMs = Infinity } = this.#options;
    const { bytes, channelCount, manifest } = this.#part;
    return (
      bytes >= rotateBytes ||
      this.#lastAtMs - manifest.startedAtMs >= rotateMs ||
      channelCount >= CHANNELS_MAX
    );
  }

  #rotate(): void {
    const { recordingId, part } = this.#part.manifest;
    this.#end();
    this.#part = this.#begin(recordingId, part + 1);
  }

  #begin(recordingId: string, part: number): RecordingPart {
    const { path, about } = this.#options;
    const manifest: RecordingManifest = {
      format: FORMAT,
      recordingId,
      part,
      startedAtMs: Math.max(this.#lastAtMs, this.nowMs()),
      exchangeAheadMs: this.#exchangeAheadMs,
      ...about,
    };
    return new RecordingPart(partPath(path, part), manifest, () => this.#redaction.scan());
  }

  #end(): void {
    this.#part.end({ endedAtMs: String(this.nowMs()), exchangeAheadMs: String(this.#exchangeAheadMs) });
    this.parts.push(this.#part);
  }
}

/** `day.mcap`, then `day.2.mcap`. */
function partPath(path: string, part: number): string {
  const ending = extname(path);
  return part === 1 ? path : join(dirname(path), `${basename(path, ending)}.${part}${ending}`);
}
