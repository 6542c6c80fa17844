/** Recordings as files that other programs read. Each export reads the recording message by message. */
import { istIso } from '../../market/ist-time.ts';
import { OPCODES, forEachFrame } from '../../recording/frames.ts';
import { shownMessages } from '../../recording/shown-messages.ts';
import { TICK_COLUMNS, tickRow } from '../../recording/tick-rows.ts';
import { copyRow, createPacketFields, FeedFrameReader } from '../../wire/feed-packets.ts';
import { writeHar } from './har-export.ts';
import { RecordingFile } from './recording-file.ts';
import { TextFileWriter } from './text-file-writer.ts';

/** `har`: HTTP Archive 1.2, sockets as browsers tell them. `ndjson`: everything, packets decoded. `csv`: the live feed's prices. */
export type ExportFormat = 'har' | 'ndjson' | 'csv';

/** Returns how many entries, lines or rows were written. Errors: RecordingError, StoreError. */
export function exportRecording(source: string, target: string, format: ExportFormat): number {
  using file = new RecordingFile(source);
  using out = new TextFileWriter(target);
  switch (format) {
    case 'har':
      return writeHar(file, out);
    case 'ndjson':
      return writeLines(file, out);
    case 'csv':
      return writeRows(file, out);
  }
}

function writeLines(file: RecordingFile, out: TextFileWriter): number {
  let lines = 0;
  const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
  for (const message of file.messages())
    for (const shown of shownMessages(message, toHex)) {
      out.write(`${JSON.stringify(shown)}\n`);
      lines += 1;
    }
  return lines;
}

function writeRows(file: RecordingFile, out: TextFileWriter): number {
  const reader = new FeedFrameReader({ depthLevels: 0 });
  const fields = createPacketFields();
  let rows = 0;
  out.write(`${TICK_COLUMNS.join(',')}\n`);
  for (const { channel, atMs, data } of file.messages()) {
    if (channel.kind !== 'frames' || channel.feed !== 'live' || channel.direction === 'from-client') continue;
    const at = istIso(atMs);
    forEachFrame(data, ({ opcode, payload }) => {
      if (opcode !== OPCODES.binary) return;
      reader.read(payload, (packets) => {
        for (let row = 0; row < packets.length; row += 1) {
          const line = tickRow(copyRow(packets, row, fields), at, channel.connection);
          if (line === undefined) continue;
          out.write(`${line}\n`);
          rows += 1;
        }
      });
    });
  }
  return rows;
}
