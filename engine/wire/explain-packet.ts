/** A frame taken apart for people: every field of every packet with its place, bytes, value and meaning. */
import { istDate, istTimeOfDay, lttToEpochMs } from '../market/ist-time.ts';
import { explainEmptyFrame, explainFinding } from './explain-finding.ts';
import { explainField } from './explained-frame.ts';
import type { ExplainedField, ExplainedFrame, ExplainedPacket, FrameProblem } from './explained-frame.ts';
import { HEADER_LENGTH, disconnectMeaning } from './feed-codes.ts';
import { decodeFrame } from './feed-packets.ts';
import type { FeedPacket } from './feed-packets.ts';
import { readField } from './field-layout.ts';
import type { PlacedField } from './field-layout.ts';
import { packetLayoutOf, placedFields } from './packet-layout.ts';
import type { PacketLayout } from './packet-layout.ts';

/**
 * Explains every packet of a frame of the live feed and everything that is wrong with it. Like the frame reader it goes on behind a packet that cannot be
 * decoded when the length it states lies inside the frame, and gives the rest up otherwise.
 */
export function explainFrame(frame: Uint8Array): ExplainedFrame {
  const packets: ExplainedPacket[] = [];
  const findings: FrameProblem[] = frame.length === 0 ? [{ ...explainEmptyFrame(), fields: [] }] : [];
  let offset = 0;
  while (offset < frame.length) {
    const piece = firstPiece(frame, offset);
    const {
      finding,
      packets: [packet],
    } = decodeFrame(piece);
    if (packet)
      packets.push({ offset, length: piece.length, packet, fields: fieldsOf(packet, piece, offset) });
    if (finding) {
      const fields = finding.kind === 'truncated' ? fieldsLeft(piece, offset) : [];
      findings.push({ ...explainFinding(finding.kind, frame, offset), fields });
    }
    offset += piece.length;
  }
  return { length: frame.length, packets, findings };
}

/** The bytes that the length at `offset` claims; all that is left when it claims nothing possible. */
function firstPiece(frame: Uint8Array, offset: number): Uint8Array {
  const left = frame.length - offset;
  const length = left < HEADER_LENGTH ? left : frame[offset + 1]! + frame[offset + 2]! * 256;
  return length < HEADER_LENGTH || length > left
    ? frame.subarray(offset)
    : frame.subarray(offset, offset + length);
}

/** What can still be read of a packet that was cut: the rest is filled up with zeros, and fields that touch it are left out. */
function fieldsLeft(piece: Uint8Array, start: number): ExplainedField[] {
  const layout = piece.length < HEADER_LENGTH ? undefined : packetLayoutOf(piece[0]!);
  if (!layout) return [];
  const filledUp = new Uint8Array(layout.length);
  filledUp.set(piece);
  const [packet] = decodeFrame(filledUp).packets;
  if (!packet) return [];
  const whole = placedFields(layout).filter(({ offset, size }) => offset + size <= piece.length);
  return fieldsOf(packet, filledUp, start).slice(0, whole.length);
}

function fieldsOf(packet: FeedPacket, piece: Uint8Array, start: number): ExplainedField[] {
  const layout: PacketLayout = packetLayoutOf(piece[0]!)!;
  const view = new DataView(piece.buffer, piece.byteOffset, piece.byteLength);
  return placedFields(layout).map((field) => {
    const raw = readField(view, 0, field);
    const value = field.type === 'f32' ? deliveredPrice(packet, field) : raw;
    const note = field.type === 'f32' ? noteOnPrice(raw, value) : noteOn(field, raw, packet);
    return explainField(field, { bytes: piece, start, rows: 'depth', value, note });
  });
}

/** The price as the reader snapped it. */
function deliveredPrice(packet: FeedPacket, { name, level }: PlacedField): number {
  const holder: object = level === undefined || !('depth' in packet) ? packet : packet.depth[level]!;
  return (holder as Readonly<Record<string, number>>)[name]!;
}

/** Encoding `value` again gives the same bytes unless the price lay between two steps of its segment. */
function noteOnPrice(raw: number, value: number): string {
  return Math.fround(value) === raw ? `f32 ${raw}` : `f32 ${raw}, between two steps`;
}

function noteOn({ name }: PlacedField, raw: number, packet: FeedPacket): string {
  switch (name) {
    case 'code':
      return packet.kind;
    case 'length':
      return 'header included';
    case 'exchangeSegment':
      return packet.exchangeSegment ?? 'no segment has this number';
    case 'ltt':
      return raw === 0 ? 'never traded' : spokenLtt(raw);
    case 'reason':
      return disconnectMeaning(raw);
    default:
      return '';
  }
}

function spokenLtt(ltt: number): string {
  const epochMs = lttToEpochMs(ltt);
  return `${istDate(epochMs)} ${istTimeOfDay(epochMs)} IST`;
}
