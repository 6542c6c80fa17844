/** A packet as a person writes it (JSON, flags) turned into the encoder's record, with every value held against the byte layout. */
import { ConfigError } from '../errors.ts';
import { EXCHANGE_SEGMENT_CODES } from '../market/instrument.ts';
import type { ExchangeSegment } from '../market/instrument.ts';
import { MS_PER_MINUTE, epochMsToLtt, istDate, istTimeOfDay, istToEpochMs } from '../market/ist-time.ts';
import { createPacketFields } from './packet-fields.ts';
import type { PacketFields } from './packet-fields.ts';
import { HEADER_LAYOUT, PACKET_LAYOUTS } from './packet-layout.ts';
import type { PacketLayout } from './packet-layout.ts';
import type { FieldLayout, RowsLayout, WireType } from './field-layout.ts';

type Values = Readonly<Record<string, unknown>>;

/** The types that are no floats. */
const INTEGER_MAX: Readonly<Partial<Record<WireType, number>>> = {
  u8: 0xff,
  u16: 0xffff,
  u32: 0xffff_ffff,
};
const FLOAT32_MAX = 3.4028234663852886e38;
/** `ltt` as text: date and time of day, then nothing or IST, Z, or an offset. */
const SPOKEN_TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(?:\.\d+)?\s*(IST|Z|[+-]\d\d:\d\d)?$/;
const IST_OFFSET_MINUTES = 330;

/**
 * The encoder's record for an object with FeedPacket's keys. `kind`, the instrument and the kind's first field must be given (no
 * instrument for a disconnect and a market status); whatever else is left out is 0. `ltt` is a number of wire seconds or text such as `2026-11-20T10:15:30`,
 * IST unless it names a zone. Errors: ConfigError naming the field, the accepted range and what was given.
 */
export function packetFieldsFrom(input: unknown): PacketFields {
  const values = objectOf(input, 'packet');
  const layout = layoutOf(values['kind']);
  refuseUnknown(values, layout);
  const fields = createPacketFields();
  fields.code = layout.code;
  const namesNone = NAMING_NO_INSTRUMENT.has(layout.kind);
  fields.exchangeSegmentCode = segmentCode(values['exchangeSegment'] ?? (namesNone ? 'IDX_I' : undefined));
  const securityId = HEADER_LAYOUT.find(({ name }) => name === 'securityId')!;
  fields.securityId = numberFor(securityId, values['securityId'] ?? (namesNone ? 0 : undefined));
  const record = fields as unknown as Record<string, number>;
  for (const [index, field] of layout.body.entries()) {
    const key = field.name === 'reason' ? 'disconnectReason' : field.name;
    record[key] = numberFor(field, values[field.name] ?? (index === 0 ? undefined : 0));
  }
  if (layout.depth) fillDepth(fields, layout.depth, values['depth'] ?? []);
  return fields;
}

/** Kinds whose segment and security id mean nothing. */
const NAMING_NO_INSTRUMENT: ReadonlySet<PacketLayout['kind']> = new Set(['disconnect', 'market-status']);

function objectOf(input: unknown, name: string): Values {
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input as Values;
  throw new ConfigError(
    `${name}: expected an object, was ${shown(input)}. Give the packet that decode prints.`,
  );
}

function layoutOf(kind: unknown): PacketLayout {
  const layout = PACKET_LAYOUTS.find((candidate) => candidate.kind === kind);
  if (layout) return layout;
  throw new ConfigError(
    `kind: expected one of ${PACKET_LAYOUTS.map((one) => one.kind).join(', ')}, was ${shown(kind)}.`,
  );
}

function refuseUnknown(values: Values, { kind, body, depth }: PacketLayout): void {
  const known = ['kind', 'exchangeSegment', 'securityId', ...body.map(({ name }) => name)];
  if (depth) known.push('depth');
  refuseOthers(values, known, `a field of packet ${kind}`);
}

function refuseOthers(values: Values, known: readonly string[], what: string): void {
  const unknown = Object.keys(values).find((key) => !known.includes(key));
  if (unknown !== undefined)
    throw new ConfigError(
      `${unknown}: expected ${what}: ${known.join(', ')}. Leave it out or correct its name.`,
    );
}

function segmentCode(value: unknown): number {
  const names = Object.keys(EXCHANGE_SEGMENT_CODES);
  if (typeof value === 'string' && names.includes(value))
    return EXCHANGE_SEGMENT_CODES[value as ExchangeSegment];
  throw new ConfigError(`exchangeSegment: expected one of ${names.join(', ')}, was ${shown(value)}.`);
}

function fillDepth(fields: PacketFields, { levels, row }: RowsLayout, given: unknown): void {
  if (!Array.isArray(given) || given.length > levels)
    throw new ConfigError(
      `depth: expected a list of at most ${levels} levels, was ${Array.isArray(given) ? `${given.length} levels` : shown(given)}.`,
    );
  const names = row.map(({ name }) => name);
  for (const [level, one] of given.entries()) {
    const values = objectOf(one, `depth[${level}]`);
    refuseOthers(values, names, `a field of depth[${level}]`);
    const columns = fields.depth as unknown as Readonly<Record<string, Float64Array>>;
    for (const field of row)
      columns[field.name]![level] = numberFor(
        field,
        values[field.name] ?? 0,
        `depth[${level}].${field.name}`,
      );
  }
}

function numberFor(field: FieldLayout, given: unknown, name: string = field.name): number {
  const value = field.unit === 'wire seconds' && typeof given === 'string' ? secondsOf(given, name) : given;
  if (typeof value === 'number' && isCarried(field.type, value)) return value;
  const remedy = given === undefined ? ' It must be given.' : '';
  throw new ConfigError(`${name}: expected ${rangeOf(field)}, was ${shown(given)}.${remedy}`);
}

function isCarried(type: WireType, value: number): boolean {
  const max = INTEGER_MAX[type];
  if (max === undefined) return Number.isFinite(Math.fround(value));
  return Number.isInteger(value) && value >= 0 && value <= max;
}

function rangeOf({ type, unit }: FieldLayout): string {
  const max = INTEGER_MAX[type];
  if (max === undefined) return `a price in rupees from -${FLOAT32_MAX} to ${FLOAT32_MAX}`;
  const range = `an integer from 0 to ${max}`;
  return unit === 'wire seconds'
    ? `${range} (wire seconds), or an IST time such as 2026-11-20T10:15:30`
    : range;
}

/** Wire seconds of a spoken time; errors name the field. */
function secondsOf(text: string, name: string): number {
  const [, date = '', minute = '', second = ':00', zone = 'IST'] = SPOKEN_TIME.exec(text) ?? [];
  const istMs = istToEpochMs(date, minute + second);
  if (date === '' || istDate(istMs) !== date || istTimeOfDay(istMs) !== minute + second)
    throw new ConfigError(
      `${name}: expected wire seconds or a time such as 2026-11-20T10:15:30 (IST, or with Z or +hh:mm), was "${text}".`,
    );
  return epochMsToLtt(istMs + (IST_OFFSET_MINUTES - zoneMinutes(zone)) * MS_PER_MINUTE);
}

/** Minutes east of Greenwich. */
function zoneMinutes(zone: string): number {
  if (zone === 'IST') return IST_OFFSET_MINUTES;
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4));
  return zone.startsWith('-') ? -minutes : minutes;
}

function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}
