/** One expiry of a recorded day: its recorded rows, and its quotes on the bridge between two of them. */
import { yearsToExpiry } from '#engine/pricing/discounting.ts';
import { ticksPerRupee } from '#engine/pricing/leg-price.ts';
import type {
  RecordedChain,
  RecordedExpiryLadder,
  RecordedSnapshot,
  RecordedUnderlying,
} from '#engine/replay/recording.ts';
import type { SeededRandom } from '#engine/seeded-random.ts';
import type { QuoteBoard } from '../quote-board.ts';
import type { Universe } from '../universe.ts';
import { noteTrade } from './leg-trade.ts';
import { createQuoteStrip, PHASES_PER_SECOND, requote } from './quote-strip.ts';
import type { QuoteStrip } from './quote-strip.ts';
import { writeQuote } from './quote-writer.ts';
import { RecordedFitter } from './recorded-fit.ts';
import type { RecordedFit } from './recorded-fit.ts';
import { applyRecordedLeg } from './recorded-leg.ts';
import { expiryMs } from './session-steps.ts';
import { spanStrip } from './strip-span.ts';

const TICK_SIZE = 0.05;
const TICKS_IN_RUPEE = ticksPerRupee(TICK_SIZE);

/** A strike nobody trades is quoted anew this seldom; one that trades, as often as its lots change hands, once a second at most. */
const QUIET_SECONDS = 30;

/** What lies between two snapshots, for one expiry. */
interface Gap {
  readonly from: RecordedChain;
  readonly to: RecordedChain;
  readonly basis: number;
  readonly basisPerStep: number;
  readonly steps: number;
}

/** One expiry of a recording: its rows, and the quotes between them. */
export class RecordedExpiry {
  readonly #ladder: RecordedExpiryLadder;
  /** Position of the expiry in the snapshots. */
  readonly #position: number;
  readonly #lotSize: number;
  readonly #expiresAtMs: number;
  readonly #strip: QuoteStrip;
  readonly #fitter: RecordedFitter;
  readonly #random: SeededRandom;
  /** Fit of the snapshot played last, where the gap before it needed one. */
  #fit: RecordedFit | undefined;
  #gap: Gap | undefined;
  /** By leg: cumulative volume when the gap began. */
  readonly #volumeBefore: Float64Array;
  #board: QuoteBoard | undefined;
  #atMs = 0;

  constructor(options: {
    readonly recorded: RecordedUnderlying;
    readonly position: number;
    readonly universe: Universe;
    readonly random: SeededRandom;
  }) {
    const { recorded, position, universe } = options;
    const ladder = recorded.expiries[position]!;
    this.#ladder = ladder;
    this.#position = position;
    this.#lotSize = recorded.lotSize;
    this.#expiresAtMs = expiryMs(ladder.expiry);
    this.#strip = createQuoteStrip(ladder.strikes, universe.legsOf(recorded.symbol, ladder.expiry)[0]!);
    this.#fitter = new RecordedFitter(ladder);
    this.#random = options.random.fork(ladder.expiry);
    this.#volumeBefore = new Float64Array(ladder.strikes.length * 2);
  }

  /** Yesterday's closes and open interest, as the exchange shows them before the first trade. */
  prime(board: QuoteBoard): void {
    const { previousClose, previousOi } = this.#ladder;
    for (let leg = 0; leg < this.#volumeBefore.length; leg += 1) {
      const index = this.#strip.firstLeg + leg;
      board.previousClose[index] = previousClose?.[leg] ?? 0;
      board.ltp[index] = board.previousClose[index]!;
      board.previousOi[index] = previousOi?.[leg] ?? 0;
      board.oi[index] = board.previousOi[index]!;
    }
  }

  playSnapshot(board: QuoteBoard, snapshot: RecordedSnapshot): void {
    const chain = snapshot.chains[this.#position];
    if (!chain) return;
    for (let leg = 0; leg < chain.ltp.length; leg += 1)
      applyRecordedLeg(board, this.#strip.firstLeg + leg, { chain, leg, atMs: snapshot.atMs });
  }

  /** Prepares the bridge between two snapshots; an expiry missing from either keeps still. */
  enterGap(
    board: QuoteBoard,
    span: { readonly from: RecordedSnapshot; readonly to: RecordedSnapshot; readonly steps: number },
  ): void {
    const { from, to, steps } = span;
    const fromChain = from.chains[this.#position];
    const toChain = to.chains[this.#position];
    const start = this.#fit ?? (fromChain && this.#fitter.fit(fromChain, from.spot, from.atMs));
    this.#fit = toChain && this.#fitter.fit(toChain, to.spot, to.atMs);
    this.#gap = undefined;
    if (!fromChain || !toChain || !start || !this.#fit) return;
    const end = this.#fit;
    spanStrip(this.#strip, { from: start, to: end, steps, tickSize: TICK_SIZE });
    const basis = start.forward - from.spot;
    const basisPerStep = (end.forward - to.spot - basis) / steps;
    this.#gap = { from: fromChain, to: toChain, basis, basisPerStep, steps };
    this.#noteVolumes(board, toChain, steps);
  }

  /** Its forward where the bridge stands, in rupees; undefined where it keeps still. */
  get forward(): number | undefined {
    return this.#gap && this.#strip.forward;
  }

  get expiry(): string {
    return this.#ladder.expiry;
  }

  /** Forgets the last fit: the gap that follows is not bridged. */
  skipGap(): void {
    this.#fit = undefined;
    this.#gap = undefined;
  }

  /** The spot ticked on the bridge, `step` steps after the last snapshot. */
  follow(
    board: QuoteBoard,
    tick: { readonly spot: number; readonly step: number; readonly atMs: number },
  ): void {
    const gap = this.#gap;
    if (!gap) return;
    const strip = this.#strip;
    this.#board = board;
    this.#atMs = tick.atMs;
    strip.step = tick.step;
    strip.forward = tick.spot + gap.basis + gap.basisPerStep * tick.step;
    strip.yearsToExpiry = yearsToExpiry(this.#expiresAtMs, tick.atMs);
    requote(strip, tick.step % PHASES_PER_SECOND, this.#quoteLeg);
  }

  /** Notes where each leg's volume starts, and from the lots that will change hands how often its strike is quoted. */
  #noteVolumes(board: QuoteBoard, to: RecordedChain, steps: number): void {
    const { firstLeg, interval, strikes } = this.#strip;
    const volumeBefore = this.#volumeBefore;
    for (let leg = 0; leg < volumeBefore.length; leg += 1) volumeBefore[leg] = board.volume[firstLeg + leg]!;
    for (let pair = 0; pair < strikes.length; pair += 1) {
      const traded = Math.max(
        to.volume[pair * 2]! - volumeBefore[pair * 2]!,
        to.volume[pair * 2 + 1]! - volumeBefore[pair * 2 + 1]!,
      );
      const seconds = steps / PHASES_PER_SECOND / Math.max(traded / this.#lotSize, 0);
      interval[pair] = Math.max(1, Math.ceil(Math.min(seconds, QUIET_SECONDS))) * PHASES_PER_SECOND;
    }
  }

  readonly #quoteLeg = (leg: number, mid: number): void => {
    const board = this.#board!;
    const { from, to, steps } = this.#gap!;
    const index = this.#strip.firstLeg + leg;
    const share = this.#strip.step / steps;
    const spread = from.ask[leg]! - from.bid[leg]!;
    const halfSpread = (spread + (to.ask[leg]! - to.bid[leg]! - spread) * share) / 2;
    writeQuote(board, index, { mid, halfSpread, ticksInRupee: TICKS_IN_RUPEE });
    this.#tradeDue(board, { leg, index, volumeAtEnd: to.volume[leg]!, share });
    board.touch(index);
    board.syntheticEvents += 1;
  };

  /** Volume rises evenly over the gap, in whole lots; what is due by now trades at the new bid or offer. */
  #tradeDue(
    board: QuoteBoard,
    at: {
      readonly leg: number;
      readonly index: number;
      readonly volumeAtEnd: number;
      readonly share: number;
    },
  ): void {
    const before = this.#volumeBefore[at.leg]!;
    const due = before + (at.volumeAtEnd - before) * at.share - board.volume[at.index]!;
    if (due < this.#lotSize) return;
    const isBuyerInitiated = this.#random.nextUint32() >= 0x8000_0000;
    noteTrade(board, at.index, {
      price: isBuyerInitiated ? board.ask[at.index]! : board.bid[at.index]!,
      quantity: Math.floor(due / this.#lotSize) * this.#lotSize,
      lastQuantity: this.#lotSize,
      atMs: this.#atMs,
    });
  }
}
