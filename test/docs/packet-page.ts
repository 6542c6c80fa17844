/** docs/wire-packets.md as the byte layout renders it. */
import { depthPacketLayouts } from '#engine/wire/depth-layout.ts';
import type { DepthFeedLevels, DepthPacketLayout } from '#engine/wire/depth-layout.ts';
import { DISCONNECT_REASONS } from '#engine/wire/feed-codes.ts';
import { EXCHANGE_SEGMENT_CODES } from '#engine/market/instrument.ts';
import { HEADER_LAYOUT, PACKET_LAYOUTS } from '#engine/wire/packet-layout.ts';
import type { FieldLayout, RowsLayout } from '#engine/wire/field-layout.ts';
import type { PacketLayout } from '#engine/wire/packet-layout.ts';

/** The whole page, ending with a line feed. */
export function packetPage(): string {
  const lines = [
    '# Packets of the feeds',
    '',
    '<!-- Written by `node test/docs/write-pages.ts` from engine/wire/packet-layout.ts and depth-layout.ts: change those instead. -->',
    '',
    'Numbers are little-endian, integers unsigned, offsets in bytes from the start of the packet. One WebSocket message may hold several',
    'packets back to back; the length in the header leads from one to the next. `preopen packet decode` shows any of them so.',
    '',
    '`wire seconds` are IST wall clock encoded as if it were UTC: 19800 more than the true epoch. A price of the live feed is the',
    '32-bit float nearest to it.',
    '',
    '# Live feed',
    '',
    '## Header',
    '',
    ...fieldTable(HEADER_LAYOUT),
    '',
    `Exchange segments: ${segments()}.`,
    ...PACKET_LAYOUTS.flatMap(packetSection),
    '',
    'Code 1, for an index packet, is listed by the exchange without a layout; an index arrives in the packets above.',
    ...depthFeedSection(20),
    ...depthFeedSection(200),
  ];
  return `${lines.join('\n')}\n`;
}

function packetSection(layout: PacketLayout): string[] {
  const { kind, code, length, meaning, body, depth } = layout;
  return [
    '',
    `## ${kind}: code ${code}, ${length} bytes`,
    '',
    `${meaning[0]!.toUpperCase()}${meaning.slice(1)}.`,
    '',
    ...(body.length === 0 ? ['Nothing follows its header.'] : fieldTable(body)),
    ...(depth ? rowsTable(depth, `${depth.levels} levels of depth`) : []),
    ...(kind === 'disconnect' ? ['', ...reasonTable()] : []),
  ];
}

function depthFeedSection(levels: DepthFeedLevels): string[] {
  return [
    '',
    `# ${levels}-level depth feed`,
    '',
    `The header has another order than the live feed's. ${
      levels === 20
        ? 'A side is always filled up to 20 rows with zeros.'
        : 'A side ends with the last row its header counts.'
    }`,
    ...depthPacketLayouts(levels).flatMap(depthPacketSection),
  ];
}

function depthPacketSection({ kind, code, meaning, fields, rows }: DepthPacketLayout): string[] {
  return [
    '',
    `## ${kind}: code ${code}`,
    '',
    `${meaning[0]!.toUpperCase()}${meaning.slice(1)}.`,
    '',
    ...fieldTable(fields),
    ...(rows ? rowsTable(rows, `${rows.levels === 20 ? '' : 'up to '}${rows.levels} levels`) : []),
  ];
}

function rowsTable({ offset, rowLength, row }: RowsLayout, what: string): string[] {
  return [
    '',
    `From byte ${offset} on: ${what}, ${rowLength} bytes each, best first. Offsets within a level:`,
    '',
    ...fieldTable(row),
  ];
}

function fieldTable(fields: readonly FieldLayout[]): string[] {
  const rows = fields.map(
    ({ offset, size, type, name, unit, meaning }) =>
      `| ${offset} | ${size} | ${type} | \`${name}\` | ${unit} | ${meaning} |`,
  );
  return ['| offset | size | type | field | unit | meaning |', '|---|---|---|---|---|---|', ...rows];
}

function reasonTable(): string[] {
  const rows = Object.entries(DISCONNECT_REASONS).map(([reason, meaning]) => `| ${reason} | ${meaning} |`);
  return ['| reason | meaning |', '|---|---|', ...rows];
}

function segments(): string {
  return Object.entries(EXCHANGE_SEGMENT_CODES)
    .map(([name, code]) => `${code} \`${name}\``)
    .join(', ');
}
