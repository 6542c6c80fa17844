import { EXCHANGE_SEGMENT_CODES } from '../market/instrument.ts';
import { OPCODES, encodeFrame, forEachFrame } from './frames.ts';
import type { Frame } from './frames.ts';
import type { RecordedMessage } from './recorded-message.ts';
import { forEachPacket } from './recorded-packets.ts';
import { joinBytes } from './joined-bytes.ts';

/** How far apart the copies of an instrument are; every real security id is below it. */
const COPY_STEP = 100_000_000;
/** Security ids have 32 bits. */
export const COPIES_MAX = 42;

/** Byte of a packet's head where its security id is, on every binary feed. */
const SECURITY_ID_AT = 4;
const SEGMENTS: ReadonlySet<number> = new Set(Object.values(EXCHANGE_SEGMENT_CODES));

/**
 * The message with every instrument `copies` times: behind each binary message of the exchange the same for security ids COPY_STEP, 2 x COPY_STEP, ...
 * higher, and behind each request of a client the same requests for those. Calls, order updates, control frames and packets without an instrument stay as they are.
 */
export function amplifyMessage(message: RecordedMessage, copies: number): RecordedMessage {
  const { channel } = message;
  if (channel.kind !== 'frames' || channel.feed === 'order-update') return message;
  const { feed, direction } = channel;
  const frames: Uint8Array[] = [];
  forEachFrame(message.data, (frame) => {
    frames.push(encodeFrame(frame.firstByte, frame.payload));
    for (let copy = 1; copy < copies; copy += 1) {
      const payload = direction === 'from-client' ? requestCopy(frame, copy) : messageCopy(feed, frame, copy);
      if (payload) frames.push(encodeFrame(frame.firstByte, payload));
    }
  });
  return { ...message, data: joinBytes(frames) };
}

/** Undefined when it names no instrument. */
function messageCopy(
  feed: 'live' | 'depth-20' | 'depth-200',
  frame: Frame,
  copy: number,
): Uint8Array | undefined {
  if (frame.opcode !== OPCODES.binary) return undefined;
  const payload = new Uint8Array(frame.payload);
  let instruments = 0;
  forEachPacket(feed, payload, ({ code, bytes }) => {
    if (code < 0 || WITHOUT_INSTRUMENT.has(code) || !SEGMENTS.has(bytes[3]!)) return;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    view.setUint32(SECURITY_ID_AT, view.getUint32(SECURITY_ID_AT, true) + copy * COPY_STEP, true);
    instruments += 1;
  });
  return instruments > 0 ? payload : undefined;
}

/** Market status, and the disconnect of every feed. */
const WITHOUT_INSTRUMENT: ReadonlySet<number> = new Set([7, 50]);

const SECURITY_ID = /("SecurityId"\s*:\s*"?)(\d+)/g;

function requestCopy(frame: Frame, copy: number): Uint8Array | undefined {
  if (frame.opcode !== OPCODES.text) return undefined;
  const text = new TextDecoder().decode(frame.payload);
  const copied = text.replaceAll(
    SECURITY_ID,
    (_, before: string, id: string) => before + (Number(id) + copy * COPY_STEP),
  );
  return copied === text ? undefined : new TextEncoder().encode(copied);
}
