import { array, assert, integer, property, record } from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { expect, test } from 'vitest';
import type { RecordedChain } from '#engine/replay/recording.ts';
import {
  createChainColumnsState,
  decodeChainColumns,
  encodeChainColumns,
} from '#scenarios/recording-columns.ts';

const LEGS = 3;
const price = integer({ min: 0, max: 10_000_000 }).map((paise) => paise / 100);
const quantity = integer({ min: 0, max: 1_000_000_000_000 });
const column = (value: Arbitrary<number>) =>
  array(value, { minLength: LEGS, maxLength: LEGS }).map((values) => Float64Array.from(values));
const chain: Arbitrary<RecordedChain> = record({
  ltp: column(price),
  bid: column(price),
  bidQuantity: column(quantity),
  ask: column(price),
  askQuantity: column(quantity),
  volume: column(quantity),
  oi: column(quantity),
});

const decode = (...bytes: number[]) => decodeChainColumns(createChainColumnsState(1), Uint8Array.from(bytes));

test('any run of chains decodes to itself', () => {
  assert(
    property(array(chain, { minLength: 1, maxLength: 5 }), (chains) => {
      const writing = createChainColumnsState(LEGS);
      const reading = createChainColumnsState(LEGS);
      for (const expected of chains)
        expect(decodeChainColumns(reading, encodeChainColumns(writing, expected))).toEqual(expected);
    }),
  );
});

test('a chain that did not change is one zero byte per value', () => {
  assert(
    property(chain, (steady) => {
      const state = createChainColumnsState(LEGS);
      encodeChainColumns(state, steady);
      expect([...encodeChainColumns(state, steady)]).toEqual(Array.from({ length: 7 * LEGS }, () => 0));
    }),
  );
});

test('bytes that end early, go on too long or never end a number are refused', () => {
  expect(() => decode(0, 0, 0, 0, 0, 0)).toThrow(/ends inside/);
  expect(() => decode(0, 0, 0, 0, 0, 0, 0, 0)).toThrow(/1 bytes too many/);
  expect(() => decode(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1)).toThrow(/more than 8 bytes/);
});
