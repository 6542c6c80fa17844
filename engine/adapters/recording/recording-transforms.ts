/** Recordings made of recordings: each reads its sources message by message and writes a new file. */
import { RecordingError } from '../../errors.ts';
import { istIso } from '../../market/ist-time.ts';
import { CarriedState } from '../../recording/carried-state.ts';
import type { RecordingManifest } from '../../recording/manifest.ts';
import type { RecordedMessage } from '../../recording/recorded-message.ts';
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

/** Secrets were replaced when the source was recorded. */
function newPart(target: string, manifest: RecordingManifest): RecordingPart {
  return new RecordingPart(target, manifest, () => new SecretScan([]));
}

function addTo(part: RecordingPart, { metadata, ...message }: RecordedMessage): void {
  part.add(message, Object.fromEntries(metadata));
}
