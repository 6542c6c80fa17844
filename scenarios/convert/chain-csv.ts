/** Reads one underlying's day from the recorded-chain CSV (columns by name; times ISO with zone; 0 means absent). */
import { chainRows, previousCloseOf, unitsOf } from '#engine/recording/tables/chain-rows.ts';
import type { ChainLegRow, ChainRow } from '#engine/recording/tables/chain-rows.ts';
import { readTable } from '#engine/recording/tables/table-rows.ts';
import type { RecordedChain, RecordedSnapshot, RecordedUnderlying } from '#engine/replay/recording.ts';

/** Contract facts the CSV does not carry. Volume and open interest stand in lots there, quantities in units. */
export interface ContractFacts {
  readonly symbol: string;
  readonly lotSize: number;
  readonly strikeInterval: number;
  /** Close of the index on the trading day before, rupees. */
  readonly previousClose: number;
}

/** Errors: RecordingError naming the line and the column that is missing or no number. */
export function parseChainCsv(text: string, facts: ContractFacts): RecordedUnderlying {
  const rows = [...chainRows(readTable(text, Date.parse))];
  const ladders = collectLadders(rows);
  return {
    ...facts,
    isSpotDerived: rows.some((row) => row.isSpotDerived),
    expiries: ladders,
    snapshots: collectSnapshots(rows, ladders, facts.lotSize),
  };
}

interface Ladder {
  readonly expiry: string;
  readonly strikes: Float64Array;
  readonly previousClose: Float64Array;
  readonly previousOi: Float64Array;
}

/** Every strike seen on the day; yesterday's figures follow from the first row that gives a net change. */
function collectLadders(rows: readonly ChainRow[]): readonly Ladder[] {
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
  rows: readonly ChainRow[],
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

function writeLeg(chain: RecordedChain, leg: number, row: ChainLegRow, lotSize: number): void {
  chain.ltp[leg] = row.ltp;
  chain.bid[leg] = row.bid;
  chain.bidQuantity[leg] = row.bid_qty;
  chain.ask[leg] = row.ask;
  chain.askQuantity[leg] = row.ask_qty;
  chain.volume[leg] = unitsOf(row.vol, lotSize);
  chain.oi[leg] = unitsOf(row.oi, lotSize);
}

function notePreviousDay(ladder: Ladder, leg: number, row: ChainLegRow, lotSize: number): void {
  if (ladder.previousClose[leg] === 0) ladder.previousClose[leg] = previousCloseOf(row);
  if (ladder.previousOi[leg] === 0) ladder.previousOi[leg] = unitsOf(row.oi - row.oi_chg, lotSize);
}
