import type { FeedName } from '../../behaviour/client-event.ts';
import { FrameSplitter, isBinaryRun, unmasked } from '../../recording/frames.ts';
import type { ConnectionEvent } from '../../recording/connection-event.ts';
import { framesTopic } from '../../recording/recording-format.ts';
import type { Direction } from '../../recording/recording-format.ts';
import { RedactedFrames } from '../../recording/redacted-frames.ts';
import type { Redaction } from '../../recording/redaction.ts';

/** How a socket ended. */
type End = Omit<Extract<ConnectionEvent, { event: 'ended' }>, 'event' | 'connection' | 'feed'>;

export interface ConnectionRecorderOptions {
  readonly connection: number;
  readonly feed: FeedName;
  readonly redaction: Redaction;
  /** Takes whole frames. */
  readonly frames: (topic: string, run: Uint8Array) => void;
  readonly ended: (end: End) => void;
}

/** Takes one socket's bytes, as they come, into its two channels. Frames that come in one read are one message. */
export class ConnectionRecorder {
  readonly #options: ConnectionRecorderOptions;
  readonly #ways: Readonly<Record<Direction, OneWay>>;
  #isEnded = false;

  constructor(options: ConnectionRecorderOptions) {
    const { feed, connection, redaction, frames } = options;
    const oneWay = (direction: Direction): OneWay => {
      const topic = framesTopic(feed, connection, direction);
      return new OneWay(redaction, (run) => frames(topic, run));
    };
    this.#options = options;
    this.#ways = { 'from-client': oneWay('from-client'), 'from-exchange': oneWay('from-exchange') };
  }

  /** `bytes` are not kept. */
  take(direction: Direction, bytes: Uint8Array): void {
    this.#ways[direction].take(bytes);
  }

  /** Tells of the first end alone. */
  ended(end: Omit<End, 'note'>): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    const notes = Object.entries(this.#ways).flatMap(([direction, { note }]) =>
      note === null ? [] : [`${direction}: ${note}`],
    );
    this.#options.ended({ ...end, note: notes.length > 0 ? notes.join('; ') : null });
  }
}

class OneWay {
  readonly #splitter = new FrameSplitter();
  readonly #redacted: RedactedFrames;
  readonly #keep: (run: Uint8Array) => void;
  #failure: string | undefined;

  constructor(redaction: Redaction, keep: (run: Uint8Array) => void) {
    this.#redacted = new RedactedFrames(redaction);
    this.#keep = keep;
  }

  /** What is missing of this direction so far. */
  get note(): string | null {
    if (this.#failure !== undefined) return this.#failure;
    const { pendingBytes } = this.#splitter;
    return pendingBytes > 0 ? `${pendingBytes} bytes of a frame without its end` : null;
  }

  take(bytes: Uint8Array): void {
    if (this.#failure !== undefined) return;
    try {
      const run = this.#splitter.take(bytes);
      const kept = run && this.#keptOf(run);
      if (kept) this.#keep(kept);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#failure = error.message;
    }
  }

  /** Binary messages of an exchange are kept as they came; a client's may be a login. */
  #keptOf(run: Uint8Array): Uint8Array | undefined {
    const plain = unmasked(run);
    return plain === run && isBinaryRun(run) ? run : this.#redacted.frames(plain);
  }
}
