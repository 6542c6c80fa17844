/** What is wrong with a frame, in words: which bytes, what was expected there, and what to do. */
import { HEADER_LENGTH, INDEX_CODE, PACKET_LENGTHS } from './feed-codes.ts';
import type { FrameFinding } from './feed-packets.ts';
import { hexOf } from './hex.ts';
import { readField } from './field-layout.ts';
import { packetLayoutOf, placedFields } from './packet-layout.ts';

/** A finding of the frame reader with its bytes and a remedy. */
export interface ExplainedFinding {
  readonly kind: FrameFinding['kind'];
  /** Byte in the frame where the offending packet starts. */
  readonly offset: number;
  /** The first of its bytes as hex, a header's worth at most. */
  readonly bytes: string;
  readonly message: string;
  readonly remedy: string;
}

/** Explains the packet at `offset`, of which the reader said `kind` when given nothing before it. */
export function explainFinding(
  kind: FrameFinding['kind'],
  frame: Uint8Array,
  offset: number,
): ExplainedFinding {
  const rest = frame.subarray(offset);
  const bytes = hexOf(rest.subarray(0, HEADER_LENGTH));
  if (rest.length < HEADER_LENGTH) return { ...shortHeader(rest.length, offset), offset, bytes };
  const view = new DataView(rest.buffer, rest.byteOffset, rest.byteLength);
  const facts = { code: view.getUint8(0), length: view.getUint16(1, true), left: rest.length, offset };
  switch (kind) {
    case 'truncated':
    case 'trailing':
      return { kind, offset, bytes, ...truncated(facts) };
    case 'unknown-code':
      return { kind, offset, bytes, ...unknownCode(facts) };
    case 'bad-length':
      return { kind, offset, bytes, ...badLength(facts) };
    case 'bad-value':
      return { kind, offset, bytes, ...badValue(facts, view) };
  }
}

/** The finding of a frame without a byte. */
export function explainEmptyFrame(): ExplainedFinding {
  const message = 'frame: expected at least one packet, was empty (byte 0).';
  return { kind: 'truncated', offset: 0, bytes: '', message, remedy: 'Give the bytes of a whole frame.' };
}

interface Facts {
  readonly code: number;
  /** What the header states. */
  readonly length: number;
  /** Bytes from the packet's start to the frame's end. */
  readonly left: number;
  readonly offset: number;
}

type Words = Pick<ExplainedFinding, 'message' | 'remedy'>;

function shortHeader(left: number, offset: number): Words & Pick<ExplainedFinding, 'kind'> {
  const message = `packet header: expected ${HEADER_LENGTH} bytes, was ${left} (byte ${offset}).`;
  return offset === 0
    ? { kind: 'truncated', message, remedy: 'Give the whole packet: the capture lacks its end.' }
    : { kind: 'trailing', message, remedy: 'Cut them off, or give the rest of the packet they begin.' };
}

function truncated({ code, length, left, offset }: Facts): Words {
  return {
    message: `packet ${code}: expected ${length} bytes, was ${left} (byte ${offset}).`,
    remedy: `Give the missing ${length - left}: the frame was cut, or its second half is in another capture.`,
  };
}

function unknownCode({ code, length, offset }: Facts): Words {
  if (code === INDEX_CODE)
    return {
      message: `packet 1 (index): expected a code with a layout, but nobody documents this one's (byte ${offset}, ${length} bytes skipped).`,
      remedy:
        'Skip it by its length, as a client does; an index itself arrives as ticker, quote, full and previous-close.',
    };
  const codes = Object.keys(PACKET_LENGTHS).join(', ');
  return {
    message: `packet: expected a response code of ${codes}, was ${code} (byte ${offset}, ${length} bytes skipped).`,
    remedy:
      'A client skips such a packet by its length; if it is the first, check that byte 0 starts a packet.',
  };
}

function badLength({ code, length, left, offset }: Facts): Words {
  const expected = packetLayoutOf(code)?.length;
  const isInside = length >= HEADER_LENGTH && length <= left;
  const accepted = expected === undefined ? `from ${HEADER_LENGTH} to ${left}` : `of ${expected}`;
  const after = isInside ? 'skipped' : 'the rest is given up';
  return {
    message: `packet ${code}: expected a length ${accepted}, was ${length} (byte ${offset}, ${after}).`,
    remedy:
      'The length is a little-endian u16 at byte 1 and counts the header; check byte order and alignment.',
  };
}

function badValue({ code, offset }: Facts, view: DataView): Words {
  const wrong = placedFields(packetLayoutOf(code)!)
    .map((field) => ({ field, value: readField(view, 0, field) }))
    .filter(({ value }) => !Number.isFinite(value));
  const named = wrong.map(({ field, value }) => `${field.name} ${value} (byte ${offset + field.offset})`);
  return {
    message: `packet ${code}: expected finite prices, was ${named.join(', ')}; the packet is skipped.`,
    remedy: 'Prices are little-endian f32; check byte order and alignment of whoever wrote this.',
  };
}
