/** Rows 8b and 8d: a day of option ticks from eight tapes through the merge, the chains, the price model and the digest. */
import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { createNodeHasher } from '#engine/adapters/node-hasher.ts';
import { mergeStreams } from '#engine/replay/merge-streams.ts';
import { ReplayDigest } from '#engine/replay/replay-digest.ts';
import type { Tape } from '#engine/replay/tape/tape.ts';
import type { TickChunk } from '#engine/replay/tape/tick-chunk.ts';
import { pairedRow } from '../bench-row.ts';
import type { BenchRow, Comparison } from '../bench-row.ts';
import { ChainPlayer } from './chain-player.ts';
import { optionDay } from './option-day.ts';
import { ChunkList, chunksOf, secondsSince, streamOf } from './ticks.ts';

const DAY_TICKS = 10_000_000;
const WARM_UP_TICKS = 500_000;
const DAY_GOAL_SECONDS = 5;

export const replayBesideParts: Comparison = {
  what: `${DAY_TICKS / 1e6} million ticks from 8 tapes: merge, state, 2400 legs repriced on the 1 % that are the underlying's, digest`,
  unit: 's of processor time',
  peer: 'its parts one after the other: read, merge, then the rest; equal digest',
  measure: measureBesideParts,
};

export const replayWithDigest: Comparison = {
  what: `${WARM_UP_TICKS / 1e6} million ticks from 8 tapes replayed, with sha256 of every output`,
  unit: 'ticks/s',
  peer: 'the same without the digest; equal chains at the end',
  measure: measureBesideNoDigest,
};

/** Measured once and not in rounds: one takes as long as all other rows of tapes together. */
async function measureBesideParts(): Promise<BenchRow> {
  measureParts(optionDay(WARM_UP_TICKS));
  const { whole, parts } = measureParts(optionDay(DAY_TICKS));
  const sum = parts.read + parts.merge + parts.play;
  const ratio = sum / whole;
  const described = Object.entries(parts).map(([name, seconds]) => `${name} ${seconds.toFixed(2)} s`);
  return {
    candidate: whole,
    baseline: sum,
    ratio,
    lowest: ratio,
    highest: ratio,
    note: `the day took ${whole.toFixed(2)} s (goal ${DAY_GOAL_SECONDS} on one core); alone: ${described.join(', ')} (state, reprice, digest)`,
  };
}

interface Parts {
  readonly read: number;
  readonly merge: number;
  readonly play: number;
}

/** Seconds of processor time of a whole replay, and of its parts alone. */
function measureParts(tapes: readonly Tape[]): { readonly whole: number; readonly parts: Parts } {
  const replayed = replay(tapes, new ReplayDigest(createNodeHasher()));
  const read = secondsOf(() => {
    for (const tape of tapes) for (const ticks = tape.ticks(); ticks.next(););
  });
  const streams = tapes.map((tape) => chunksOf(tape.ticks()));
  let ticks = 0;
  const merge = secondsOf(() =>
    mergeStreams(streams.map(streamOf), ({ from, to }) => {
      ticks += to - from;
    }),
  );
  strictEqual(ticks, tapeTicks(tapes));
  const merged = mergedChunks(streams);
  const digest = new ReplayDigest(createNodeHasher());
  const player = new ChainPlayer(digest);
  const play = secondsOf(() => {
    for (const chunk of merged) player.play(chunk, 0, chunk.length);
  });
  strictEqual(digest.close(), replayed.digest, 'tape bench: the parts alone gave another digest');
  return { whole: replayed.seconds, parts: { read, merge, play } };
}

function measureBesideNoDigest(): Promise<BenchRow> {
  const tapes = optionDay(WARM_UP_TICKS);
  const ticks = tapeTicks(tapes);
  return pairedRow({
    better: 'higher',
    measure: () => {
      const digested = replay(tapes, new ReplayDigest(createNodeHasher()));
      const plain = replay(tapes, undefined);
      deepStrictEqual(plain.chains, digested.chains, 'tape bench: the digest changed the replay');
      return { candidate: ticks / digested.seconds, baseline: ticks / plain.seconds };
    },
  });
}

function replay(tapes: readonly Tape[], digest: ReplayDigest | undefined) {
  const player = new ChainPlayer(digest);
  let closed = '';
  const seconds = secondsOf(() => {
    mergeStreams(
      tapes.map((tape) => tape.ticks()),
      ({ chunk, from, to }) => player.play(chunk, from, to),
    );
    closed = digest?.close() ?? '';
  });
  return { seconds, digest: closed, chains: player.chains };
}

function mergedChunks(streams: readonly (readonly TickChunk[])[]): TickChunk[] {
  const merged = new ChunkList();
  mergeStreams(streams.map(streamOf), ({ chunk, from, to }) => {
    for (let tick = from; tick < to; tick += 1) merged.copy(chunk, tick);
  });
  return merged.chunks;
}

function tapeTicks(tapes: readonly Tape[]): number {
  return tapes.reduce((sum, { tickCount }) => sum + tickCount, 0);
}

function secondsOf(work: () => void): number {
  const started = process.cpuUsage();
  work();
  return secondsSince(started);
}
