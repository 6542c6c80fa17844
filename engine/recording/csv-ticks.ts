/** Tables of prices as packets of the live feed: what `recording import csv` understands. */
import { EXCHANGE_SEGMENT_CODES, underlyingBySymbol } from '../market/instrument.ts';
import { epochMsToLtt, MS_PER_SECOND } from '../market/ist-time.ts';
import { csvRows } from '../wire/csv-table.ts';
import type { CsvRow } from '../wire/csv-table.ts';
import { PACKET_LENGTHS, RESPONSE_CODES } from '../wire/feed-codes.ts';
import { createPacketFields, encodePacket } from '../wire/feed-packets.ts';
import { TICK_COLUMNS, packetOfRow } from './tick-rows.ts';

/** A packet and when it came, epoch ms. */
export interface CsvTick {
  readonly atMs: number;
  readonly packet: Uint8Array;
}

/** What became of a table; `where` names the line. */
export type CsvTicks =
  | { readonly ok: true; readonly ticks: readonly CsvTick[]; readonly layout: string }
  | { readonly ok: false; readonly where: string; readonly reason: string };

/** Where a layout of candles has the index, by column. */
interface CandleLayout {
  readonly layout: string;
  readonly prices: readonly [open: string, high: string, low: string, close: string];
  /** Rows of other instruments are left out: their security ids are not in the table. */
  readonly isIndex?: (cell: (column: string) => string) => boolean;
}

const CANDLES: readonly CandleLayout[] = [
  {
    layout: 'the index in spot candles',
    prices: ['spot_open', 'spot_high', 'spot_low', 'spot_close'],
  },
  {
    layout: 'the index among option candles',
    prices: ['open', 'high', 'low', 'close'],
    isIndex: (cell) => cell('type') === 'INDEX',
  },
  { layout: 'index candles', prices: ['open', 'high', 'low', 'close'] },
];

/**
 * Reads a table by its columns: the one that `recording export csv` writes, packet for packet; or candles (`ts_iso`, the start; `underlying`; open, high, low, close),
 * of which the index is played, as its open at the start, the extreme nearer to it after a third, the other after two, and the close a second before the
 * end. `parseTime`: epoch ms of an ISO time with its zone.
 */
export function ticksOfCsv(text: string, parseTime: (iso: string) => number): CsvTicks {
  const rows = csvRows(text);
  const header: readonly string[] = rows.next().value?.fields ?? [];
  const has = (columns: readonly string[]): boolean => columns.every((column) => header.includes(column));
  if (has(TICK_COLUMNS)) return exportedTicks(header, rows, parseTime);
  const candles = CANDLES.find(
    ({ prices, isIndex }) =>
      has(['ts_iso', 'underlying', ...prices]) && header.includes('type') === (isIndex !== undefined),
  );
  if (candles) return candleTicks(candles, { header, rows, parseTime });
  return {
    ok: false,
    where: 'line 1',
    reason: `expected the columns of an export (${TICK_COLUMNS.slice(0, 5).join(', ')}, ...) or of candles (ts_iso, underlying, open, high, low, close), were ${header.join(', ')}`,
  };
}

type CellOf = (column: string) => string;

function cellOf(header: readonly string[], row: CsvRow): CellOf {
  return (column) => row.fields[header.indexOf(column)] ?? '';
}

function exportedTicks(
  header: readonly string[],
  rows: Iterable<CsvRow>,
  parseTime: (iso: string) => number,
): CsvTicks {
  const ticks: CsvTick[] = [];
  for (const row of rows) {
    const cell = cellOf(header, row);
    const atMs = parseTime(cell('at'));
    const read = packetOfRow(cell);
    if (!read.ok) return { ok: false, where: `line ${row.line}`, reason: read.reason };
    if (Number.isNaN(atMs)) return notATime(row.line, 'at', cell('at'));
    ticks.push({ atMs, packet: read.packet });
  }
  return { ok: true, ticks, layout: 'exported ticks' };
}

interface Candle {
  readonly atMs: number;
  readonly securityId: number;
  readonly prices: readonly number[];
}

function candleTicks(
  { layout, prices, isIndex = () => true }: CandleLayout,
  table: {
    readonly header: readonly string[];
    readonly rows: Iterable<CsvRow>;
    readonly parseTime: (iso: string) => number;
  },
): CsvTicks {
  const candles: Candle[] = [];
  for (const row of table.rows) {
    const cell = cellOf(table.header, row);
    if (!isIndex(cell)) continue;
    const atMs = table.parseTime(cell('ts_iso'));
    const underlying = underlyingBySymbol(cell('underlying'));
    const values = prices.map((column) => Number(cell(column) || Number.NaN));
    if (Number.isNaN(atMs)) return notATime(row.line, 'ts_iso', cell('ts_iso'));
    if (!underlying)
      return {
        ok: false,
        where: `line ${row.line}`,
        reason: `column underlying: expected an index, was "${cell('underlying')}"`,
      };
    const wrong = prices.find((_, index) => !Number.isFinite(values[index]));
    if (wrong)
      return {
        ok: false,
        where: `line ${row.line}`,
        reason: `column ${wrong}: expected a price, was "${cell(wrong)}"`,
      };
    candles.push({ atMs, securityId: underlying.securityId, prices: values });
  }
  const lengthMs = candleLength(candles);
  return { ok: true, layout, ticks: candles.flatMap((candle) => ticksOf(candle, lengthMs)) };
}

/** The shortest time between two candles of one index. */
function candleLength(candles: readonly Candle[]): number {
  const lastAtMs = new Map<number, number>();
  let shortestMs = Infinity;
  for (const { atMs, securityId } of candles) {
    const beforeMs = lastAtMs.get(securityId);
    if (beforeMs !== undefined && atMs > beforeMs) shortestMs = Math.min(shortestMs, atMs - beforeMs);
    lastAtMs.set(securityId, atMs);
  }
  return Number.isFinite(shortestMs) ? shortestMs : 60 * MS_PER_SECOND;
}

function ticksOf({ atMs, securityId, prices }: Candle, lengthMs: number): CsvTick[] {
  const [open = 0, high = 0, low = 0, close = 0] = prices;
  const isHighFirst = high - open <= open - low;
  const path = isHighFirst ? [open, high, low, close] : [open, low, high, close];
  const thirdMs = Math.floor(lengthMs / 3 / MS_PER_SECOND) * MS_PER_SECOND;
  const times = [0, thirdMs, 2 * thirdMs, lengthMs - MS_PER_SECOND];
  return path.map((ltp, index) => {
    const tickAtMs = atMs + times[index]!;
    return { atMs: tickAtMs, packet: indexTicker(securityId, ltp, tickAtMs) };
  });
}

function indexTicker(securityId: number, ltp: number, atMs: number): Uint8Array {
  const packet = new Uint8Array(PACKET_LENGTHS[RESPONSE_CODES.ticker]);
  const fields = createPacketFields();
  fields.code = RESPONSE_CODES.ticker;
  fields.exchangeSegmentCode = EXCHANGE_SEGMENT_CODES.IDX_I;
  fields.securityId = securityId;
  fields.ltp = ltp;
  fields.ltt = epochMsToLtt(atMs);
  encodePacket(new DataView(packet.buffer), 0, fields);
  return packet;
}

function notATime(line: number, column: string, text: string): CsvTicks {
  return {
    ok: false,
    where: `line ${line}`,
    reason: `column ${column}: expected an ISO time with its zone, was "${text}"`,
  };
}
