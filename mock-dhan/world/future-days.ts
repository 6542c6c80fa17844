/** The charts of a future on the trading days before the scenario's: its index's own, carried to its expiry, with volume and open interest drawn from the run's seed. */
import { futureExpiries } from '#engine/market/expiry-calendar.ts';
import type { FutureInstrument, Underlying } from '#engine/market/instrument.ts';
import { MS_PER_DAY, MS_PER_MINUTE } from '#engine/market/ist-time.ts';
import { RISK_FREE_RATE } from '#engine/pricing/discounting.ts';
import { roundToTick, ticksPerRupee } from '#engine/pricing/leg-price.ts';
import { SeededRandom } from '#engine/seeded-random.ts';
import type { EarlierDay } from './earlier-days.ts';
import { liquidityOf, TRADE_LOTS_MAX } from './market/future-liquidity.ts';
import { sessionOn } from './market/session-steps.ts';
import { CANDLE, CANDLE_WIDTH } from './minute-candles.ts';
import type { Candles } from './minute-candles.ts';

const MS_PER_YEAR = 365 * MS_PER_DAY;
const SECONDS_PER_MINUTE = 60;
const PRICES = [CANDLE.open, CANDLE.high, CANDLE.low, CANDLE.close] as const;

/** The future, and what the board tells of the day before. */
export interface EarlierFuture {
  readonly instrument: FutureInstrument;
  readonly underlying: Underlying;
  readonly seed: number;
  /** Rupees, and units. */
  readonly previousClose: number;
  readonly previousOi: number;
}

/** Those of the index's days on which the contract was listed. `days`: oldest first, up to the day before the scenario's. */
export function futureDays(days: readonly EarlierDay[], future: EarlierFuture): EarlierDay[] {
  const last = days.at(-1);
  if (!last || future.previousClose <= 0) return [];
  const { instrument, underlying, seed } = future;
  const random = new SeededRandom(seed).fork(`future-days ${instrument.underlying} ${instrument.expiry}`);
  const listed = days.flatMap(({ date, candles }) => {
    const position = futureExpiries(underlying, date).indexOf(instrument.expiry);
    return position < 0 ? [] : [{ date, candles, position }];
  });
  const today = listed.at(-1)?.position ?? 0;
  const ratio = future.previousClose / closeOf(last.candles);
  const closedAtMs = sessionOn(last.date).closeMs;
  return listed.map(({ date, candles, position }) => ({
    date,
    candles: carried(candles, {
      tickSize: instrument.tickSize,
      lotSize: instrument.lotSize,
      ratio,
      closedAtMs,
      lotsPerMinute: (SECONDS_PER_MINUTE * liquidityOf(position).tradeChance * TRADE_LOTS_MAX) / 2,
      oi: wholeLots(
        (future.previousOi * liquidityOf(position).openInterestLots) / liquidityOf(today).openInterestLots,
        instrument.lotSize,
      ),
      random: random.fork(date),
    }),
  }));
}

/** The further back, the dearer the carry: at `closedAtMs` the future stood at `ratio` times the index. */
function carried(
  candles: Candles,
  day: {
    readonly tickSize: number;
    readonly lotSize: number;
    readonly ratio: number;
    readonly closedAtMs: number;
    readonly lotsPerMinute: number;
    readonly oi: number;
    readonly random: SeededRandom;
  },
): Candles {
  const rows = candles.rows.slice();
  const ticksInRupee = ticksPerRupee(day.tickSize);
  let volume = 0;
  for (let row = 0; row < candles.count * CANDLE_WIDTH; row += CANDLE_WIDTH) {
    const endMs = (rows[row + CANDLE.minute]! + 1) * MS_PER_MINUTE;
    const factor = day.ratio * Math.exp((RISK_FREE_RATE * (day.closedAtMs - endMs)) / MS_PER_YEAR);
    for (const price of PRICES) rows[row + price] = roundToTick(rows[row + price]! * factor, ticksInRupee);
    volume += wholeLots(2 * day.random.nextFloat() * day.lotsPerMinute * day.lotSize, day.lotSize);
    rows[row + CANDLE.cumulativeVolume] = volume;
    rows[row + CANDLE.oi] = day.oi;
  }
  return { count: candles.count, rows };
}

function closeOf({ count, rows }: Candles): number {
  return rows[(count - 1) * CANDLE_WIDTH + CANDLE.close]!;
}

/** At least one. */
function wholeLots(units: number, lotSize: number): number {
  return Math.max(1, Math.round(units / lotSize)) * lotSize;
}
