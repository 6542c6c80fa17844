/**
 * How far repricing is from the recorded market: a chain is calibrated on one recorded snapshot, then told nothing but how far
 * the underlying moved, and compared with what was really quoted one, five and fifteen minutes later.
 */
import { RecordingError } from '../errors.ts';
import { underlyingBySymbol } from '../market/instrument.ts';
import { addDays, istToEpochMs, MS_PER_DAY, MS_PER_SECOND } from '../market/ist-time.ts';
import { createExpiryChain } from '../market/option-chain.ts';
import type { ExpiryChain } from '../market/option-chain.ts';
import { expiryMomentMs } from '../market/trading-calendar.ts';
import { black76Model } from '../pricing/black76-model.ts';
import { quoteMid } from '../pricing/leg-price.ts';
import { quotedForward } from '../pricing/parity-forward.ts';
import { BUCKET_NAMES, bucketOf } from './moneyness-buckets.ts';
import type { RecordedSession, RecordedSnapshot, RecordedUnderlying } from './recording.ts';

/** An expiry to judge, and the expiry whose parity forward stands for the underlying's movement. */
export interface JudgedExpiry {
  readonly underlying: string;
  readonly expiry: string;
  readonly driverExpiry: string;
}

/** Medians of |predicted less recorded middle| in rupees; `staleError` is that of the unchanged old middle. */
export interface RepriceErrorRow extends JudgedExpiry {
  readonly horizonSeconds: number;
  readonly bucket: string;
  /** Legs compared. */
  readonly count: number;
  readonly modelError: number;
  readonly staleError: number;
}

/** How long after a snapshot to look, and how much earlier or later the other snapshot may be, because they come unevenly. */
const HORIZONS = [
  { seconds: 60, earlier: 15, later: 50 },
  { seconds: 300, earlier: 30, later: 45 },
  { seconds: 900, earlier: 45, later: 45 },
] as const;

type Horizon = (typeof HORIZONS)[number];

/** Cheaper options move by ticks, not by prices. Rupees. */
const RECORDED_PREMIUM_MIN = 1;

/**
 * Error rows of every judged expiry, by horizon, then from in to out of the money; buckets without a leg are left out.
 * Predictions are on the tick grid, recorded middles are not. Throws RecordingError on an unknown underlying or expiry.
 */
export function repriceErrors(
  session: RecordedSession,
  judged: readonly JudgedExpiry[] = defaultJudgedExpiries(session),
): RepriceErrorRow[] {
  return judged.flatMap((expiry) => {
    const underlying = session.underlyings.find(({ symbol }) => symbol === expiry.underlying);
    if (!underlying) throw unknownInRecording('underlying', expiry.underlying);
    const moments = momentsOf(underlying, expiry);
    return HORIZONS.flatMap((horizon) => rowsAt({ horizon, underlying, moments, judged: expiry }));
  });
}

/**
 * What a report judges unless told otherwise. With weeklies: the nearest one, driven by the expiry nearest to 30 days out, and
 * that one driven by the weekly, so that neither is driven by its own quotes. Without: the nearest expiry, by its own forward.
 */
export function defaultJudgedExpiries(session: RecordedSession): JudgedExpiry[] {
  return session.underlyings.flatMap(({ symbol: underlying, expiries }) => {
    const dates = expiries.map(({ expiry }) => expiry).sort();
    const [nearest] = dates;
    if (nearest === undefined) return [];
    const monthly = nearestTo(addDays(session.date, 30), dates) ?? nearest;
    if (!hasWeeklies(dates) || monthly === nearest)
      return [{ underlying, expiry: nearest, driverExpiry: nearest }];
    return [
      { underlying, expiry: nearest, driverExpiry: monthly },
      { underlying, expiry: monthly, driverExpiry: nearest },
    ];
  });
}

/** Two expiries of one month cannot both be monthlies. */
function hasWeeklies(dates: readonly string[]): boolean {
  return new Set(dates.map((date) => date.slice(0, 7))).size < dates.length;
}

/**
 * The expiry's chain as quoted in one recorded snapshot, calibrated there, then repriced for `targetMs` after the underlying
 * moved by `driverChange` rupees. No other snapshot is read. Prices of legs that were quoted are predictions, on the tick grid;
 * undefined when the snapshot lacks the expiry.
 */
export function predictChain(given: {
  readonly underlying: RecordedUnderlying;
  readonly expiry: string;
  readonly snapshotIndex: number;
  readonly driverChange: number;
  readonly targetMs: number;
}): ExpiryChain | undefined {
  const { underlying, expiry, snapshotIndex, driverChange, targetMs } = given;
  const snapshot = underlying.snapshots[snapshotIndex];
  const chain = snapshot && quotedChain(underlying, expiry, snapshot);
  if (!chain) return undefined;
  const pricer = black76Model.createPricer(chain);
  pricer.calibrate(snapshot.spot, snapshot.atMs);
  pricer.reprice(snapshot.spot + driverChange, targetMs);
  return chain;
}

/** One snapshot as far as it bears on one judged expiry. */
interface Moment {
  readonly snapshotIndex: number;
  readonly atMs: number;
  readonly chain: ExpiryChain;
  readonly forward: number;
  readonly driverForward: number;
}

/** Every snapshot that has quotes of both the expiry and its driver. */
function momentsOf(underlying: RecordedUnderlying, { expiry, driverExpiry }: JudgedExpiry): Moment[] {
  return underlying.snapshots.flatMap((snapshot, snapshotIndex) => {
    const { atMs } = snapshot;
    const chain = quotedChain(underlying, expiry, snapshot);
    const driver = expiry === driverExpiry ? chain : quotedChain(underlying, driverExpiry, snapshot);
    const forward = chain && quotedForward(chain, atMs);
    const driverForward = driver && quotedForward(driver, atMs);
    return chain && forward !== undefined && driverForward !== undefined
      ? [{ snapshotIndex, atMs, chain, forward, driverForward }]
      : [];
  });
}

/** The recorded bids and asks; last trades stay out, they may be hours old. */
function quotedChain(
  underlying: RecordedUnderlying,
  expiry: string,
  snapshot: RecordedSnapshot,
): ExpiryChain | undefined {
  const contract = underlyingBySymbol(underlying.symbol);
  if (!contract) throw unknownInRecording('underlying', underlying.symbol);
  const index = underlying.expiries.findIndex((ladder) => ladder.expiry === expiry);
  const ladder = underlying.expiries[index];
  if (!ladder) throw unknownInRecording(`expiry of ${underlying.symbol}`, expiry);
  const recorded = snapshot.chains[index];
  if (!recorded) return undefined;
  const chain = createExpiryChain({
    underlying: underlying.symbol,
    expiry,
    expiresAtMs: expiryMomentMs(contract.exchange, expiry),
    lotSize: underlying.lotSize,
    strikeInterval: underlying.strikeInterval,
    tickSize: contract.tickSize,
    strikes: Array.from(ladder.strikes),
  });
  chain.bid.set(recorded.bid);
  chain.ask.set(recorded.ask);
  return chain;
}

function rowsAt(at: {
  readonly horizon: Horizon;
  readonly underlying: RecordedUnderlying;
  readonly moments: readonly Moment[];
  readonly judged: JudgedExpiry;
}): RepriceErrorRow[] {
  const errors = BUCKET_NAMES.map(() => ({ model: [] as number[], stale: [] as number[] }));
  for (const moment of at.moments) {
    const later = momentAfter(at.horizon, moment, at.moments);
    const predicted = later && predictedAt(later, moment, at.underlying);
    if (!predicted) continue;
    for (let leg = 0; leg < predicted.ltp.length; leg += 1) {
      const before = quoteMid(moment.chain, leg);
      const recorded = quoteMid(later.chain, leg);
      if (before === 0 || recorded < RECORDED_PREMIUM_MIN) continue;
      const bucket = errors[bucketOf(moment.chain.strikes[leg >>> 1]!, moment.forward, leg)]!;
      bucket.model.push(Math.abs(predicted.ltp[leg]! - recorded));
      bucket.stale.push(Math.abs(before - recorded));
    }
  }
  return errors.flatMap(({ model, stale }, index) => {
    if (model.length === 0) return [];
    const where = { horizonSeconds: at.horizon.seconds, bucket: BUCKET_NAMES[index]! };
    const medians = { modelError: median(model), staleError: median(stale) };
    return [{ ...at.judged, ...where, count: model.length, ...medians }];
  });
}

/** Of the later moment only its time and its driver's forward enter. */
function predictedAt(later: Moment, moment: Moment, underlying: RecordedUnderlying): ExpiryChain | undefined {
  return predictChain({
    underlying,
    expiry: moment.chain.expiry,
    snapshotIndex: moment.snapshotIndex,
    driverChange: later.driverForward - moment.driverForward,
    targetMs: later.atMs,
  });
}

/** The moment nearest to the horizon after `moment`, the earlier of two equally near; undefined when none is near enough. */
function momentAfter(horizon: Horizon, moment: Moment, moments: readonly Moment[]): Moment | undefined {
  const targetMs = moment.atMs + horizon.seconds * MS_PER_SECOND;
  const fromMs = targetMs - horizon.earlier * MS_PER_SECOND;
  const toMs = targetMs + horizon.later * MS_PER_SECOND;
  return moments
    .filter(({ atMs }) => atMs >= fromMs && atMs <= toMs)
    .sort((a, b) => Math.abs(a.atMs - targetMs) - Math.abs(b.atMs - targetMs) || a.atMs - b.atMs)[0];
}

function median(values: number[]): number {
  const ascending = Float64Array.from(values).sort();
  const middle = ascending.length >>> 1;
  return ascending.length % 2 === 1 ? ascending[middle]! : (ascending[middle - 1]! + ascending[middle]!) / 2;
}

function nearestTo(date: string, dates: readonly string[]): string | undefined {
  return dates.toSorted((a, b) => daysBetween(date, a) - daysBetween(date, b) || (a < b ? -1 : 1))[0];
}

function daysBetween(a: string, b: string): number {
  return Math.abs(istToEpochMs(b) - istToEpochMs(a)) / MS_PER_DAY;
}

function unknownInRecording(what: string, name: string): RecordingError {
  return new RecordingError(
    `repricing error: expected a recorded ${what}, was "${name}". Judge what the recording holds.`,
  );
}
