import { renameSync, rmSync } from 'node:fs';
import type { SecretScan } from '../../recording/secret-scan.ts';
import { RecordingFile } from './recording-file.ts';
import type { RecordedMessage } from '../../recording/recorded-message.ts';
import { RecordingPart } from './recording-part.ts';
import type { RecordedTotals, WireRecorder } from './wire-recorder.ts';

/** Ends a run's files and holds them against every secret that was learnt on the way. Errors: those of reading and writing recordings. */
export function finishRecording(recorder: WireRecorder): RecordedTotals {
  const totals = recorder.close();
  const late = totals.files.reduce((count, file) => count + maskLateSecrets(file, recorder.scan()), 0);
  return { ...totals, maskedSecrets: totals.maskedSecrets + late };
}

/**
 * The last look at a file that was ended: a value that was told to be a secret only after it had passed unnoticed stands in it still. Such a file is
 * written anew with asterisks in its place. Returns how many there were.
 */
function maskLateSecrets(path: string, scan: SecretScan): number {
  using file = new RecordingFile(path);
  if (!file.messages().some((message) => showsAny(message, scan))) return 0;
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
