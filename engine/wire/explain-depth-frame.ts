/** A frame of a depth feed taken apart for people, as explain-packet.ts does it for the live feed. */
import { placedDepthFields } from './depth-layout.ts';
import type { DepthFeedLevels } from './depth-layout.ts';
import { decodeDepthFrame, readDepthFrame } from './depth-packets.ts';
import type { DepthPacket } from './depth-packets.ts';
import { explainField } from './explained-frame.ts';
import type { ExplainedField, ExplainedFrame, ExplainedPacket, FrameProblem } from './explained-frame.ts';
import { disconnectMeaning } from './feed-codes.ts';
import type { FrameFinding } from './feed-packets.ts';
import { readField } from './field-layout.ts';
import type { PlacedField } from './field-layout.ts';
import { hexOf } from './hex.ts';

/** Explains every packet of a frame of 20 or 200 levels and everything that is wrong with it. */
export function explainDepthFrame(frame: Uint8Array, levels: DepthFeedLevels): ExplainedFrame<DepthPacket> {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const packets: ExplainedPacket<DepthPacket>[] = [];
  const findings: FrameProblem[] = [];
  readDepthFrame(frame, levels, {
    onPacket(packet, offset) {
      const length = view.getUint16(offset, true);
      const bytes = frame.subarray(offset, offset + length);
      packets.push({ offset, length, packet, fields: fieldsOf(packet, levels, { bytes, start: offset }) });
    },
    onFinding({ kind, offset, message }) {
      const bytes = hexOf(frame.subarray(offset, offset + BYTES_SHOWN));
      findings.push({ kind, offset, bytes, message, remedy: REMEDIES[kind], fields: [] });
    },
  });
  return { length: frame.length, packets, findings };
}

/** The depth feed whose frame `bytes` is, wholly and soundly; undefined where it is none. */
export function depthFeedOf(bytes: Uint8Array): DepthFeedLevels | undefined {
  return ([20, 200] as const).find((levels) => decodeDepthFrame(bytes, levels).finding === undefined);
}

/** A header's worth. */
const BYTES_SHOWN = 12;

const REMEDIES: Readonly<Record<FrameFinding['kind'], string>> = {
  truncated: 'Give the missing bytes: the frame was cut, or its second half is in another capture.',
  trailing: 'Cut them off, or give the rest of the packet they begin.',
  'unknown-code':
    'The code of a depth packet is its byte 2; a packet of the live feed, with its code at byte 0, wants --feed live.',
  'bad-length':
    'The length is a little-endian integer of 16 bits at byte 0 and counts the header; check which depth feed the frame is of.',
  'bad-value': 'Prices are little-endian f64; check byte order and alignment of whoever wrote this.',
};

function fieldsOf(
  packet: DepthPacket,
  levels: DepthFeedLevels,
  { bytes, start }: { readonly bytes: Uint8Array; readonly start: number },
): ExplainedField[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const rows = packet.kind === 'disconnect' ? 0 : packet.rows.length;
  return placedDepthFields(levels, packet.kind, rows).map((field) => {
    const value = readField(view, 0, field);
    return explainField(field, { bytes, start, rows: 'rows', value, note: noteOn(field, value, packet) });
  });
}

function noteOn({ name }: PlacedField, value: number, packet: DepthPacket): string {
  switch (name) {
    case 'code':
      return packet.kind;
    case 'length':
      return 'header included';
    case 'exchangeSegment':
      return packet.kind === 'disconnect'
        ? 'means nothing here'
        : (packet.exchangeSegment ?? 'no segment has this number');
    case 'reason':
    case 'reasonAsDocumented':
      return disconnectMeaning(value);
    default:
      return '';
  }
}
