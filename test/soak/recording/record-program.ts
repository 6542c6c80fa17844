/**
 * The recorder of the recording proof: `ORIGIN FILE`. Prints where it listens, records until SIGTERM, and prints what that took.
 * Wants `--expose-gc`.
 */
import { once } from 'node:events';
import { openRecordingProxy } from '#cli/record/recording-proxy.ts';
import { recordingVersions } from '#cli/version.ts';
import { finishRecording } from '#engine/adapters/recording/secret-gate.ts';
import { WireRecorder } from '#engine/adapters/recording/wire-recorder.ts';

/** The recorder's last line. Sizes in bytes. */
export interface RecordedRun {
  /** CPU time of the whole run, and per wall time from its first packet to its last. */
  readonly cpuSeconds: number;
  readonly bytes: number;
  readonly maskedSecrets: number;
  readonly usedBytes: number;
  readonly residentBytes: number;
  readonly peakResidentBytes: number;
}

const [origin = '', path = ''] = process.argv.slice(2);
const recorder = new WireRecorder({
  path,
  about: { clock: 'wall', exchange: origin, scenario: null, wire: null, versions: recordingVersions() },
  clock: { nowMs: () => performance.timeOrigin + performance.now() },
});
const proxy = await openRecordingProxy({ exchange: { origin, caPem: undefined }, recorder });
const started = process.cpuUsage();
console.log(JSON.stringify(proxy.originUrl));
await once(process, 'SIGTERM');
const { user, system } = process.cpuUsage(started);
globalThis.gc?.();
const { rss, heapUsed, external } = process.memoryUsage();
await proxy[Symbol.asyncDispose]();
const { bytes, maskedSecrets } = finishRecording(recorder);
const run: RecordedRun = {
  cpuSeconds: (user + system) / 1_000_000,
  bytes,
  maskedSecrets,
  usedBytes: heapUsed + external,
  residentBytes: rss,
  peakResidentBytes: process.resourceUsage().maxRSS * 1024,
};
console.log(JSON.stringify(run));
