/** The packet tables as `x-binary-layout`, the extension that says where every byte of a binary message belongs. */
import { depthPacketLayouts } from '#engine/wire/depth-layout.ts';
import type { DepthFeedLevels } from '#engine/wire/depth-layout.ts';
import type { FieldLayout, RowsLayout } from '#engine/wire/field-layout.ts';
import { FIRST_VERSION_LOGIN_LAYOUT } from '#engine/wire/first-version-login.ts';
import { HEADER_LAYOUT, PACKET_LAYOUTS } from '#engine/wire/packet-layout.ts';
import type { JsonObject } from './json-schema.ts';

/** Messages of the live feed by kind. */
export function livePacketMessages(): Readonly<Record<string, JsonObject>> {
  return Object.fromEntries(
    PACKET_LAYOUTS.map(({ kind, code, length, meaning, body, depth }) => [
      kind,
      binaryMessage(`code ${code}: ${meaning}`, { length, fields: [...HEADER_LAYOUT, ...body], rows: depth }),
    ]),
  );
}

/** Messages of a depth feed by kind. Bid and ask of several instruments may stand in one WebSocket message. */
export function depthPacketMessages(levels: DepthFeedLevels): Readonly<Record<string, JsonObject>> {
  return Object.fromEntries(
    depthPacketLayouts(levels).map(({ kind, code, meaning, fields, rows }) => [
      kind,
      binaryMessage(`code ${code}: ${meaning}`, { length: undefined, fields, rows }),
    ]),
  );
}

/** The login of the API's first version. */
export function firstVersionLoginMessage(): JsonObject {
  const last = FIRST_VERSION_LOGIN_LAYOUT.at(-1)!;
  return octets("the binary login of the API's first version, for a connection without a query", {
    byteOrder: 'little-endian',
    length: last.offset + last.size,
    fields: FIRST_VERSION_LOGIN_LAYOUT,
  });
}

function binaryMessage(
  summary: string,
  layout: {
    readonly length: number | undefined;
    readonly fields: readonly FieldLayout[];
    readonly rows: RowsLayout | undefined;
  },
): JsonObject {
  const { length, fields, rows } = layout;
  return octets(summary, {
    byteOrder: 'little-endian',
    ...(length === undefined ? {} : { length }),
    fields: fields.map(fieldJson),
    ...(rows
      ? {
          rows: {
            offset: rows.offset,
            levels: rows.levels,
            rowLength: rows.rowLength,
            fields: rows.row.map(fieldJson),
          },
        }
      : {}),
  });
}

function fieldJson({ offset, size, type, name, unit, meaning }: FieldLayout): JsonObject {
  return { offset, size, type, name, unit, meaning };
}

function octets(summary: string, layout: JsonObject): JsonObject {
  return {
    summary,
    contentType: 'application/octet-stream',
    payload: { type: 'string', format: 'binary' },
    'x-binary-layout': layout,
  };
}
