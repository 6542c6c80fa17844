import type { RecordingManifest } from './manifest.ts';
import type { RecordedCall } from './recorded-call.ts';
import type { RecordedMessage } from './recorded-message.ts';

/** Where a recorded call can be read again. */
export interface CallPlace {
  /** When its answer was there, epoch ms on the recording's clock. */
  readonly atMs: number;
  read(): RecordedCall;
}

/** A recording as a replay reads it: in order, and its calls by what was asked. */
export interface RecordedWire {
  readonly manifest: RecordingManifest;
  /** How far the exchange's clock was ahead of the recording's; 0 where it was never heard. */
  readonly exchangeAheadMs: number;
  /** Of the first and the last message, epoch ms on the recording's clock. */
  readonly fromMs: number;
  readonly toMs: number;
  /** From the beginning, read as they are asked for. Errors: RecordingError at a damaged chunk. */
  messages(): Iterator<RecordedMessage>;
  /** The calls of a key (call-matching.ts), ascending by time; empty when there is none. */
  calls(key: string): readonly CallPlace[];
}
