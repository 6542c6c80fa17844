/** From the bytes of an index tick to 2,400 legs repriced: the feed's adapter, the tick handler and the default model, tick by tick. */
import { strictEqual } from 'node:assert/strict';
import { createDhanFeed } from '#engine/adapters/dhan-feed.ts';
import type { CachedChain } from '#engine/cache/cached-chain.ts';
import { ChainBook } from '#engine/cache/chain-book.ts';
import { OptionChainCache } from '#engine/cache/option-chain-cache.ts';
import { TickHandler } from '#engine/cache/tick-handler.ts';
import type { EngineCounters } from '#engine/engine.ts';
import { EXCHANGE_SEGMENT_CODES, underlyingBySymbol } from '#engine/market/instrument.ts';
import { addDays, epochMsToLtt } from '#engine/market/ist-time.ts';
import { PriceTable } from '#engine/market/price-table.ts';
import { black76Model } from '#engine/pricing/black76-model.ts';
import { SeededRandom } from '#engine/seeded-random.ts';
import { RESPONSE_CODES } from '#engine/wire/feed-codes.ts';
import { createPacketFields, encodePacket } from '#engine/wire/feed-packets.ts';
import { pairedRow } from './bench-row.ts';
import type { BenchRow, Comparison } from './bench-row.ts';
import { assertSamePrices, CHAINS, NOW_MS, plainPricer, quotedChain, SPOT } from './reprice.ts';

const NIFTY = underlyingBySymbol('NIFTY')!;
const TICKS = 1000;
const ROUNDS = 5;
const CHECKED_TICKS = 50;
const TICK_EVERY_MS = 250;
const LEGS = 2400;
const GOALS_US = { median: 50, p99: 100 };

export const tickPath: Comparison = {
  what: `index tick, socket bytes to ${LEGS} legs updated`,
  unit: 'us, median',
  peer: 'JSON.parse and one textbook Black-76 call per leg; same prices within a tick',
  measure: measureTickPath,
};

async function measureTickPath(): Promise<BenchRow> {
  const spots = walk();
  const texts = spots.map((ltp) =>
    JSON.stringify({ type: 'Ticker Data', security_id: NIFTY.securityId, ltp }),
  );
  await assertRight(spots.slice(0, CHECKED_TICKS), texts);
  const all = new Float64Array(TICKS * ROUNDS);
  let round = 0;
  const engine = await startedEngine();
  const plain = plainBackend();
  return pairedRow({
    better: 'lower',
    rounds: ROUNDS,
    measure: () => {
      const us = microseconds(frames(spots, engine), engine.receive);
      strictEqual(engine.counters.legsRepriced, engine.counters.underlyingTicks * LEGS);
      all.set(us, round * TICKS);
      round = (round + 1) % ROUNDS;
      return {
        candidate: percentile(us, 0.5),
        baseline: percentile(microseconds(texts, plain.receive), 0.5),
      };
    },
    note: () => spokenPercentiles(all),
  });
}

/** The fastest tick is what the work takes; how far the others are from it is mostly the machine's doing. */
function spokenPercentiles(us: Float64Array): string {
  const [fastest, median, p99] = [0, 0.5, 0.99].map((share) => percentile(us, share).toFixed(1));
  return `${us.length} ticks: fastest ${fastest} us, median ${median} (goal ${GOALS_US.median}), p99 ${p99} (goal ${GOALS_US.p99})`;
}

/** A walk of the index by 5 to 35 paise a tick, whose prices are floats that the wire carries. */
function walk(): number[] {
  const random = new SeededRandom(1);
  let paise = SPOT * 100;
  return Array.from({ length: TICKS }, () => {
    const draw = random.nextUint32();
    paise += (draw & 1 ? 5 : -5) * (1 + ((draw >>> 1) % 7));
    return paise / 100;
  });
}

interface StartedEngine {
  readonly chains: readonly CachedChain[];
  readonly counters: EngineCounters;
  /** Scenario time, epoch ms; whoever sends ticks moves it. */
  nowMs: number;
  readonly receive: (message: Uint8Array) => void;
}

/** The engine's own parts from the WebSocket's message on, without journal, as a backend without a bus runs them. */
async function startedEngine(): Promise<StartedEngine> {
  const chains = Array.from({ length: CHAINS }, (_, week) => cachedChain(week));
  const prices = new PriceTable();
  const book = new ChainBook(new OptionChainCache(), prices);
  book.setChains(book.open(NIFTY), SPOT, [...chains]);
  const started = { chains, counters: emptyCounters(), nowMs: NOW_MS };
  const handler = new TickHandler({
    book,
    counters: started.counters,
    clock: { nowMs: () => started.nowMs },
    log: { line: () => undefined },
    journal: undefined,
    repriceOnTicks: true,
    movesOptions: true,
    onWindowLeft: () => undefined,
  });
  handler.indexInstruments();
  let receive: (message: Uint8Array) => void = () => undefined;
  const feed = createDhanFeed({
    feedUrl: 'ws://exchange.memory/',
    sockets: {
      connect: async (_, handlers) => {
        receive = (message) => handlers.onMessage(message);
        return { send: () => undefined, close: () => undefined };
      },
    },
  });
  const handlers = { onFrame: (frame: Uint8Array) => handler.handleFrame(frame), onClose: () => undefined };
  await feed.connect({ clientId: '1100000001', accessToken: 'none' }, handlers);
  return Object.assign(started, { receive });
}

function cachedChain(week: number): CachedChain {
  const quoted = quotedChain(week);
  const chain = { ...quoted, expiry: addDays(quoted.expiry, week * 7) };
  const pricer = black76Model.createPricer(chain);
  pricer.calibrate(SPOT, NOW_MS);
  const { expiry, expiresAtMs } = chain;
  const snapshot = { spot: SPOT, strikes: [] };
  return {
    ladder: { underlying: NIFTY, expiry, expiresAtMs, snapshot, takenAtMs: NOW_MS, source: 'rest' },
    chain,
    pricer,
  };
}

function emptyCounters(): EngineCounters {
  return {
    packets: 0,
    underlyingTicks: 0,
    legTicks: 0,
    legsRepriced: 0,
    packetsRejected: 0,
    feedConnects: 0,
    feedDisconnects: 0,
    strikeWindowShifts: 0,
  };
}

/** A packet a message, over one chunk of memory as ws hands them out; taking the next one moves the engine's time. */
function* frames(spots: readonly number[], engine: StartedEngine): Generator<Uint8Array> {
  const chunk = Buffer.alloc(spots.length * 16);
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const fields = createPacketFields();
  fields.code = RESPONSE_CODES.ticker;
  fields.exchangeSegmentCode = EXCHANGE_SEGMENT_CODES.IDX_I;
  fields.securityId = NIFTY.securityId;
  for (const [tick, ltp] of spots.entries()) {
    fields.ltp = ltp;
    fields.ltt = epochMsToLtt(engine.nowMs);
    const length = encodePacket(view, tick * 16, fields);
    yield chunk.subarray(tick * 16, tick * 16 + length);
    engine.nowMs += TICK_EVERY_MS;
  }
}

/** What a straightforward programmer would write. */
function plainBackend() {
  const pricers = Array.from({ length: CHAINS }, (_, week) => plainPricer(quotedChain(week)));
  return {
    pricers,
    receive: (text: string) => {
      const { ltp } = JSON.parse(text) as { ltp: number };
      for (const { reprice } of pricers) reprice(ltp);
    },
  };
}

/** Microseconds of each message; making it is not timed. */
function microseconds<Message>(
  messages: Iterable<Message>,
  receive: (message: Message) => void,
): Float64Array {
  const us = new Float64Array(TICKS);
  let tick = 0;
  for (const message of messages) {
    const startedMs = performance.now();
    receive(message);
    us[tick] = (performance.now() - startedMs) * 1000;
    tick += 1;
  }
  return us;
}

/** Both sides at one moment of time, tick by tick. */
async function assertRight(spots: readonly number[], texts: readonly string[]): Promise<void> {
  const engine = await startedEngine();
  const plain = plainBackend();
  for (const [tick, frame] of [...frames(spots, engine)].entries()) {
    engine.nowMs = NOW_MS;
    engine.receive(frame);
    plain.receive(texts[tick]!);
    for (const [week, { chain }] of engine.chains.entries())
      assertSamePrices(chain, plain.pricers[week]!.chain);
  }
  strictEqual(engine.counters.legsRepriced, spots.length * LEGS);
}

function percentile(values: Float64Array, share: number): number {
  const sorted = values.toSorted();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}
