import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WireEncodeError } from '#engine/errors.ts';
import { double, javaJson } from '#engine/wire/java-json.ts';
import { renderFundLimit } from '#engine/wire/funds-bodies.ts';
import { renderChart } from '#engine/wire/rest-bodies.ts';
import { readJavaJson } from '#test/support/read-java-json.ts';
import { javaTierBodies, sampleFolder } from '#test/support/recorded-bodies.ts';

test.each([
  [0, '0.0'],
  [-0, '-0.0'],
  [1687, '1687.0'],
  [1664.9, '1664.9'],
  [25_984.400390625, '25984.400390625'],
  [9_999_999, '9999999.0'],
  [9_999_999.5, '9999999.5'],
  [1e7, '1.0E7'],
  [17_454_579, '1.7454579E7'],
  [1_737_570_600, '1.7375706E9'],
  [0.001, '0.001'],
  [0.000_99, '9.9E-4'],
  [-12_345_678.25, '-1.234567825E7'],
])('%d as a double is %s', (value, text) => {
  expect(javaJson(double(value))).toBe(text);
});

test('integers, words and absent members are as in any JSON', () => {
  expect(javaJson({ a: 20, b: 'x"y', c: undefined, d: null, e: [true, 17_454_579], f: -0 })).toBe(
    '{"a":20,"b":"x\\"y","d":null,"e":[true,17454579],"f":0}',
  );
});

test('a Float64Array is a list of doubles', () => {
  expect(javaJson({ open: Float64Array.of(1687, 0.05), empty: new Float64Array(0) })).toBe(
    '{"open":[1687.0,0.05],"empty":[]}',
  );
});

test('what has no place on the wire is refused', () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => javaJson(double(value))).toThrow(WireEncodeError);
    expect(() => javaJson(value)).toThrow(WireEncodeError);
  }
  expect(() => javaJson(0.5)).toThrow(/was 0.5/);
});

test('every double is read back as it was', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const text = javaJson(double(value));
      expect(JSON.parse(text)).toBe(value);
      expect(text).toMatch(/^-?\d+\.\d+(E-?\d+)?$/);
    }),
    { numRuns: 2000 },
  );
});

describe('genuine bodies of the Java tier', () => {
  const bodies = javaTierBodies();
  test('there are some', () => expect(bodies.length).toBeGreaterThan(5));
  test.each(bodies)('$file is written again byte for byte', ({ text }) => {
    expect(javaJson(readJavaJson(text))).toBe(text);
  });

  const charts = bodies.filter(({ file }) => /^POST_charts_\w+_200/.test(file));
  const funds = bodies.filter(({ file }) => file.startsWith('GET_fundlimit'));
  test.runIf(charts.length > 0).each(charts)('$file is what the chart routes write', ({ text }) => {
    const { open, high, low, close, volume, timestamp } = JSON.parse(text) as Record<string, number[]>;
    const columns = { open, high, low, close, volume, timestamp };
    const lists = Object.entries(columns).map(([name, list]) => [name, Float64Array.from(list ?? [])]);
    expect(renderChart(Object.fromEntries(lists))).toBe(text);
  });
  test.runIf(sampleFolder() !== undefined)('the sandbox’s funds are what /fundlimit writes', () => {
    const live = renderFundLimit({
      dhanClientId: '1000000001',
      availabelBalance: 115.64,
      sodLimit: 115.64,
      collateralAmount: 0,
      receiveableAmount: 0,
      utilizedAmount: 0,
      blockedPayoutAmount: 0,
      withdrawableBalance: 115.64,
    });
    expect(funds.map(({ text }) => text)).toContain(live);
  });
});
