/** What `preopen recording info` and `verify` print. */
import type { RecordingInfo } from '#engine/adapters/recording/recording-info.ts';
import type { RecordingVerification } from '#engine/adapters/recording/verify-recording.ts';
import { istIso } from '#engine/market/ist-time.ts';
import { spokenDuration } from '#engine/market/spoken-time.ts';

export function renderRecordingInfo(format: string, info: RecordingInfo): string {
  return format === 'json' ? `${JSON.stringify(info, undefined, 2)}\n` : `${infoLines(info).join('\n')}\n`;
}

export function renderVerifications(format: string, all: readonly RecordingVerification[]): string {
  if (format === 'json') return `${JSON.stringify(all, undefined, 2)}\n`;
  return `${all.flatMap(verificationLines).join('\n')}\n`;
}

function infoLines(info: RecordingInfo): string[] {
  const { manifest, exchangeAheadMs, truncated, firstAtMs, lastAtMs } = info;
  const { preopen, node } = manifest.versions;
  const ahead = exchangeAheadMs === null ? 'exchange not heard' : `exchange ${exchangeAheadMs} ms ahead`;
  const rows = info.channels.map(({ topic, messages, frames, bytes }) => [
    topic,
    `${messages} messages`,
    frames > 0 ? `${frames} frames` : '',
    `${bytes} bytes`,
  ]);
  return [
    `${info.file}: ${info.bytes} bytes, ${info.chunks} chunks, ${info.messages} messages, part ${manifest.part} of recording ${manifest.recordingId}`,
    `exchange   ${manifest.exchange}${manifest.scenario === null ? '' : `, scenario ${manifest.scenario}`}${manifest.wire === null ? '' : `, wire ${manifest.wire}`}`,
    `recorded   from ${istIso(manifest.startedAtMs)} on the ${manifest.clock} clock, ${ahead}`,
    ...(firstAtMs === null || lastAtMs === null
      ? ['messages   none']
      : [`messages   ${istIso(firstAtMs)} to ${istIso(lastAtMs)} (${spokenDuration(lastAtMs - firstAtMs)})`]),
    `written by preopen ${preopen}, Node ${node}, format ${manifest.format}`,
    ...aligned(rows),
    ...(truncated ? [`cut short  at byte ${truncated.offset}: the recorder did not end the file`] : []),
  ];
}

function verificationLines(verification: RecordingVerification): string[] {
  const { file, state, chunks, soundChunks, messages, untilMs, findings } = verification;
  const until = untilMs === null ? '' : `, until ${istIso(untilMs)}`;
  return [
    `${file}: ${state}, ${soundChunks} of ${chunks} chunks, ${messages} messages${until}`,
    ...findings.map(({ where, what }) => `    ${what} (${where})`),
  ];
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>(
    (all, row) => row.map((cell, index) => Math.max(cell.length, all[index] ?? 0)),
    [],
  );
  return rows.map((row) =>
    `    ${row.map((cell, index) => cell.padEnd(widths[index]!)).join('  ')}`.trimEnd(),
  );
}
