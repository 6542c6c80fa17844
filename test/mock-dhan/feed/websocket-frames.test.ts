import { expect, test } from 'vitest';
import { FrameBuffer } from '#mock-dhan/feed/websocket-frames.ts';

test('a short message is framed with one length byte', () => {
  const frames = new FrameBuffer();
  frames.append(Uint8Array.of(1, 2, 3));
  expect([...frames.take()]).toEqual([0x82, 3, 1, 2, 3]);
});

test('a full packet of 162 bytes is framed with a 16-bit length', () => {
  const frames = new FrameBuffer();
  frames.append(new Uint8Array(162));
  const bytes = frames.take();
  expect([...bytes.subarray(0, 4)]).toEqual([0x82, 126, 0, 162]);
  expect(bytes).toHaveLength(166);
});

test('a message beyond 65,535 bytes is framed with a 64-bit length', () => {
  const frames = new FrameBuffer();
  frames.append(new Uint8Array(70_000));
  expect(frames.take().readBigUInt64BE(2)).toBe(70_000n);
});

test('messages follow one another and taking them empties the buffer', () => {
  const frames = new FrameBuffer();
  frames.append(Uint8Array.of(7));
  frames.append(Uint8Array.of(8));
  const bytes = frames.take();
  frames.append(Uint8Array.of(9));
  expect([...bytes]).toEqual([0x82, 1, 7, 0x82, 1, 8]);
  expect([...frames.take()]).toEqual([0x82, 1, 9]);
});

test('the bytes of a message may be reused once it was appended', () => {
  const frames = new FrameBuffer();
  const message = Uint8Array.of(1, 2);
  frames.append(message);
  message.fill(0);
  expect([...frames.take()]).toEqual([0x82, 2, 1, 2]);
});
