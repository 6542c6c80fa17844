/** Row 1d: Quote packets of a chain, each in its WebSocket frame, from the exchange's board. */
import { strictEqual } from 'node:assert/strict';
import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';
import { createLegColumns } from '#mock-dhan/feed/leg-quote.ts';
import { PacketBatch } from '#mock-dhan/feed/packet-batch.ts';
import { pairedRow } from '../bench-row.ts';
import type { BenchRow, Comparison } from '../bench-row.ts';
import { createFanOutMarket, LEGS, moveLeg } from './fan-out-market.ts';
import { plainQuote } from './plain-quote.ts';

const QUOTE_BIT = 2;
const FRAME_HEAD = [0x82, 50] as const;
const PASSES = 2000;
const ROUNDS = 9;

export const encodeQuotes: Comparison = {
  what: `encode and frame the Quote packets of ${LEGS} legs from the exchange's board`,
  unit: 'packets/s',
  peer: 'Buffer.alloc and write* for each packet, nothing checked; same bytes',
  measure: measureEncoders,
};

function measureEncoders(): Promise<BenchRow> {
  const { exchange, legs } = createFanOutMarket(1);
  const { board, universe } = exchange.world;
  const indexes = legs.map((leg) => universe.indexOf(leg.exchangeSegment, leg.securityId));
  const columns = createLegColumns(board, universe, WIRE_PROFILES.observed);
  const batch = new PacketBatch('one-packet');
  const encode = (): number => {
    batch.clear();
    for (let leg = 0; leg < LEGS; leg += 1)
      if (!batch.appendLegQuote(columns, indexes[leg]!, QUOTE_BIT))
        throw new Error(`leg ${leg} was not plain`);
    return batch.all().length;
  };
  let frames: Buffer[] = [];
  const encodePlainly = (): number => {
    frames = [];
    for (let leg = 0; leg < LEGS; leg += 1) {
      const frame = plainQuote(board, indexes[leg]!, legs[leg]!.securityId, FRAME_HEAD.length);
      frame[0] = FRAME_HEAD[0];
      frame[1] = FRAME_HEAD[1];
      frames.push(frame);
    }
    return frames.length * (FRAME_HEAD.length + 50);
  };
  let turn = 0;
  const framesPerSecond = (pass: () => number): number => {
    let spentMs = 0;
    for (let count = 0; count < PASSES; count += 1) {
      turn += 1;
      for (const index of indexes) moveLeg(board, index, turn);
      const startedMs = performance.now();
      pass();
      spentMs += performance.now() - startedMs;
    }
    return (LEGS * PASSES * 1000) / spentMs;
  };
  return pairedRow({
    better: 'higher',
    rounds: ROUNDS,
    measure: () => {
      const pair = { candidate: framesPerSecond(encode), baseline: framesPerSecond(encodePlainly) };
      encode();
      strictEqual(Buffer.compare(Buffer.concat(frames), batch.all()), 0, 'the two ways give other bytes');
      return pair;
    },
  });
}
