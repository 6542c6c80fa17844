import { expect, test } from 'vitest';
import { depthPacketLayouts, placedDepthFields } from '#engine/wire/depth-layout.ts';
import type { DepthFeedLevels } from '#engine/wire/depth-layout.ts';
import { depthPacketLength, encodeDepthDisconnect } from '#engine/wire/depth-packets.ts';
import { readField } from '#engine/wire/field-layout.ts';
import { goldenDepthPackets } from '#test/support/depth-packets.ts';

const SIDES = ([20, 200] as const).flatMap((levels) =>
  (['bid', 'ask'] as const).map((kind) => ({ levels, kind })),
);

test.each(SIDES)(
  'the fields of a $levels-level $kind cover every byte once, in order',
  ({ levels, kind }) => {
    for (const rows of levels === 20 ? [20] : [0, 1, 200])
      expect(endOf(levels, kind, rows)).toBe(depthPacketLength(levels, rows));
  },
);

test('the fields of a disconnect cover all its bytes, the reason in both places', () => {
  const bytes = encodeDepthDisconnect(805);
  expect(endOf(20, 'disconnect', 0)).toBe(bytes.length);
  const view = new DataView(bytes.buffer);
  const values = placedDepthFields(200, 'disconnect', 0).map((field) => [
    field.name,
    readField(view, 0, field),
  ]);
  expect(Object.fromEntries(values)).toMatchObject({ code: 50, reason: 805, reasonAsDocumented: 805 });
});

test.each(goldenDepthPackets())('reading $name by the table gives what the decoder delivers', (golden) => {
  const { levels, bytes, packet } = golden;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = placedDepthFields(levels, packet.kind, packet.rows.length).map((field) => ({
    name: field.level === undefined ? field.name : `${field.name} ${field.level}`,
    value: readField(view, 0, field),
  }));
  const values = Object.fromEntries(read.map(({ name, value }) => [name, value]));
  expect(values).toMatchObject({ securityId: packet.securityId, sequence: packet.sequence });
  for (const [level, row] of packet.rows.entries())
    expect([values[`price ${level}`], values[`quantity ${level}`], values[`orders ${level}`]]).toEqual([
      row.price,
      row.quantity,
      row.orders,
    ]);
});

test('each feed has a bid, an ask and a disconnect, told apart by their codes', () => {
  for (const levels of [20, 200] as const)
    expect(depthPacketLayouts(levels).map(({ kind, code }) => [kind, code])).toEqual([
      ['bid', 41],
      ['ask', 51],
      ['disconnect', 50],
    ]);
});

/** Where the last field ends, every field having begun where the one before it ended. */
function endOf(levels: DepthFeedLevels, kind: 'bid' | 'ask' | 'disconnect', rows: number): number {
  let end = 0;
  for (const { offset, size } of placedDepthFields(levels, kind, rows)) {
    expect(offset).toBe(end);
    end += size;
  }
  return end;
}
