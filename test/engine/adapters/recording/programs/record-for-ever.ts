/** Records numbered frames into the file named by its argument, as fast as it can, until somebody kills it. */
import { setImmediate } from 'node:timers/promises';
import { WireRecorder } from '#engine/adapters/recording/wire-recorder.ts';
import { encodeFrame } from '#engine/recording/frames.ts';
import { SeededRandom } from '#engine/seeded-random.ts';

const FRAMES_PER_TURN = 64;
const FRAME_WORDS = 256;

const recorder = new WireRecorder({
  path: process.argv[2] ?? '',
  about: {
    clock: 'wall',
    exchange: 'mock',
    scenario: null,
    wire: null,
    versions: { preopen: '0', node: '0', mcap: '0' },
  },
  clock: { nowMs: () => performance.timeOrigin + performance.now() },
});
const connection = recorder.opened({ feed: 'live', target: '/', requestHeaders: [], responseHeaders: [] });
const random = new SeededRandom(1);
for (let number = 0; ; number += 1) {
  // What compresses well would leave too little to write.
  const words = Uint32Array.from({ length: FRAME_WORDS }, () => random.nextUint32());
  words[0] = number;
  connection.take('from-exchange', encodeFrame(0x82, new Uint8Array(words.buffer)));
  if (number % FRAMES_PER_TURN === 0) await setImmediate();
}
