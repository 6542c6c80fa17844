/** What an explained frame is made of, whichever feed it is of. */
import type { DepthPacket } from './depth-packets.ts';
import type { ExplainedFinding } from './explain-finding.ts';
import type { FeedPacket } from './feed-packets.ts';
import type { FieldUnit, PlacedField } from './field-layout.ts';
import { hexOf } from './hex.ts';

/** One field. `value` is the number on the wire, on the live feed a price snapped to the paisa; `note` says what the number alone does not. */
export interface ExplainedField {
  /** Byte in the frame. */
  readonly offset: number;
  /** Two hex digits a byte, in the order of the wire, blanks between. */
  readonly bytes: string;
  /** Name in FeedPacket or DepthPacket; in a row `depth[0].bidPrice` or `rows[0].price`. */
  readonly field: string;
  readonly value: number;
  readonly unit: FieldUnit;
  readonly note: string;
}

/** A sound packet; `packet` is what the feed's decoder delivers for it. */
export interface ExplainedPacket<Packet = FeedPacket | DepthPacket> {
  /** Byte in the frame where it starts. */
  readonly offset: number;
  readonly length: number;
  readonly packet: Packet;
  readonly fields: readonly ExplainedField[];
}

/** A finding; `fields` are those of a truncated packet that are wholly there, and empty for any other. */
export interface FrameProblem extends ExplainedFinding {
  readonly fields: readonly ExplainedField[];
}

/** Packets and findings of a frame, each in the order of the wire. */
export interface ExplainedFrame<Packet = FeedPacket | DepthPacket> {
  readonly length: number;
  readonly packets: readonly ExplainedPacket<Packet>[];
  readonly findings: readonly FrameProblem[];
}

/** Explains one field of the packet in `bytes`, which starts at `start` of its frame; `rows` is how its list of rows is called. */
export function explainField(
  { offset, size, level, name, unit }: PlacedField,
  packet: {
    readonly bytes: Uint8Array;
    readonly start: number;
    readonly rows: string;
    readonly value: number;
    readonly note: string;
  },
): ExplainedField {
  const { bytes, start, rows, value, note } = packet;
  return {
    offset: start + offset,
    bytes: hexOf(bytes.subarray(offset, offset + size)),
    field: level === undefined ? name : `${rows}[${level}].${name}`,
    value,
    unit,
    note,
  };
}
