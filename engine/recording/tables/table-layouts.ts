/** The layouts of tables that can be imported, told apart by their columns. */
import { findColumns } from '../../wire/csv-table.ts';
import { TICK_COLUMNS, packetOfRow } from '../tick-rows.ts';
import { LAYOUT_NAMES } from './layout-names.ts';
import type { LayoutName } from './layout-names.ts';
import { CHAIN_COLUMNS, readChains } from './chain-rows.ts';
import { INDEX_CANDLE_COLUMNS, readIndexCandles } from './index-candles.ts';
import {
  LEG_CANDLE_COLUMNS,
  ROLLING_OPTION_COLUMNS,
  readLegCandles,
  readRollingOptions,
} from './leg-candles.ts';
import {
  ATM_COLUMNS,
  ATM_FORWARD_COLUMNS,
  ROLLING_15M_COLUMNS,
  readAtmCandles,
  readAtmForwardCandles,
  readRolling15m,
} from './straddle-candles.ts';
import type { TableQuote } from './table-quote.ts';
import { TableError } from './table-rows.ts';
import type { Table } from './table-rows.ts';

/** A packet of the live feed and when it came, epoch ms. */
export interface TablePacket {
  readonly atMs: number;
  readonly packet: Uint8Array;
}

/** What a table holds: packets as they were, or what was quoted, which has no security ids. In the table's order. */
export type TableContent =
  | { readonly kind: 'packets'; readonly packets: readonly TablePacket[] }
  | { readonly kind: 'quotes'; readonly quotes: readonly TableQuote[] };

/** A kind of table. */
export interface TableLayout {
  readonly name: LayoutName;
  /** Without which it is not read; others are not looked at. */
  readonly columns: readonly string[];
  /** Errors: TableError. */
  readonly read: (table: Table) => TableContent;
}

/** Those that ask for more columns first: the first that fits is meant. */
const TABLE_LAYOUTS: readonly TableLayout[] = [
  { name: 'exported-ticks', columns: TICK_COLUMNS, read: readExportedTicks },
  { name: 'option-chain', columns: CHAIN_COLUMNS, read: quotesBy(readChains) },
  { name: 'atm-1m', columns: ATM_COLUMNS, read: quotesBy(readAtmCandles) },
  { name: 'rolling-15m', columns: ROLLING_15M_COLUMNS, read: quotesBy(readRolling15m) },
  { name: 'atm-1m-forward', columns: ATM_FORWARD_COLUMNS, read: quotesBy(readAtmForwardCandles) },
  { name: 'rolling-option', columns: ROLLING_OPTION_COLUMNS, read: quotesBy(readRollingOptions) },
  { name: 'option-candles', columns: LEG_CANDLE_COLUMNS, read: quotesBy(readLegCandles) },
  { name: 'index-candles', columns: INDEX_CANDLE_COLUMNS, read: quotesBy(readIndexCandles) },
];

/**
 * The layout of a table with these columns; `name`: the one it must be. Errors: TableError naming the nearest layout and the columns it
 * lacks.
 */
export function layoutOf(columns: readonly string[], name?: string): TableLayout {
  const candidates = TABLE_LAYOUTS.filter((layout) => name === undefined || layout.name === name);
  const measured = candidates.map((layout) => ({ layout, missing: missingOf(layout, columns) }));
  const fitting = measured.find(({ missing }) => missing.length === 0);
  if (fitting) return fitting.layout;
  const share = ({ layout, missing }: (typeof measured)[number]): number =>
    missing.length / layout.columns.length;
  const [nearest] = measured.sort((a, b) => share(a) - share(b));
  if (!nearest) throw new TableError(`expected one of ${LAYOUT_NAMES.join(', ')}, was "${name}"`, '--layout');
  const { layout, missing } = nearest;
  const seen = `has ${columns.join(', ') || 'no columns'}`;
  if (name === undefined && missing.length === layout.columns.length)
    throw new TableError(
      `expected one of the layouts ${LAYOUT_NAMES.join(', ')}, was a table that has no column of any: it ${seen}`,
      'line 1',
    );
  const what = name === undefined ? `a known layout, nearest ${layout.name}` : `the layout ${name}`;
  throw new TableError(
    `expected ${what}, was a table that lacks ${missing.join(', ')} and ${seen}`,
    'line 1',
  );
}

function missingOf({ columns }: TableLayout, header: readonly string[]): readonly string[] {
  const found = findColumns(header, columns);
  return found.ok ? [] : found.missing;
}

function quotesBy(read: (table: Table) => readonly TableQuote[]): TableLayout['read'] {
  return (table) => ({ kind: 'quotes', quotes: read(table) });
}

function readExportedTicks({ rows }: Table): TableContent {
  const packets: TablePacket[] = [];
  for (const row of rows) {
    const read = packetOfRow((column) => row.text(column));
    if (!read.ok) throw row.error(read.reason);
    packets.push({ atMs: row.time('at'), packet: read.packet });
  }
  return { kind: 'packets', packets };
}
