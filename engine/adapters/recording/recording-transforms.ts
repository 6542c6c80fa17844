/** Recordings made of recordings: each reads its sources message by message and writes a new file. */
import { RecordingError } from '../../errors.ts';
import { istIso, MS_PER_SECOND } from '../../market/ist-time.ts';
import { amplifyMessage, COPIES_MAX } from '../../recording/amplified-messages.ts';
import { CarriedState } from '../../recording/carried-state.ts';
import type { RecordingManifest } from '../../recording/manifest.ts';
import { decodeCall, encodeCall } from '../../recording/recorded-call.ts';
import type { RecordedMessage } from '../../recording/recorded-message.ts';
import { shiftMessage } from '../../recording/shifted-messages.ts';
import { SecretScan } from '../../recording/secret-scan.ts';
import { RecordingFile } from './recording-file.ts';
import { RecordingPart } from './recording-part.ts';

/** Epoch ms on the recording's clock; `toMs` itself no longer belongs to it. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Writes the part of a recording within `span`. What was brought about before it (open sockets, what their clients asked for, last prices,
 * last answers) stands at its beginning, so that it can be replayed by itself. Returns the number of messages.
 * Errors: RecordingError for an empty span, StoreError.
 */
export function cutRecording(source: string, target: string, span: Span): number {
  using file = new RecordingFile(source);
  const { fromMs, toMs } = span;
  assertOverlaps(file, span);
  const startedAtMs = Math.max(fromMs, file.manifest.startedAtMs);
  const part = newPart(target, { ...file.manifest, part: 1, startedAtMs });
  const state = new CarriedState();
  let isInside = false;
  const enter = (): void => {
    for (const carried of state.messages()) addTo(part, { ...carried, atMs: startedAtMs });
    isInside = true;
  };
  for (const message of file.messages()) {
    if (message.atMs >= toMs) break;
    if (message.atMs < fromMs) {
      state.take(message);
      continue;
    }
    if (!isInside) enter();
    addTo(part, message);
  }
  if (!isInside) enter();
  part.end({
    ...Object.fromEntries(file.totals ?? []),
    madeBy: `cut from ${moment(fromMs)} to ${moment(toMs)}`,
  });
  return part.messages;
}

/** Writes a recording at other times, `byMs` (whole seconds) later: log times, the times of calls, and the live feed's trade times. */
export function shiftRecording(source: string, target: string, byMs: number): number {
  using file = new RecordingFile(source);
  const manifest = { ...file.manifest, startedAtMs: file.manifest.startedAtMs + byMs };
  return rewrite(file, newPart(target, manifest), {
    change: (message) => shiftCall(shiftMessage(message, byMs), byMs),
    madeBy: `shifted by ${byMs / MS_PER_SECOND} s`,
  });
}

/** Writes a recording with every instrument `copies` times (amplified-messages.ts). Errors: RecordingError for a number that security ids do not allow. */
export function amplifyRecording(source: string, target: string, copies: number): number {
  if (!(copies >= 2 && copies <= COPIES_MAX))
    throw new RecordingError(
      `amplifying the recording failed: expected 2 to ${COPIES_MAX} copies, was ${copies}. Security ids have 32 bits.`,
    );
  using file = new RecordingFile(source);
  return rewrite(file, newPart(target, file.manifest), {
    change: (message) => amplifyMessage(message, copies),
    madeBy: `amplified ${copies} times`,
  });
}

function rewrite(
  file: RecordingFile,
  part: RecordingPart,
  how: { readonly change: (message: RecordedMessage) => RecordedMessage; readonly madeBy: string },
): number {
  for (const message of file.messages()) addTo(part, how.change(message));
  part.end({ ...Object.fromEntries(file.totals ?? []), madeBy: how.madeBy });
  return part.messages;
}

function shiftCall(message: RecordedMessage, byMs: number): RecordedMessage {
  if (message.channel.kind !== 'rest') return message;
  const call = decodeCall(message.data);
  const times = { arrivedAtMs: call.arrivedAtMs + byMs, answeredAtMs: call.answeredAtMs + byMs };
  return { ...message, data: encodeCall({ ...call, ...times }) };
}

function assertOverlaps(file: RecordingFile, { fromMs, toMs }: Span): void {
  const first = file.chunks[0];
  const last = file.chunks.at(-1);
  if (first && last && fromMs < toMs && fromMs <= last.toMs && toMs > first.fromMs) return;
  const extent = first && last ? `from ${istIso(first.fromMs)} to ${istIso(last.toMs)}` : 'empty';
  throw new RecordingError(
    `cutting the recording failed: expected a span inside it, was ${moment(fromMs)} to ${moment(toMs)} (${file.path} is ${extent}). Give --from and --to within it.`,
  );
}

function moment(atMs: number): string {
  return Number.isFinite(atMs) ? istIso(atMs) : 'its end';
}

/** For files made of recordings, whose secrets were replaced when those were recorded. Errors: StoreError. */
export function newPart(target: string, manifest: RecordingManifest): RecordingPart {
  return new RecordingPart(target, manifest, () => new SecretScan([]));
}

/** One message, its channel described as where it comes from. */
export function addTo(part: RecordingPart, { metadata, ...message }: RecordedMessage): void {
  part.add(message, Object.fromEntries(metadata));
}
