import { RecordingError } from '../../errors.ts';
import { istIso } from '../../market/ist-time.ts';
import type { RecordedMessage } from '../../recording/recorded-message.ts';
import { CLOCK_TOPIC } from '../../recording/recording-format.ts';
import { RecordingFile } from './recording-file.ts';
import { recordingInfo } from './recording-info.ts';
import { addTo, newPart } from './recording-transforms.ts';

/**
 * Writes one recording of several, in the order of their times: the parts of a run that was rotated, or days apart. Returns the number of messages.
 * Errors: RecordingError where a channel of two of them covers the same time, or where their clocks or wires differ; StoreError.
 */
export function mergeRecordings(sources: readonly string[], target: string): number {
  const files: RecordingFile[] = [];
  try {
    for (const source of sources) files.push(new RecordingFile(source));
    return merge(files, target);
  } finally {
    for (const file of files) file[Symbol.dispose]();
  }
}

function merge(files: readonly RecordingFile[], target: string): number {
  assertAlike(files);
  assertApart(files);
  const first = files.reduce((earliest, file) =>
    file.manifest.startedAtMs < earliest.manifest.startedAtMs ? file : earliest,
  );
  const part = newPart(target, { ...first.manifest, part: 1 });
  for (const message of inOrder(files)) addTo(part, message);
  const exchangeAheadMs = String(files.at(-1)?.totals?.get('exchangeAheadMs') ?? null);
  part.end({ exchangeAheadMs, madeBy: `merged of ${files.length} recordings` });
  return part.messages;
}

/** What must be the same, or the times and bytes of one file would mean something else in the other. */
const ALIKE = ['clock', 'exchange', 'scenario', 'wire'] as const;

function assertAlike([first, ...others]: readonly RecordingFile[]): void {
  for (const other of others)
    for (const field of ALIKE)
      if (first && other.manifest[field] !== first.manifest[field])
        throw new RecordingError(
          `merging the recordings failed: expected the ${field} ${first.manifest[field]} of ${first.path}, was ${other.manifest[field]} (manifest.json of ${other.path}). Merge recordings of one ${field}.`,
        );
}

/** When a channel of a file is used. */
interface Use {
  readonly path: string;
  readonly fromMs: number;
  readonly toMs: number;
}

function assertApart(files: readonly RecordingFile[]): void {
  const uses = new Map<string, Use[]>();
  for (const file of files) {
    for (const { topic, firstAtMs, lastAtMs } of recordingInfo(file).channels) {
      if (topic === CLOCK_TOPIC) continue;
      const use = { path: file.path, fromMs: firstAtMs, toMs: lastAtMs };
      const earlier = uses.get(topic) ?? [];
      const other = earlier.find((each) => each.fromMs < use.toMs && use.fromMs < each.toMs);
      if (other) throw overlap(topic, other, use);
      uses.set(topic, [...earlier, use]);
    }
  }
}

function overlap(topic: string, first: Use, second: Use): RecordingError {
  const told = ({ path, fromMs, toMs }: Use): string => `${path} from ${istIso(fromMs)} to ${istIso(toMs)}`;
  return new RecordingError(
    `merging the recordings failed: expected each channel at one time in one file, was ${topic} in ${told(first)} and in ${told(second)}. Cut one of them, or shift it.`,
  );
}

/** Equal times in the order of the files. */
function* inOrder(files: readonly RecordingFile[]): Generator<RecordedMessage> {
  const heads = files.map((file) => {
    const messages = file.messages();
    return { messages, next: messages.next() };
  });
  for (;;) {
    let earliest: (typeof heads)[number] | undefined;
    for (const head of heads)
      if (
        !head.next.done &&
        (!earliest || head.next.value.atMs < (earliest.next.value as RecordedMessage).atMs)
      )
        earliest = head;
    if (!earliest || earliest.next.done) return;
    yield earliest.next.value;
    earliest.next = earliest.messages.next();
  }
}
