/** docs/wire-packets.md as the byte layout renders it. */
import { DISCONNECT_REASONS } from '#engine/wire/feed-codes.ts';
import { EXCHANGE_SEGMENT_CODES } from '#engine/market/instrument.ts';
import { HEADER_LAYOUT, PACKET_LAYOUTS } from '#engine/wire/packet-layout.ts';
import type { FieldLayout, PacketLayout } from '#engine/wire/packet-layout.ts';

/** The whole page, ending with a line feed. */
export function packetPage(): string {
  const lines = [
    '# Packets of the live feed',
    '',
    '<!-- Written by `node test/docs/write-pages.ts` from engine/wire/packet-layout.ts: change that instead. -->',
    '',
    'Numbers are little-endian, integers unsigned, offsets in bytes from the start of the packet. One WebSocket message may hold several',
    'packets back to back; the length in the header leads from one to the next. `preopen packet decode` shows any of them so.',
    '',
    '`wire seconds` are IST wall clock encoded as if it were UTC: 19800 more than the true epoch. A price is the 32-bit float nearest to it.',
    '',
    '## Header',
    '',
    ...fieldTable(HEADER_LAYOUT),
    '',
    `Exchange segments: ${segments()}.`,
    ...PACKET_LAYOUTS.flatMap(packetSection),
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
    ...fieldTable(body),
    ...(depth
      ? [
          '',
          `From byte ${depth.offset} on: ${depth.levels} levels of depth, ${depth.rowLength} bytes each, best first. Offsets within a level:`,
          '',
          ...fieldTable(depth.row),
        ]
      : []),
    ...(kind === 'disconnect' ? ['', ...reasonTable()] : []),
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
