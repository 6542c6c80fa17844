import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { EXCHANGE_SEGMENT_CODES } from '#engine/market/instrument.ts';
import { epochMsToLtt } from '#engine/market/ist-time.ts';
import { RESPONSE_CODES } from '#engine/wire/feed-codes.ts';
import { createPacketFields, encodePacket } from '#engine/wire/feed-packets.ts';
import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';
import { LEG_QUOTE_LENGTH, createLegColumns, encodeLegQuote } from '#mock-dhan/feed/leg-quote.ts';
import { totalBuyQuantity, totalSellQuantity } from '#mock-dhan/world/depth-levels.ts';
import type { World } from '#mock-dhan/world/world.ts';
import { FIRST_LEG_ID, createSmallWorld } from '#test/support/small-world.ts';

const price = fc.float({ min: 0, max: 200_000, noNaN: true });
const quantity = fc.integer({ min: 0, max: 400_000_000 });
const leg = fc.record({
  ltp: price,
  lastQuantity: quantity,
  lastTradeAtMs: fc.oneof(fc.constant(0), fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 })),
  averagePrice: price,
  volume: quantity,
  bid: price,
  bidQuantity: quantity,
  ask: price,
  askQuantity: quantity,
  open: price,
  high: price,
  low: price,
  previousClose: price,
});

test('a leg’s quote straight from the board is byte for byte the quote of the general encoder', () => {
  fc.assert(
    fc.property(leg, (values) => {
      const { world, index } = legOf(values);
      const bytes = new Uint8Array(LEG_QUOTE_LENGTH + 2);
      const columns = createLegColumns(world.board, world.universe, WIRE_PROFILES.observed);
      expect(encodeLegQuote(new DataView(bytes.buffer), 1, columns, index)).toBe(true);
      expect([...bytes]).toEqual([0, ...generalQuote(world, index), 0]);
    }),
  );
});

test.each([
  ['ltp', Number.NaN],
  ['high', Number.POSITIVE_INFINITY],
  ['volume', 2 ** 32],
  ['volume', -1],
  ['lastQuantity', 0.5],
  ['bidQuantity', 2 ** 31],
] as const)('%s of %d is left to the general encoder, which tells what is wrong with it', (column, value) => {
  const { world, index } = legOf({ [column]: value });
  const columns = createLegColumns(world.board, world.universe, WIRE_PROFILES.observed);
  const view = new DataView(new ArrayBuffer(LEG_QUOTE_LENGTH));
  expect(encodeLegQuote(view, 0, columns, index)).toBe(false);
  expect(() => generalQuote(world, index)).toThrow(/^encode \w+: expected/);
});

function legOf(values: Readonly<Record<string, number>>): { readonly world: World; readonly index: number } {
  const world = createSmallWorld();
  const index = world.universe.indexOf('NSE_FNO', FIRST_LEG_ID);
  for (const [column, value] of Object.entries(values))
    (world.board as unknown as Record<string, Float64Array>)[column]![index] = value;
  return { world, index };
}

function generalQuote({ board }: World, index: number): Uint8Array {
  const fields = createPacketFields();
  const tradeAtMs = board.lastTradeAtMs[index]!;
  Object.assign(fields, {
    code: RESPONSE_CODES.quote,
    exchangeSegmentCode: EXCHANGE_SEGMENT_CODES.NSE_FNO,
    securityId: FIRST_LEG_ID,
    ltp: board.ltp[index],
    lastQuantity: board.lastQuantity[index],
    ltt: tradeAtMs === 0 ? 0 : epochMsToLtt(tradeAtMs),
    averagePrice: board.averagePrice[index],
    volume: board.volume[index],
    totalSellQuantity: totalSellQuantity(board, index),
    totalBuyQuantity: totalBuyQuantity(board, index),
    open: board.open[index],
    close: board.previousClose[index],
    high: board.high[index],
    low: board.low[index],
  });
  const bytes = new Uint8Array(LEG_QUOTE_LENGTH);
  encodePacket(new DataView(bytes.buffer), 0, fields);
  return bytes;
}
