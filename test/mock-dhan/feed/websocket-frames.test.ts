import { expect, test } from 'vitest';
import { FrameStream, forEachMessage, fragmentsOf, frameOf } from '#mock-dhan/feed/websocket-frames.ts';

test('a short message is framed with one length byte', () => {
  expect([...frameOf(Uint8Array.of(1, 2, 3))]).toEqual([0x82, 3, 1, 2, 3]);
});

test('a full packet of 162 bytes is framed with a 16-bit length', () => {
  const frame = frameOf(new Uint8Array(162));
  expect([...frame.subarray(0, 4)]).toEqual([0x82, 126, 0, 162]);
  expect(frame).toHaveLength(166);
});

test('a message beyond 65,535 bytes is framed with a 64-bit length', () => {
  const frame = frameOf(new Uint8Array(70_000));
  expect([...frame.subarray(0, 2)]).toEqual([0x82, 127]);
  expect(Buffer.from(frame).readBigUInt64BE(2)).toBe(70_000n);
});

test('the bytes of a message may be reused once it was framed', () => {
  const message = Uint8Array.of(1, 2);
  const frame = frameOf(message);
  message.fill(0);
  expect([...frame]).toEqual([0x82, 2, 1, 2]);
});

test.each([0, 1, 125, 126, 65_535, 65_536])(
  'frames of %i bytes are taken apart as they were put together',
  (length) => {
    const messages = [new Uint8Array(length).fill(1), Uint8Array.of(7), new Uint8Array(length).fill(2)];
    const seen: Uint8Array[] = [];
    forEachMessage(Buffer.concat(messages.map((message) => frameOf(message))), (message) =>
      seen.push(Uint8Array.from(message)),
    );
    expect(seen).toEqual(messages);
  },
);

test.each([1, 2, 7, 1000])(
  'a stream in pieces of %i bytes gives the messages that were framed, fragments joined',
  (size) => {
    const messages = [0, 1, 125, 126, 70_000].map((length) => new Uint8Array(length).fill(length));
    const frames = Buffer.concat(
      messages.map((message, position) => (position % 2 === 0 ? frameOf(message) : fragmentsOf(message, 3))),
    );
    const seen: Uint8Array[] = [];
    const stream = new FrameStream((message) => seen.push(Uint8Array.from(message)));
    for (let at = 0; at < frames.length; at += size) stream.push(frames.subarray(at, at + size));
    expect(seen).toEqual(messages);
  },
);
