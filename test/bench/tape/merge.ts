/** Rows 8a and 8c: an ordered merge of eight streams of ticks and one scan of all, beside one stream as it is and a tick at a time. */
import { mergeStreams } from '#engine/replay/merge-streams.ts';
import type { TickChunk } from '#engine/replay/tape/tick-chunk.ts';
import { SeededRandom } from '#engine/seeded-random.ts';
import { pairedRow } from '../bench-row.ts';
import type { BenchRow, Comparison } from '../bench-row.ts';
import { median } from '../median.ts';
import { ChunkList, addTick, addTicks, recordedMorning, scansPerSecond, streamOf } from './ticks.ts';
import type { RecordedTicks, TickTotals } from './ticks.ts';

const STREAMS = 8;

const WHAT = `ordered merge of ${STREAMS} streams of recorded ticks, scanned`;

export const mergeBesideInline: Comparison = {
  what: WHAT,
  unit: 'ticks/s',
  peer: 'one loop over one stream; equal totals by instrument',
  measure: measureBesideInline,
};

export const mergeBesideForAwait: Comparison = {
  what: WHAT,
  unit: 'ticks/s',
  peer: 'for await over one stream, an object per tick; equal totals by instrument',
  measure: measureBesideForAwait,
};

function measureBesideInline(): Promise<BenchRow> {
  const ticks = recordedMorning();
  const streams = divided(ticks);
  const random = inRandomOrder(ticks);
  const randomStreams = divided(random);
  const inRandom: number[] = [];
  return pairedRow({
    better: 'higher',
    measure: async () => {
      inRandom.push(await scansPerSecond('the merge', random, (totals) => mergeInto(totals, randomStreams)));
      return {
        candidate: await scansPerSecond('the merge', ticks, (totals) => mergeInto(totals, streams)),
        baseline: await scansPerSecond('the loop', ticks, (totals) => {
          for (const chunk of ticks.chunks) addTicks(totals, chunk, 0, chunk.length);
        }),
      };
    },
    note: () =>
      `a tick a millisecond, each of a stream drawn at random: ${(median(inRandom) / 1e6).toFixed(1)} M ticks/s`,
  });
}

function measureBesideForAwait(): Promise<BenchRow> {
  const ticks = recordedMorning();
  const streams = divided(ticks);
  return pairedRow({
    better: 'higher',
    measure: async () => ({
      candidate: await scansPerSecond('the merge', ticks, (totals) => mergeInto(totals, streams)),
      baseline: await scansPerSecond('for await', ticks, async (totals) => {
        for await (const tick of oneByOne(ticks.chunks)) addTick(totals, tick);
      }),
    }),
  });
}

function mergeInto(totals: TickTotals, streams: readonly (readonly TickChunk[])[]): void {
  mergeStreams(streams.map(streamOf), ({ chunk, from, to }) => addTicks(totals, chunk, from, to));
}

async function* oneByOne(chunks: readonly TickChunk[]) {
  for (const { length, instrument, atMs, paise, quantity } of chunks)
    for (let tick = 0; tick < length; tick += 1)
      yield { ts: atMs[tick]!, id: instrument[tick]!, px: paise[tick]!, qty: quantity[tick]! };
}

/** A stream for each eighth of the list of instruments, so that an expiry's legs are mostly together, as they are recorded. */
function divided({ head, chunks }: RecordedTicks): TickChunk[][] {
  const share = STREAMS / head.instruments.length;
  const streams = Array.from({ length: STREAMS }, () => new ChunkList());
  for (const chunk of chunks)
    for (let tick = 0; tick < chunk.length; tick += 1)
      streams[Math.floor(chunk.instrument[tick]! * share)]!.copy(chunk, tick);
  return streams.map((stream) => stream.chunks);
}

/** The same prices and quantities, a tick a millisecond, of instruments drawn at random: the order that costs a merge most. */
function inRandomOrder({ head, chunks, length }: RecordedTicks): RecordedTicks {
  const random = new SeededRandom(1);
  const shuffled = new ChunkList();
  let atMs = 0;
  for (const { length, paise, quantity } of chunks)
    for (let tick = 0; tick < length; tick += 1) {
      shuffled.add(random.nextUint32() % head.instruments.length, atMs, paise[tick]!, quantity[tick]!);
      atMs += 1;
    }
  return { head, chunks: shuffled.chunks, length };
}
