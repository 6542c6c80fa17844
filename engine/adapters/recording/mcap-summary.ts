import { crc32 } from 'node:zlib';
import { McapConstants, McapRecordBuilder } from '@mcap/core';
import type { McapTypes } from '@mcap/core';

/** Everything that stands behind the data of a file. */
export interface Summary {
  readonly schemas: readonly McapTypes.Schema[];
  readonly channels: readonly McapTypes.Channel[];
  readonly statistics: McapTypes.Statistics;
  readonly metadata: readonly McapTypes.MetadataIndex[];
  readonly attachments: readonly McapTypes.AttachmentIndex[];
  /** Records back to back. */
  readonly chunkIndexes: Uint8Array;
}

const FOOTER_LENGTH = 20n;
/** Opcode, length, summary start, summary offset start: the footer's part that the summary's CRC covers. */
const FOOTER_HEAD_BYTES = 25;

/** Summary, summary offsets, footer and closing magic of a file whose data ends at `start`. Source: the MCAP specification, "Summary Section". */
export function summaryOf(start: bigint, summary: Summary): Uint8Array {
  const { Opcode } = McapConstants;
  const offsets = new McapRecordBuilder();
  const parts: Uint8Array[] = [];
  let end = start;
  const add = (groupOpcode: number, records: Uint8Array): void => {
    if (records.length === 0) return;
    const groupLength = BigInt(records.length);
    offsets.writeSummaryOffset({ groupOpcode, groupStart: end, groupLength });
    parts.push(records);
    end += groupLength;
  };
  add(
    Opcode.SCHEMA,
    recordsOf(summary.schemas, (records, each) => records.writeSchema(each)),
  );
  add(
    Opcode.CHANNEL,
    recordsOf(summary.channels, (records, each) => records.writeChannel(each)),
  );
  add(
    Opcode.STATISTICS,
    recordsOf([summary.statistics], (records, each) => records.writeStatistics(each)),
  );
  add(
    Opcode.METADATA_INDEX,
    recordsOf(summary.metadata, (records, each) => records.writeMetadataIndex(each)),
  );
  add(
    Opcode.ATTACHMENT_INDEX,
    recordsOf(summary.attachments, (records, each) => records.writeAttachmentIndex(each)),
  );
  add(Opcode.CHUNK_INDEX, summary.chunkIndexes);
  parts.push(offsets.buffer);
  parts.push(footerOf({ summaryStart: start, summaryOffsetStart: end }, parts));
  return Buffer.concat(parts);
}

function recordsOf<T>(
  items: readonly T[],
  write: (records: McapRecordBuilder, item: T) => bigint,
): Uint8Array {
  const records = new McapRecordBuilder();
  for (const item of items) write(records, item);
  return records.buffer;
}

function footerOf(
  starts: { readonly summaryStart: bigint; readonly summaryOffsetStart: bigint },
  summary: readonly Uint8Array[],
): Uint8Array {
  const head = new DataView(new ArrayBuffer(FOOTER_HEAD_BYTES));
  head.setUint8(0, McapConstants.Opcode.FOOTER);
  head.setBigUint64(1, FOOTER_LENGTH, true);
  head.setBigUint64(9, starts.summaryStart, true);
  head.setBigUint64(17, starts.summaryOffsetStart, true);
  const covered = [...summary, new Uint8Array(head.buffer)];
  const records = new McapRecordBuilder();
  records.writeFooter({ ...starts, summaryCrc: covered.reduce((crc, part) => crc32(part, crc), 0) });
  records.writeMagic();
  return records.buffer;
}
