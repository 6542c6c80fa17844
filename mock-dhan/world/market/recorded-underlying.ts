/** One underlying of a recorded day: its snapshots, the bridge from each to the next, and its futures, which no recording has: they live on the bridge alone. */
import { istDate } from '#engine/market/ist-time.ts';
import { roundToTick, ticksPerRupee } from '#engine/pricing/leg-price.ts';
import type { RecordedSnapshot, RecordedUnderlying } from '#engine/replay/recording.ts';
import type { SeededRandom } from '#engine/seeded-random.ts';
import type { QuoteBoard } from '../quote-board.ts';
import type { Universe } from '../universe.ts';
import { BRIDGED_GAP_MS_MAX, recordedVolatilityPerStep, stepBridge } from './bridge.ts';
import type { SpotBridge } from './bridge.ts';
import { futuresOf } from './index-future.ts';
import type { IndexFuture } from './index-future.ts';
import { PHASES_PER_SECOND } from './quote-strip.ts';
import { RecordedExpiry } from './recorded-expiry.ts';
import { STEP_MS, sessionOn } from './session-steps.ts';
import type { UnderlyingMarket } from './time-order.ts';

/** One underlying of a recording with all its expiries. */
export class RecordedUnderlyingMarket implements UnderlyingMarket {
  nextAtMs: number;
  readonly #recorded: RecordedUnderlying;
  readonly #isRaw: boolean;
  readonly #random: SeededRandom;
  readonly #spotIndex: number;
  readonly #ticksInRupee: number;
  readonly #volatilityPerStep: number;
  readonly #expiries: readonly RecordedExpiry[];
  /** Each with the chain of its expiry, where there is one. */
  readonly #futures: readonly { readonly future: IndexFuture; readonly chain: RecordedExpiry | undefined }[];
  /** The snapshot that is due next. */
  #cursor = 0;
  /** The bridge on the way to it; undefined when the next event is the snapshot itself. */
  #bridge: SpotBridge | undefined;
  /** Steps taken since the last snapshot. */
  #step = 0;

  constructor(options: {
    readonly recorded: RecordedUnderlying;
    readonly universe: Universe;
    readonly random: SeededRandom;
    readonly isRaw: boolean;
  }) {
    const { recorded, universe, random } = options;
    this.#recorded = recorded;
    this.#isRaw = options.isRaw;
    this.#random = random.fork('spot');
    this.#spotIndex = universe.underlyingIndex(recorded.symbol);
    this.#ticksInRupee = ticksPerRupee(universe.underlyings[this.#spotIndex]!.tickSize);
    this.#volatilityPerStep = recordedVolatilityPerStep(recorded.snapshots);
    this.#expiries = recorded.expiries.map(
      (_, position) => new RecordedExpiry({ recorded, position, universe, random }),
    );
    const first = recorded.snapshots[0];
    this.nextAtMs = first?.atMs ?? Number.POSITIVE_INFINITY;
    const openMs = first ? sessionOn(istDate(first.atMs)).openMs : 0;
    this.#futures = futuresOf(recorded.symbol, { universe, openMs, random }).map((future) => ({
      future,
      chain: this.#expiries.find(({ expiry }) => expiry === future.expiry),
    }));
  }

  prime(board: QuoteBoard): void {
    board.previousClose[this.#spotIndex] = this.#recorded.previousClose;
    board.ltp[this.#spotIndex] = this.#recorded.previousClose;
    for (const expiry of this.#expiries) expiry.prime(board);
    const previousClose = this.#recorded.previousClose || (this.#recorded.snapshots[0]?.spot ?? 0);
    for (const { future } of this.#futures) future.prime(board, { spot: 0, previousClose });
  }

  playNext(board: QuoteBoard): void {
    if (this.#bridge) this.#playStep(board, this.#bridge);
    else this.#playSnapshot(board);
  }

  #playSnapshot(board: QuoteBoard): void {
    const snapshot = this.#recorded.snapshots[this.#cursor]!;
    board.trade(this.#spotIndex, snapshot.spot, snapshot.atMs);
    board.recordedEvents += 1;
    for (const expiry of this.#expiries) expiry.playSnapshot(board, snapshot);
    this.#cursor += 1;
    this.#enterGap(board, snapshot);
  }

  #enterGap(board: QuoteBoard, from: RecordedSnapshot): void {
    const to = this.#recorded.snapshots[this.#cursor];
    const gapMs = to ? to.atMs - from.atMs : Number.POSITIVE_INFINITY;
    this.nextAtMs = from.atMs + gapMs;
    const isBridged = !this.#isRaw && gapMs <= BRIDGED_GAP_MS_MAX && gapMs > STEP_MS;
    if (!to || !isBridged) {
      for (const expiry of this.#expiries) expiry.skipGap();
      return;
    }
    const steps = Math.ceil(gapMs / STEP_MS);
    for (const expiry of this.#expiries) expiry.enterGap(board, { from, to, steps });
    this.#bridge = { value: from.spot, target: to.spot, stepsLeft: steps };
    this.#step = 0;
    this.nextAtMs = from.atMs + STEP_MS;
  }

  /** Legs stay still in the first second: the snapshot itself was their event of that second. */
  #playStep(board: QuoteBoard, bridge: SpotBridge): void {
    const atMs = this.nextAtMs;
    this.#step += 1;
    const spot = roundToTick(stepBridge(bridge, this.#volatilityPerStep, this.#random), this.#ticksInRupee);
    board.trade(this.#spotIndex, spot, atMs);
    board.syntheticEvents += 1;
    const tick = { spot, step: this.#step, atMs };
    if (this.#step >= PHASES_PER_SECOND) this.#followSpot(board, tick);
    this.nextAtMs = atMs + STEP_MS;
    if (bridge.stepsLeft > 1) return;
    this.#bridge = undefined;
    this.nextAtMs = this.#recorded.snapshots[this.#cursor]!.atMs;
  }

  /** A future keeps still where the chain of its expiry does. */
  #followSpot(
    board: QuoteBoard,
    tick: { readonly spot: number; readonly step: number; readonly atMs: number },
  ): void {
    for (const expiry of this.#expiries) expiry.follow(board, tick);
    for (const { future, chain } of this.#futures)
      if (!chain || chain.forward !== undefined) future.follow(board, { ...tick, forward: chain?.forward });
  }
}
