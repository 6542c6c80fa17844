import { OPCODES, forEachFrame } from './frames.ts';
import type { RecordedMessage } from './recorded-message.ts';
import { forEachPacket } from './recorded-packets.ts';
import { MS_PER_SECOND } from '../market/ist-time.ts';

/** Where the live feed's packets keep the time of the last trade, in whole seconds. Source: dhan-v2-wire 6.5. */
const LTT_OFFSETS: ReadonlyMap<number, number> = new Map([
  [2, 12],
  [4, 14],
  [8, 14],
]);

/** The message at another time, its trade times with it. `byMs`: whole seconds. */
export function shiftMessage(message: RecordedMessage, byMs: number): RecordedMessage {
  const { channel } = message;
  const isLiveFeed =
    channel.kind === 'frames' && channel.feed === 'live' && channel.direction === 'from-exchange';
  return {
    ...message,
    atMs: message.atMs + byMs,
    beganAtMs: message.beganAtMs + byMs,
    data: isLiveFeed ? shiftTradeTimes(message.data, byMs / MS_PER_SECOND) : message.data,
  };
}

/** A copy of a run of the live feed's frames with every trade time moved by so many whole seconds; a time of 0 means none and stays. */
function shiftTradeTimes(run: Uint8Array, seconds: number): Uint8Array {
  const copy = new Uint8Array(run);
  if (seconds === 0) return copy;
  forEachFrame(copy, ({ opcode, payload }) => {
    if (opcode !== OPCODES.binary) return;
    forEachPacket('live', payload, ({ code, bytes }) => {
      const offset = LTT_OFFSETS.get(code);
      if (offset === undefined || bytes.length < offset + 4) return;
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const ltt = view.getUint32(offset, true);
      if (ltt !== 0) view.setUint32(offset, ltt + seconds, true);
    });
  });
  return copy;
}
