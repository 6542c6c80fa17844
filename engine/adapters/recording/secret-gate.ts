import { renameSync, rmSync } from 'node:fs';
import type { SecretScan } from '../../recording/secret-scan.ts';
import { RecordingFile } from './recording-file.ts';
import type { RecordedMessage } from '../../recording/recorded-message.ts';
import { RecordingPart } from './recording-part.ts';
import type { RecordedTotals, WireRecorder } from './wire-recorder.ts';

/**
 * Ends a run's files and holds what was written before the last secret was learnt against all of them. A value that was told to be a secret only
 * after it had passed unnoticed stands in such a file still; the file is then written anew with asterisks in its place. Files of a run whose
 * disk failed are left as they are. Errors: those of reading and writing recordings.
 */
export function finishRecording(recorder: WireRecorder): RecordedTotals {
  const totals = recorder.close();
  if (recorder.failure) return totals;
  const scan = recorder.scan();
  const late = recorder.parts.reduce((count, part) => count + maskLateSecrets(part, scan), 0);
  return { ...totals, maskedSecrets: totals.maskedSecrets + late };
}

function maskLateSecrets(written: RecordingPart, scan: SecretScan): number {
  const { path } = written;
  using file = new RecordingFile(path);
  const early = file.chunks.slice(0, written.chunksBefore(scan));
  if (!early.some((chunk) => file.messagesOf(chunk).some((message) => showsAny(message, scan)))) return 0;
  const draft = `${path}.masking`;
  rmSync(draft, { force: true });
  const part = new RecordingPart(draft, file.manifest, () => scan);
  for (const message of file.messages()) part.add(message, Object.fromEntries(message.metadata));
  part.end(Object.fromEntries(file.totals ?? []));
  renameSync(draft, path);
  return part.maskedSecrets;
}

function showsAny({ data, metadata }: RecordedMessage, scan: SecretScan): boolean {
  if (scan.isIn(data)) return true;
  return [...metadata.values()].some((value) => scan.isIn(new TextEncoder().encode(value)));
}
