/** Messages of a recording as plain values, for exports that people and other programs read. */
import { decodeDepthFrame } from '../wire/depth-packets.ts';
import { decodeFrame } from '../wire/feed-packets.ts';
import { istIso } from '../market/ist-time.ts';
import { decodeClockSample } from './clock-sample.ts';
import { decodeConnectionEvent } from './connection-event.ts';
import { OPCODES, closeOf, forEachFrame } from './frames.ts';
import type { Frame } from './frames.ts';
import { decodeCall } from './recorded-call.ts';
import type { RecordedMessage } from './recorded-message.ts';
import type { RecordedTopic } from './recording-format.ts';

type FramesTopic = Extract<RecordedTopic, { kind: 'frames' }>;

const OPCODE_NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(OPCODES).map(([name, opcode]) => [opcode, name]),
);

/** One value per call, event and frame; packets are decoded, and what is none is told as its finding. `toHex`: for bytes that are no packets. */
export function shownMessages(message: RecordedMessage, toHex: (bytes: Uint8Array) => string): object[] {
  const { topic, channel, data } = message;
  const head = { at: istIso(message.atMs), atMs: message.atMs, channel: topic };
  switch (channel.kind) {
    case 'rest': {
      const { requestBody, responseBody, ...call } = decodeCall(data);
      return [{ ...head, ...call, requestBody: textOf(requestBody), responseBody: textOf(responseBody) }];
    }
    case 'connections':
      return [{ ...head, ...decodeConnectionEvent(data) }];
    case 'clock':
      return [{ ...head, ...decodeClockSample(data) }];
    case 'frames': {
      const shown: object[] = [];
      forEachFrame(data, (frame) => shown.push({ ...head, ...shownFrame(channel, frame, toHex) }));
      return shown;
    }
  }
}

function shownFrame(channel: FramesTopic, frame: Frame, toHex: (bytes: Uint8Array) => string): object {
  const { opcode, payload } = frame;
  const name = OPCODE_NAMES.get(opcode) ?? opcode;
  if (opcode === OPCODES.text) return { opcode: name, text: textOf(payload) };
  if (opcode === OPCODES.close) return { opcode: name, ...closeOf(payload) };
  if (opcode !== OPCODES.binary || channel.direction === 'from-client')
    return { opcode: name, hex: toHex(payload) };
  if (channel.feed === 'live') return { opcode: name, ...livePackets(payload) };
  if (channel.feed === 'order-update') return { opcode: name, hex: toHex(payload) };
  const { packets, finding } = decodeDepthFrame(payload, channel.feed === 'depth-20' ? 20 : 200);
  return { opcode: name, packets, ...(finding ? { finding: finding.message } : {}) };
}

function livePackets(payload: Uint8Array): object {
  const { packets, finding } = decodeFrame(payload);
  return { packets, ...(finding ? { finding: finding.message } : {}) };
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
