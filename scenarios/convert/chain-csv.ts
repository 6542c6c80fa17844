/** Reads one underlying's day from the recorded-chain CSV (columns by name; times ISO with zone; 0 means absent). */
import { ScenarioError } from '#engine/errors.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import type { RecordedChain, RecordedSnapshot, RecordedUnderlying } from '#engine/replay/recording.ts';

/** Contract facts the CSV does not carry. Volume and open interest stand in lots there, quantities in units. */
export interface ContractFacts {
  readonly symbol: string;
  readonly lotSize: number;
  readonly strikeInterval: number;
  /** Close of the index on the trading day before, rupees. */
  readonly previousClose: number;
}

/** Errors: ScenarioError naming the line and the column that is missing or no number. */
export function parseChainCsv(text: string, facts: ContractFacts): RecordedUnderlying {
  const rows = parseRows(text);
  const ladders = collectLadders(rows);
  return {
    ...facts,
    isSpotDerived: rows.some((row) => row.isSpotDerived),
    expiries: ladders,
    snapshots: collectSnapshots(rows, ladders, facts.lotSize),
  };
}

const LEG_COLUMNS = ['ltp', 'bid', 'bid_qty', 'ask', 'ask_qty', 'oi', 'oi_chg', 'vol', 'net_chg'] as const;
type LegRow = Record<(typeof LEG_COLUMNS)[number], number>;

interface Row {
  readonly atMs: number;
  readonly spot: number;
  readonly isSpotDerived: boolean;
  readonly expiry: string;
  readonly strike: number;
  readonly legs: readonly [LegRow, LegRow];
}

interface Ladder {
  readonly expiry: string;
  readonly strikes: Float64Array;
  readonly previousClose: Float64Array;
  readonly previousOi: Float64Array;
}

function parseRows(text: string): readonly Row[] {
  const [header = '', ...lines] = text.trimEnd().split('\n');
  const names = header.trim().split(',');
  return lines.map((line, index) => parseRow(names, line.trim().split(','), index + 2));
}

function parseRow(names: readonly string[], cells: readonly string[], line: number): Row {
  const cell = (name: string): string => {
    const value = cells[names.indexOf(name)];
    if (value === undefined || value === '')
      throw new ScenarioError(
        `reading the chain CSV failed: expected a value, was nothing (line ${line}, column ${name}).`,
      );
    return value;
  };
  const number = (name: string): number => {
    const value = Number(cell(name));
    if (!Number.isFinite(value))
      throw new ScenarioError(
        `reading the chain CSV failed: expected a number, was "${cell(name)}" (line ${line}, column ${name}).`,
      );
    return value;
  };
  const leg = (prefix: 'ce' | 'pe'): LegRow =>
    Object.fromEntries(LEG_COLUMNS.map((name) => [name, number(`${prefix}_${name}`)])) as LegRow;
  const [date = '', time = ''] = cell('ts_iso').slice(0, 19).split('T');
  return {
    atMs: istToEpochMs(date, time),
    spot: number('spot'),
    isSpotDerived: cell('spot_src') === 'derived',
    expiry: cell('expiry'),
    strike: number('strike'),
    legs: [leg('ce'), leg('pe')],
  };
}

/** Every strike seen on the day; yesterday's figures follow from the first row that gives a net change. */
function collectLadders(rows: readonly Row[]): readonly Ladder[] {
  const strikesByExpiry = new Map<string, Set<number>>();
  for (const row of rows) {
    const strikes = strikesByExpiry.get(row.expiry) ?? new Set<number>();
    strikesByExpiry.set(row.expiry, strikes.add(row.strike));
  }
  return [...strikesByExpiry.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([expiry, strikes]) => ({
      expiry,
      strikes: Float64Array.from(strikes).sort(),
      previousClose: new Float64Array(strikes.size * 2),
      previousOi: new Float64Array(strikes.size * 2),
    }));
}

function collectSnapshots(
  rows: readonly Row[],
  ladders: readonly Ladder[],
  lotSize: number,
): readonly RecordedSnapshot[] {
  const places = ladders.map(({ strikes }) => new Map([...strikes].map((strike, index) => [strike, index])));
  const ladderIndexes = new Map(ladders.map(({ expiry }, index) => [expiry, index]));
  const snapshots = new Map<number, { spot: number; chains: (RecordedChain | undefined)[] }>();
  for (const row of rows) {
    const ladderIndex = ladderIndexes.get(row.expiry) ?? 0;
    const ladder = ladders[ladderIndex]!;
    const snapshot = snapshots.get(row.atMs) ?? { spot: row.spot, chains: ladders.map(() => undefined) };
    snapshots.set(row.atMs, snapshot);
    const chain = (snapshot.chains[ladderIndex] ??= emptyChain(ladder.strikes.length * 2));
    const strikeIndex = places[ladderIndex]!.get(row.strike)!;
    for (const [side, leg] of row.legs.entries()) {
      writeLeg(chain, strikeIndex * 2 + side, leg, lotSize);
      notePreviousDay(ladder, strikeIndex * 2 + side, leg, lotSize);
    }
  }
  return [...snapshots.entries()]
    .map(([atMs, { spot, chains }]) => ({ atMs, spot, chains }))
    .sort((a, b) => a.atMs - b.atMs);
}

function emptyChain(legCount: number): RecordedChain {
  return {
    ltp: new Float64Array(legCount),
    bid: new Float64Array(legCount),
    bidQuantity: new Float64Array(legCount),
    ask: new Float64Array(legCount),
    askQuantity: new Float64Array(legCount),
    volume: new Float64Array(legCount),
    oi: new Float64Array(legCount),
  };
}

/** Lots carry fractions where the lot size once changed; units are whole. */
function writeLeg(chain: RecordedChain, leg: number, row: LegRow, lotSize: number): void {
  chain.ltp[leg] = row.ltp;
  chain.bid[leg] = row.bid;
  chain.bidQuantity[leg] = row.bid_qty;
  chain.ask[leg] = row.ask;
  chain.askQuantity[leg] = row.ask_qty;
  chain.volume[leg] = Math.round(row.vol * lotSize);
  chain.oi[leg] = Math.round(row.oi * lotSize);
}

function notePreviousDay(ladder: Ladder, leg: number, row: LegRow, lotSize: number): void {
  if (ladder.previousClose[leg] === 0 && row.ltp > 0)
    ladder.previousClose[leg] = Math.round((row.ltp - row.net_chg) * 100) / 100;
  if (ladder.previousOi[leg] === 0) ladder.previousOi[leg] = Math.round((row.oi - row.oi_chg) * lotSize);
}
