import { EXCHANGE_SEGMENT_CODES } from '#engine/market/instrument.ts';
import { PACKET_LAYOUTS } from '#engine/wire/packet-layout.ts';
import type { FieldLayout } from '#engine/wire/field-layout.ts';

interface PacketValueFlag {
  /** As commander wants it: `--last-quantity <units>`. */
  readonly flags: string;
  readonly description: string;
}

/** The flags of `packet encode` that give a packet's values: one for each field the byte layout knows. */
export const PACKET_VALUE_FLAGS: readonly PacketValueFlag[] = [
  { flags: '--kind <kind>', description: PACKET_LAYOUTS.map(({ kind }) => kind).join(', ') },
  { flags: '--segment <name>', description: Object.keys(EXCHANGE_SEGMENT_CODES).join(', ') },
  { flags: '--security-id <id>', description: 'as in the scrip master; NIFTY is IDX_I 13' },
  ...bodyFields().map(({ name, unit, meaning }) => ({
    flags: `--${kebabCase(name)} <${unit === 'wire seconds' ? 'time' : unit}>`,
    description:
      unit === 'wire seconds' ? `${meaning}: 2026-11-20T10:15:30 (IST), or the wire's own seconds` : meaning,
  })),
  { flags: '--depth <json>', description: 'list of levels, best first, as decode -f json prints them' },
];

/** Fields of all bodies, each name once. */
function bodyFields(): FieldLayout[] {
  const byName = new Map(PACKET_LAYOUTS.flatMap(({ body }) => body.map((field) => [field.name, field])));
  return [...byName.values()];
}

function kebabCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
