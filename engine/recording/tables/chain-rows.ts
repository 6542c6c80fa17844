/** Whole option chains, a strike a row: what an import and the market days of scenarios (scenarios/convert) are made of. */
import type { Underlying } from '../../market/instrument.ts';
import { istDate } from '../../market/ist-time.ts';
import { lotSizeOn } from '../../market/lot-size.ts';
import { quoteOf } from './table-quote.ts';
import type { TableQuote } from './table-quote.ts';
import type { Table, TableRow } from './table-rows.ts';

const LEG_COLUMNS = ['ltp', 'bid', 'bid_qty', 'ask', 'ask_qty', 'oi', 'oi_chg', 'net_chg'] as const;

/** A leg as the exchange prints it: rupees; quantities in units, volume and open interest in lots; 0 means absent. */
export type ChainLegRow = Record<(typeof LEG_COLUMNS)[number] | 'vol', number>;

/** A strike of one expiry at a moment. */
export interface ChainRow {
  readonly atMs: number;
  readonly underlying: Underlying;
  readonly spot: number;
  /** True when it follows from parity and was not printed by the exchange. */
  readonly isSpotDerived: boolean;
  readonly expiry: string;
  readonly strike: number;
  /** Call, put. */
  readonly legs: readonly [ChainLegRow, ChainLegRow];
}

/** `spot_src` and the volumes (`ce_vol`, `pe_vol`) may be missing. */
export const CHAIN_COLUMNS: readonly string[] = [
  'ts_iso',
  'underlying',
  'spot',
  'expiry',
  'strike',
  ...['ce', 'pe'].flatMap((side) => LEG_COLUMNS.map((column) => `${side}_${column}`)),
];

/** In the table's order, one at a time. Errors: TableError naming line and column. */
export function* chainRows({ rows }: Table): Generator<ChainRow> {
  for (const row of rows)
    yield {
      atMs: row.time('ts_iso'),
      underlying: row.index('underlying'),
      spot: row.price('spot'),
      isSpotDerived: row.text('spot_src') === 'derived',
      expiry: row.date('expiry'),
      strike: row.price('strike'),
      legs: [legOf(row, 'ce'), legOf(row, 'pe')],
    };
}

function legOf(row: TableRow, side: 'ce' | 'pe'): ChainLegRow {
  const leg = Object.fromEntries(LEG_COLUMNS.map((name) => [name, row.number(`${side}_${name}`)]));
  return { ...(leg as Omit<ChainLegRow, 'vol'>), vol: row.numberIfKept(`${side}_vol`) };
}

/** Lots in units: they carry fractions where the lot size once changed, and units are whole. */
export function unitsOf(lots: number, lotSize: number): number {
  return Math.round(lots * lotSize);
}

/** Yesterday's close of a leg; 0 before its first trade. */
export function previousCloseOf({ ltp, net_chg: netChange }: ChainLegRow): number {
  return ltp > 0 ? Math.round((ltp - netChange) * 100) / 100 : 0;
}

/** Every quote of the table; a leg without a price, a bid or an ask has none. Lots become units of the day's lot size. */
export function readChains(table: Table): TableQuote[] {
  const quotes: TableQuote[] = [];
  let spot: TableQuote | undefined;
  const lots = new Map<string, number>();
  for (const row of chainRows(table)) {
    const { atMs, underlying } = row;
    const isNewMoment = spot?.atMs !== atMs || spot.underlying !== underlying;
    if (isNewMoment) {
      spot = quoteOf({ atMs, underlying, leg: undefined, ltp: row.spot });
      quotes.push(spot);
    }
    quotes.push(...legQuotes(row, lotOf(row, lots)));
  }
  return quotes;
}

function lotOf({ underlying, expiry, atMs }: ChainRow, known: Map<string, number>): number {
  const asOf = istDate(atMs);
  const key = `${underlying.symbol} ${expiry} ${asOf}`;
  const lotSize = known.get(key) ?? lotSizeOn(underlying, { expiry, asOf });
  known.set(key, lotSize);
  return lotSize;
}

const SIDES = ['CE', 'PE'] as const;

function legQuotes({ atMs, underlying, expiry, strike, legs }: ChainRow, lotSize: number): TableQuote[] {
  return legs.flatMap((leg, side) =>
    leg.ltp === 0 && leg.bid === 0 && leg.ask === 0
      ? []
      : [
          {
            atMs,
            underlying,
            leg: { expiry, strike, optionType: SIDES[side]! },
            ltp: leg.ltp,
            volume: unitsOf(leg.vol, lotSize),
            oi: unitsOf(leg.oi, lotSize),
            bid: leg.bid,
            bidQuantity: leg.bid_qty,
            ask: leg.ask,
            askQuantity: leg.ask_qty,
            previousClose: previousCloseOf(leg),
            previousOi: unitsOf(leg.oi - leg.oi_chg, lotSize),
          },
        ],
  );
}
