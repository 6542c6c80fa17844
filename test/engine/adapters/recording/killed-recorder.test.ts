import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { RecordingFile } from '#engine/adapters/recording/recording-file.ts';
import { verifyRecording } from '#engine/adapters/recording/verify-recording.ts';
import { forEachFrame } from '#engine/recording/frames.ts';
import { SeededRandom } from '#engine/seeded-random.ts';
import { emptyFolder } from '#test/support/preopen-command.ts';

const PROGRAM = fileURLToPath(new URL('programs/record-for-ever.ts', import.meta.url));
const MOMENTS = 10;
const BYTES_MAX = 4 * 1024 * 1024;

test('whenever a recorder is killed, its file opens and is sound to the last whole chunk', async () => {
  const random = new SeededRandom(20_260_204);
  for (let moment = 0; moment < MOMENTS; moment += 1) {
    const path = await killedAt(Math.floor(random.nextFloat() * BYTES_MAX));
    const { state, chunks, soundChunks, messages } = verifyRecording(path);
    expect([state, soundChunks]).toEqual(['cut short', chunks]);
    const numbers = frameNumbers(path);
    expect(numbers.every((number, index) => number === index)).toBe(true);
    // The event that the socket opened is a message too.
    expect(messages).toBe(chunks === 0 ? 0 : numbers.length + 1);
  }
}, 60_000);

/** Starts a recorder and kills it once its file is as long. */
async function killedAt(bytes: number): Promise<string> {
  const path = join(emptyFolder(), 'killed.mcap');
  const recorder = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', PROGRAM, path], {
    stdio: 'inherit',
  });
  const ended = once(recorder, 'close');
  while (recorder.exitCode === null && !(existsSync(path) && statSync(path).size > bytes))
    await setImmediate();
  recorder.kill('SIGKILL');
  const [, signal] = (await ended) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
  return path;
}

function frameNumbers(path: string): number[] {
  using file = new RecordingFile(path);
  const numbers: number[] = [];
  for (const { channel, data } of file.messages())
    if (channel.kind === 'frames')
      forEachFrame(data, ({ payload }) => {
        numbers.push(new DataView(payload.buffer, payload.byteOffset).getUint32(0, true));
      });
  return numbers;
}
