import { array, assert, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { mergeStreams } from '#engine/replay/merge-streams.ts';
import type { TickStream } from '#engine/replay/tape/tick-chunk.ts';
import { chunkOf } from '#test/support/tapes.ts';
import type { PlainTick } from '#test/support/tapes.ts';

/** A stream that hands out its chunks one by one; the instrument numbers its ticks. */
function streamOf(startMs: number, chunks: readonly (readonly number[])[]): TickStream {
  let ticks = 0;
  const waiting = chunks.map((times) => chunkOf(times.map((atMs): PlainTick => [ticks++, atMs, 0, 0])));
  return { startMs, next: () => waiting.shift() };
}

interface Merged {
  readonly stream: number;
  readonly tick: number;
  readonly atMs: number;
}

function merged(streams: readonly TickStream[]): Merged[] {
  const ticks: Merged[] = [];
  mergeStreams(streams, ({ stream, chunk, from, to }) => {
    for (let index = from; index < to; index += 1)
      ticks.push({
        stream,
        tick: chunk.instrument[index]!,
        atMs: streams[stream]!.startMs + chunk.atMs[index]!,
      });
  });
  return ticks;
}

const times = array(integer({ min: 0, max: 12 }), { maxLength: 12 }).map((unsorted) =>
  unsorted.sort((a, b) => a - b),
);

test('any streams come out as their ticks sorted by time, then by stream, then as they stood', () => {
  const stream = property(
    array(times, { maxLength: 9 }),
    integer({ min: 1, max: 4 }),
    integer({ min: 0, max: 3 }),
    (days, chunkLength, shift) => {
      const startMs = (stream: number) => 1_756_438_200_000 + ((stream * shift) % 4);
      const streams = days.map((day, stream) => streamOf(startMs(stream), divided(day, chunkLength)));
      const expected = days
        .flatMap((day, stream) => day.map((atMs, tick) => ({ stream, tick, atMs: startMs(stream) + atMs })))
        .sort((a, b) => a.atMs - b.atMs || a.stream - b.stream || a.tick - b.tick);
      expect(merged(streams)).toEqual(expected);
    },
  );
  assert(stream, { numRuns: 300 });
});

test('a stream keeps its turn as long as nobody else is due', () => {
  const runs: string[] = [];
  mergeStreams([streamOf(0, [[1, 1, 5, 9]]), streamOf(0, [[1, 5, 6]])], ({ stream, from, to }) =>
    runs.push(`${stream}: ${from}-${to}`),
  );
  expect(runs).toEqual(['0: 0-2', '1: 0-1', '0: 2-3', '1: 1-3', '0: 3-4']);
});

test('days that lie weeks apart, and ticks weeks apart in a day, keep their order', () => {
  const weekMs = 7 * 86_400_000;
  const streams = [streamOf(2 * weekMs, [[0, weekMs]]), streamOf(0, [[5], [weekMs, 3 * weekMs]])];
  expect(merged(streams).map(({ stream, atMs }) => [stream, atMs])).toEqual([
    [1, 5],
    [1, weekMs],
    [0, 2 * weekMs],
    [0, 3 * weekMs],
    [1, 3 * weekMs],
  ]);
});

test('no streams, and streams without a tick, are no runs', () => {
  expect(merged([])).toEqual([]);
  expect(merged([streamOf(0, []), streamOf(0, [])])).toEqual([]);
});

function divided<T>(list: readonly T[], length: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / length) }, (_, part) =>
    list.slice(part * length, (part + 1) * length),
  );
}
