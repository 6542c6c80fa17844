/** The live feed's packets as rows of a table, and back: `recording export csv` and `import csv`. */
import { EXCHANGE_SEGMENT_CODES } from '../market/instrument.ts';
import type { ExchangeSegment } from '../market/instrument.ts';
import { PACKET_LENGTHS, RESPONSE_CODES } from '../wire/feed-codes.ts';
import { createPacketFields, encodePacket, exchangeSegmentOf } from '../wire/feed-packets.ts';
import type { PacketFields } from '../wire/feed-packets.ts';

/** Fields of a packet that stand in a row, by column; the book is left out. */
const VALUE_COLUMNS = {
  ltp: 'ltp',
  ltt: 'ltt',
  last_quantity: 'lastQuantity',
  average_price: 'averagePrice',
  volume: 'volume',
  total_buy_quantity: 'totalBuyQuantity',
  total_sell_quantity: 'totalSellQuantity',
  open: 'open',
  high: 'high',
  low: 'low',
  close: 'close',
  oi: 'oi',
  previous_close: 'previousClose',
  previous_oi: 'previousOi',
} as const satisfies Readonly<Record<string, keyof PacketFields>>;

type ValueColumn = keyof typeof VALUE_COLUMNS;

/** Columns of the table. `at`: ISO with the zone, ms; `ltt`: the wire's seconds; prices in rupees. */
export const TICK_COLUMNS = [
  'at',
  'connection',
  'segment',
  'security_id',
  'kind',
  ...keysOf(VALUE_COLUMNS),
] as const;

const TRADE: readonly ValueColumn[] = [
  'ltp',
  'last_quantity',
  'ltt',
  'average_price',
  'volume',
  'total_sell_quantity',
  'total_buy_quantity',
  'open',
  'close',
  'high',
  'low',
];

/** What a kind of packet carries. */
const KINDS: Readonly<
  Record<string, { readonly code: keyof typeof PACKET_LENGTHS; readonly columns: readonly ValueColumn[] }>
> = {
  ticker: { code: RESPONSE_CODES.ticker, columns: ['ltp', 'ltt'] },
  quote: { code: RESPONSE_CODES.quote, columns: TRADE },
  full: { code: RESPONSE_CODES.full, columns: [...TRADE, 'oi'] },
  oi: { code: RESPONSE_CODES.oi, columns: ['oi'] },
  previousClose: { code: RESPONSE_CODES.previousClose, columns: ['previous_close', 'previous_oi'] },
};

/** A row without its line end; undefined for a packet that is no price. */
export function tickRow(fields: PacketFields, at: string, connection: number): string | undefined {
  const [kind, layout] = Object.entries(KINDS).find(([, { code }]) => code === fields.code) ?? [];
  if (kind === undefined || !layout) return undefined;
  const values = keysOf(VALUE_COLUMNS).map((column) =>
    layout.columns.includes(column) ? fields[VALUE_COLUMNS[column]] : '',
  );
  const segment = exchangeSegmentOf(fields.exchangeSegmentCode) ?? fields.exchangeSegmentCode;
  return [at, connection, segment, fields.securityId, kind, ...values].join(',');
}

/** The packet of a row, by column; `reason` names the column that is wrong. A full packet comes back without its book. */
export function packetOfRow(
  cell: (column: string) => string,
): { readonly ok: true; readonly packet: Uint8Array } | { readonly ok: false; readonly reason: string } {
  const kind = KINDS[cell('kind')];
  if (!kind)
    return {
      ok: false,
      reason: `column kind: expected ${Object.keys(KINDS).join(', ')}, was "${cell('kind')}"`,
    };
  const segment = EXCHANGE_SEGMENT_CODES[cell('segment') as ExchangeSegment] as number | undefined;
  if (segment === undefined)
    return { ok: false, reason: `column segment: expected a segment, was "${cell('segment')}"` };
  const fields = { ...createPacketFields(), code: kind.code, exchangeSegmentCode: segment };
  for (const column of ['security_id', ...kind.columns] as const) {
    const text = cell(column);
    const value = Number(text);
    if (text === '' || !Number.isFinite(value))
      return { ok: false, reason: `column ${column}: expected a number, was "${text}"` };
    fields[column === 'security_id' ? 'securityId' : VALUE_COLUMNS[column]] = value;
  }
  const packet = new Uint8Array(PACKET_LENGTHS[kind.code]);
  encodePacket(new DataView(packet.buffer), 0, fields);
  return { ok: true, packet };
}

function keysOf<Key extends string>(table: Readonly<Record<Key, unknown>>): readonly Key[] {
  return Object.keys(table) as Key[];
}
