/** Rows of the recorded layouts, told apart by their columns, in one shape. */
import { istToEpochMs, MS_PER_MINUTE } from '#engine/market/ist-time.ts';
import type { Table, TableRow } from '#engine/recording/tables/table-rows.ts';

/** Rupees; 0 where absent. */
export interface MarketLeg {
  readonly bid: number;
  readonly ask: number;
  readonly ltp: number;
}

/** A strike of one expiry at a moment: its call and its put. */
export interface MarketRow {
  readonly atMs: number;
  readonly underlying: string;
  readonly spot: number;
  readonly forward: number;
  readonly expiry: string;
  readonly strike: number;
  readonly legs: readonly [MarketLeg, MarketLeg];
  /** What stood before within the same candle, in order; nothing of it is judged. */
  readonly earlier: readonly EarlierLook[];
}

/** Index and last prices of a strike's call and put somewhere within a candle. */
export interface EarlierLook {
  readonly atMs: number;
  readonly spot: number;
  readonly ltps: readonly [number, number];
}

/** The rows of one table and what kind it is. */
export interface MarketRows {
  readonly layout: 'chain' | 'straddles' | 'rolling' | 'candles';
  readonly hasIndex: boolean;
  readonly rows: readonly MarketRow[];
}

/** Errors: TableError naming line and column; undefined for a table that holds no options. */
export function marketRows(table: Table): MarketRows | undefined {
  const has = (name: string): boolean => table.columns.includes(name);
  if (has('ce_bid')) return chainRowsOf(table);
  if (has('ce_ltp') && has('spot')) return candlesOf(table, 'rolling');
  if (has('ce_ltp')) return candlesOf(table, 'straddles');
  if (has('type') && has('strike')) return legCandlesOf(table);
  return undefined;
}

function chainRowsOf({ rows }: Table): MarketRows {
  const read: MarketRow[] = [];
  let hasIndex = true;
  for (const row of rows) {
    hasIndex &&= row.text('spot_src') !== 'derived';
    const legs = [quotedLeg(row, 'ce'), quotedLeg(row, 'pe')] as const;
    read.push({
      ...headOf(row),
      spot: numberOf(row, 'spot'),
      forward: numberOf(row, 'fwd'),
      legs,
      earlier: [],
    });
  }
  return { layout: 'chain', hasIndex, rows: read };
}

/** Candles of call and put in one row: a minute labelled by its start, or (`rolling`) a quarter of an hour by its end. */
function candlesOf({ rows, columns }: Table, layout: 'straddles' | 'rolling'): MarketRows {
  const spotColumn = layout === 'rolling' ? 'spot' : 'spot_close';
  const read: MarketRow[] = [];
  for (const row of rows) {
    const head = headOf(row);
    read.push({
      ...head,
      atMs: layout === 'rolling' ? head.atMs : head.atMs + MS_PER_MINUTE,
      spot: numberOf(row, spotColumn),
      forward: numberOf(row, 'fwd'),
      legs: [tradedLeg(row, 'ce'), tradedLeg(row, 'pe')],
      earlier: layout === 'straddles' && columns.includes(spotColumn) ? withinMinute(row) : [],
    });
  }
  return { layout, hasIndex: columns.includes(spotColumn), rows: read };
}

const THIRD_MS = MS_PER_MINUTE / 3;

/**
 * The minute before its close as far as candles tell: the open, then the extreme nearer to it, then the other. The call's high goes with the
 * index's high, and the put's low.
 */
function withinMinute(row: TableRow): EarlierLook[] {
  if (!(Number(row.text('ce_vol')) > 0 && Number(row.text('pe_vol')) > 0)) return [];
  const startMs = row.time('ts_iso');
  const look = (afterMs: number, index: string, call: string, put: string): EarlierLook => ({
    atMs: startMs + afterMs,
    spot: numberOf(row, `spot_${index}`),
    ltps: [numberOf(row, `ce_${call}`), numberOf(row, `pe_${put}`)],
  });
  const open = look(1000, 'open', 'open', 'open');
  const high = (afterMs: number): EarlierLook => look(afterMs, 'high', 'high', 'low');
  const low = (afterMs: number): EarlierLook => look(afterMs, 'low', 'low', 'high');
  const isHighFirst = high(0).spot - open.spot <= open.spot - low(0).spot;
  return isHighFirst ? [open, high(THIRD_MS), low(2 * THIRD_MS)] : [open, low(THIRD_MS), high(2 * THIRD_MS)];
}

/** Three-minute candles of one option or of the index a row, labelled by their start. */
function legCandlesOf({ rows }: Table): MarketRows {
  const spots = new Map<number, number>();
  const strikes = new Map<string, MarketRow & { readonly legs: [MarketLeg, MarketLeg] }>();
  for (const row of rows) {
    const atMs = row.time('ts_iso') + 3 * MS_PER_MINUTE;
    const type = row.text('type');
    if (type === 'INDEX') {
      spots.set(atMs, row.price('close'));
      continue;
    }
    const key = `${atMs} ${row.text('expiry')} ${row.text('strike')}`;
    const pair = strikes.get(key) ?? {
      ...headOf(row),
      atMs,
      spot: Number.NaN,
      forward: Number.NaN,
      legs: [NO_LEG, NO_LEG],
      earlier: [],
    };
    strikes.set(key, pair);
    if (row.number('volume') > 0) pair.legs[type === 'CE' ? 0 : 1] = { ...NO_LEG, ltp: row.price('close') };
  }
  const read = [...strikes.values()].map((pair) => ({ ...pair, spot: spots.get(pair.atMs) ?? Number.NaN }));
  return { layout: 'candles', hasIndex: spots.size > 0, rows: withForwards(read) };
}

const NO_LEG: MarketLeg = { bid: 0, ask: 0, ltp: 0 };
const RATE = 0.065;
const MS_PER_YEAR = 365 * 86_400_000;
const VOTING_STRIKES = 7;

/** The layout prints no forward: it is the median of the strikes nearest to call = put, as the other files were made. */
function withForwards(rows: readonly MarketRow[]): MarketRow[] {
  return [...Map.groupBy(rows, ({ atMs, expiry }) => `${atMs} ${expiry}`).values()].flatMap((moment) => {
    const votes = moment
      .filter(({ legs }) => legs[0].ltp > 0 && legs[1].ltp > 0)
      .map(({ atMs, expiry, strike, legs: [call, put] }) => {
        const years = (istToEpochMs(expiry, '15:30') - atMs) / MS_PER_YEAR;
        const gap = call.ltp - put.ltp;
        return { gap: Math.abs(gap), forward: strike + gap * Math.exp(RATE * years) };
      })
      .sort((a, b) => a.gap - b.gap)
      .slice(0, VOTING_STRIKES)
      .map(({ forward }) => forward)
      .sort((a, b) => a - b);
    const middle = votes.length >>> 1;
    const forward = votes.length % 2 === 1 ? votes[middle]! : (votes[middle - 1]! + votes[middle]!) / 2;
    return moment.map((row) => ({ ...row, forward: votes.length > 0 ? forward : Number.NaN }));
  });
}

function headOf(row: TableRow): Pick<MarketRow, 'atMs' | 'underlying' | 'expiry' | 'strike'> {
  return {
    atMs: row.time('ts_iso'),
    underlying: row.text('underlying'),
    expiry: row.date('expiry'),
    strike: row.price('strike'),
  };
}

function quotedLeg(row: TableRow, side: 'ce' | 'pe'): MarketLeg {
  return {
    bid: row.number(`${side}_bid`),
    ask: row.number(`${side}_ask`),
    ltp: row.number(`${side}_ltp`),
  };
}

/** A candle without a trade has no price. */
function tradedLeg(row: TableRow, side: 'ce' | 'pe'): MarketLeg {
  const isTraded = !row.isEmpty(`${side}_ltp`) && Number(row.text(`${side}_vol`)) > 0;
  return isTraded ? { ...NO_LEG, ltp: row.number(`${side}_ltp`) } : NO_LEG;
}

function numberOf(row: TableRow, column: string): number {
  return row.isEmpty(column) ? Number.NaN : Number(row.text(column));
}
