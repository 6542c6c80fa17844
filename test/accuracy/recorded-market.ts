/** Recorded option markets as the judge of prices reads them: per session and expiry, what was quoted moment by moment. */
import { gunzipSync } from 'node:zlib';
import { istDate } from '#engine/market/ist-time.ts';
import { expiryMomentMs } from '#engine/market/trading-calendar.ts';
import { readTable } from '#engine/recording/tables/table-rows.ts';
import { marketRows } from './market-rows.ts';
import type { MarketRow } from './market-rows.ts';

/** What stood at one moment. Rupees; 0 where a leg has no such price. Leg `2 * i` is the call of strike `i`, `2 * i + 1` its put. */
export interface MarketMoment {
  readonly atMs: number;
  /** The index; NaN where the file does not hold it. */
  readonly spot: number;
  /** Forward of the expiry by put-call parity, as the file prints it. */
  readonly forward: number;
  readonly bid: Float64Array;
  readonly ask: Float64Array;
  readonly ltp: Float64Array;
  /** Looks within the candle that ends with this moment, in order. */
  readonly earlier: readonly MarketMoment[];
}

/** One expiry in one session. */
export interface ExpirySession {
  readonly underlying: string;
  /** Session and expiry, `YYYY-MM-DD`. */
  readonly date: string;
  readonly expiry: string;
  readonly expiresAtMs: number;
  /** Every strike of the file, ascending. */
  readonly strikes: Float64Array;
  /** In order of time. */
  readonly moments: readonly MarketMoment[];
}

/** One file. */
export interface RecordedMarket {
  readonly file: string;
  readonly layout: 'chain' | 'straddles' | 'rolling' | 'candles';
  /** True where `spot` was printed by the exchange or its broker, not worked out. */
  readonly hasIndex: boolean;
  readonly sessions: readonly ExpirySession[];
}

/** Errors: TableError naming the line and the column; undefined for a table that holds no options. */
export function readMarket(bytes: Buffer, file: string): RecordedMarket | undefined {
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const read = marketRows(readTable(text, Date.parse));
  if (!read) return undefined;
  return { file, layout: read.layout, hasIndex: read.hasIndex, sessions: sessionsOf(read.rows) };
}

function sessionsOf(rows: readonly MarketRow[]): ExpirySession[] {
  const groups = Map.groupBy(rows, ({ atMs, expiry }) => `${istDate(atMs)} ${expiry}`);
  return [...groups.values()].map(sessionOf);
}

function sessionOf(rows: readonly MarketRow[]): ExpirySession {
  const [first] = rows;
  if (!first) throw new Error('a session without rows');
  const strikes = Float64Array.from(new Set(rows.map(({ strike }) => strike))).sort();
  const places = new Map([...strikes].map((strike, place) => [strike, place]));
  const moments = [...Map.groupBy(rows, ({ atMs }) => atMs).values()]
    .map((at) => momentOf(at, places))
    .sort((a, b) => a.atMs - b.atMs);
  return {
    underlying: first.underlying,
    date: istDate(first.atMs),
    expiry: first.expiry,
    expiresAtMs: expiryMomentMs('NSE', first.expiry),
    strikes,
    moments,
  };
}

function momentOf(rows: readonly MarketRow[], places: ReadonlyMap<number, number>): MarketMoment {
  const [first] = rows;
  if (!first) throw new Error('a moment without rows');
  const moment = { ...blankMoment(first, places.size), earlier: earlierOf(first, places) };
  for (const { strike, legs } of rows)
    for (const [side, leg] of legs.entries()) {
      const place = places.get(strike)! * 2 + side;
      moment.bid[place] = leg.bid;
      moment.ask[place] = leg.ask;
      moment.ltp[place] = leg.ltp;
    }
  return moment;
}

/** Tables that tell of looks within a candle have one strike a moment. */
function earlierOf({ earlier, strike }: MarketRow, places: ReadonlyMap<number, number>): MarketMoment[] {
  return earlier.map(({ atMs, spot, ltps }) => {
    const moment = blankMoment({ atMs, spot, forward: Number.NaN }, places.size);
    moment.ltp.set(ltps, places.get(strike)! * 2);
    return moment;
  });
}

function blankMoment(
  { atMs, spot, forward }: Pick<MarketMoment, 'atMs' | 'spot' | 'forward'>,
  strikeCount: number,
): MarketMoment {
  const column = (): Float64Array => new Float64Array(strikeCount * 2);
  return { atMs, spot, forward, bid: column(), ask: column(), ltp: column(), earlier: [] };
}
