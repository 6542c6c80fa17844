import type { RecordedTopic } from './recording-format.ts';

/** One message of a recording. */
export interface RecordedMessage {
  readonly topic: string;
  readonly channel: RecordedTopic;
  /** What the channel says of itself besides its name. */
  readonly metadata: ReadonlyMap<string, string>;
  /** Epoch ms on the recording's clock, with a fraction. */
  readonly atMs: number;
  readonly beganAtMs: number;
  readonly data: Uint8Array;
}
