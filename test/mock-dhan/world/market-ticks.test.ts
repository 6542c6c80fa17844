import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { RecordingError } from '#engine/errors.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { TapeWriter } from '#engine/replay/tape/tape-writer.ts';
import type { TickChunk, TickStream } from '#engine/replay/tape/tick-chunk.ts';
import { MARKET_VERSION, MarketTicks } from '#mock-dhan/world/market-ticks.ts';
import { createWorld } from '#mock-dhan/world/world.ts';
import type { World } from '#mock-dhan/world/world.ts';
import { loadScenario } from '#scenarios/catalogue.ts';
import { recordedScenario, smallSession } from '#test/support/market-scenarios.ts';
import { PACKER, openTape, tapeHead, ticksOf } from '#test/support/tapes.ts';

const DAY_TIMEOUT_MS = 120_000;

/** The market's version whose ticks the digests below are of. */
const PINNED_VERSION = 3;
const CHANGED =
  'Ticks changed: raise MARKET_VERSION (mock-dhan/world/market-ticks.ts), so that compiled tapes count as stale, and pin it and the new digests here.';

function smallWorld(spots: readonly number[], isRaw = true): World {
  return createWorld({ scenario: recordedScenario(['NIFTY']), session: smallSession(spots), seed: 1, isRaw });
}

function ticksOfWorld(world: World, from: string, to: string): MarketTicks {
  const [startMs, endMs] = [istToEpochMs('2025-08-29', from), istToEpochMs('2025-08-29', to)];
  return new MarketTicks(world, { startMs, endMs });
}

function dayOf(name: string): { readonly world: World; readonly market: MarketTicks } {
  const { scenario, session } = loadScenario(name);
  const { date, startAt, endAt } = scenario.clock;
  const world = createWorld({ scenario, session, seed: scenario.seed, isRaw: false });
  const span = { startMs: istToEpochMs(date, startAt), endMs: istToEpochMs(date, endAt) };
  return { world, market: new MarketTicks(world, span) };
}

/** SHA-256 over all ticks' columns. */
function digestOf(stream: TickStream, onChunk: (chunk: TickChunk) => void = () => undefined): string {
  const hash = createHash('sha256');
  for (let chunk = stream.next(); chunk; chunk = stream.next()) {
    for (const column of [chunk.instrument, chunk.atMs, chunk.paise, chunk.quantity])
      hash.update(new Uint8Array(column.buffer, 0, chunk.length * 4));
    onChunk(chunk);
  }
  return hash.digest('hex');
}

test('every change of the board is a tick at the step that shows it, with the last trade', () => {
  const ticks = ticksOf(ticksOfWorld(smallWorld([24_500, 24_510.05]), '09:29:59', '09:31:00'));
  expect(ticks.map(([instrument, atMs]) => [instrument, atMs])).toEqual([
    [0, 1000], [1, 1000], [2, 1000], [3, 1000], [4, 1000],
    [0, 61_000], [1, 61_000], [2, 61_000], [3, 61_000], [4, 61_000],
  ]); // prettier-ignore
  expect(ticks[0]).toEqual([0, 1000, 2_450_000, 0]);
  expect(ticks[5]).toEqual([0, 61_000, 2_451_005, 0]);
});

test('what moved before the start is told at the start', () => {
  const ticks = ticksOf(ticksOfWorld(smallWorld([24_500, 24_510]), '09:32:00', '09:33:00'));
  expect(ticks.filter(([instrument]) => instrument === 0)).toEqual([[0, 0, 2_451_000, 0]]);
});

test('a price that is no whole number of paise is refused, with its instrument', () => {
  const stream = ticksOfWorld(smallWorld([24_500.005]), '09:29:59', '09:31:00');
  expect(() => stream.next()).toThrow(RecordingError);
  expect(() => ticksOfWorld(smallWorld([24_500.005]), '09:29:59', '09:31:00').next()).toThrow(
    /expected a price in whole paise, was 24500\.005 \(IDX_I 13\)/,
  );
});

test.each([
  ['options-page-2026-02-04', 'dad021fd03b30f201d4cfe46cc25d103e3f3c006214e26f9e96ffed133a5fbaf'],
  ['budget-sunday', '5d24953167ef246a65f9ac7a35aa68da69144e913d3be526c0f6ad67d113aab2'],
  ['crash-after-ten', '596f36347f1856a8ae666a4c4a9f1eaefa21b11838597b6a353c716af534d2e1'],
  ['gap-and-trend', 'd5d3ab839a5d250e38e86c542b7bcbce2ed124cff9ed461a3b677872db408511'],
  ['expiry-day', '2b7ea19447f402a3c018b23aacdcada4c0cd67e0be1de9f3a42173948055fe2e'],
])(
  'the day of %s has the ticks of this version of the market',
  (name, digest) => {
    expect([MARKET_VERSION, digestOf(dayOf(name).market)], CHANGED).toEqual([PINNED_VERSION, digest]);
  },
  DAY_TIMEOUT_MS,
);

test.each([
  ['market-hours', 11_914_930, '3cc5bfc1d31bf0f0e99fdf3f23f03f85d4ebfc77e8b50d14439c286c4576b2df'],
  ['nifty-2025-08-29', 2_579_956, '93c5adaac1eec0b59f6c149821a3f4b0e27031e9d3c0cf7ea6d902fcd40ee1b4'],
])(
  'the tape of %s takes at most 3 bytes a tick of 16 and restores each of them, the ticks of this version of the market',
  (name, tickCount, digest) => {
    const { world, market } = dayOf(name);
    const parts: Uint8Array[] = [];
    const writer = new TapeWriter({
      head: { ...tapeHead(0), instruments: world.universe.instruments },
      packer: PACKER,
      write: (bytes) => parts.push(bytes),
    });
    const written = digestOf(market, (chunk) => writer.add(chunk));
    writer.end();
    const bytes = Buffer.concat(parts);
    const tape = openTape(bytes);
    expect([MARKET_VERSION, written], CHANGED).toEqual([PINNED_VERSION, digest]);
    expect(tape.tickCount).toBe(tickCount);
    expect(bytes.length / tape.tickCount).toBeLessThanOrEqual(3);
    expect(digestOf(tape.ticks())).toBe(written);
  },
  DAY_TIMEOUT_MS,
);
