/** How a number lies in a binary message, as data: for codecs, explanations and documents alike. */

/** Bytes of each number format; all are little-endian. */
export const WIRE_TYPE_SIZES = { u8: 1, u16: 2, u32: 4, f32: 4, f64: 8 } as const;

/** How a number is written. */
export type WireType = keyof typeof WIRE_TYPE_SIZES;

/** What a number counts; `wire seconds` are IST wall clock encoded as if it were UTC. */
export type FieldUnit =
  | 'code'
  | 'bytes'
  | 'id'
  | 'rupees'
  | 'units'
  | 'orders'
  | 'rows'
  | 'count'
  | 'wire seconds';

/** One number. `offset` counts from the start of its packet, in a row from the start of the row. */
export interface FieldLayout<Name extends string = string> {
  readonly offset: number;
  readonly size: number;
  readonly type: WireType;
  readonly name: Name;
  readonly unit: FieldUnit;
  readonly meaning: string;
}

/** Rows of market depth: at most `levels` of them from `offset`, `rowLength` bytes each, best first. */
export interface RowsLayout<Name extends string = string> {
  readonly offset: number;
  readonly levels: number;
  readonly rowLength: number;
  readonly row: readonly FieldLayout<Name>[];
}

/** A field at its place in the whole packet; `level` is the depth row it is of. */
export interface PlacedField<Name extends string = string> extends FieldLayout<Name> {
  readonly level: number | undefined;
}

/** `fields` as they are, then those of `count` rows, each at its offset from the start of the packet. */
export function placeFields<Name extends string>(
  fields: readonly FieldLayout<Name>[],
  rows: RowsLayout<Name> | undefined,
  count: number = rows?.levels ?? 0,
): PlacedField<Name>[] {
  const placed: PlacedField<Name>[] = fields.map((one) => ({ ...one, level: undefined }));
  if (!rows) return placed;
  for (let level = 0; level < count; level += 1)
    for (const one of rows.row)
      placed.push({ ...one, level, offset: rows.offset + level * rows.rowLength + one.offset });
  return placed;
}

/** The number a field holds, as it stands on the wire; `at` is the byte of the view where the packet starts. */
export function readField(view: DataView, at: number, { type, offset }: FieldLayout): number {
  switch (type) {
    case 'u8':
      return view.getUint8(at + offset);
    case 'u16':
      return view.getUint16(at + offset, true);
    case 'u32':
      return view.getUint32(at + offset, true);
    case 'f32':
      return view.getFloat32(at + offset, true);
    case 'f64':
      return view.getFloat64(at + offset, true);
  }
}

/** A row of a layout table, its size that of its type. */
export function field<Name extends string>(
  offset: number,
  type: WireType,
  name: Name,
  unit: FieldUnit,
  meaning: string,
): FieldLayout<Name> {
  return { offset, size: WIRE_TYPE_SIZES[type], type, name, unit, meaning };
}
