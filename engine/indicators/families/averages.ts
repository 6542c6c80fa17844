import { DEMA, EMA, HMA, KAMA, MAMA, SMA, VWMA, WMA, ZLEMA } from 'trading-signals';
import { exponentialAverage } from '../exponential-average.ts';
import { lengthParameter, realParameter } from '../indicator.ts';
import type { Calculator, IndicatorDefinition } from '../indicator.ts';

/** Bars that the Hilbert transform of MAMA settles in. */
const MAMA_WARM_UP = 33;
/** Tillson's own choice for T3. */
const VOLUME_FACTOR = 0.7;

/** Moving averages of the close. */
export const AVERAGES: readonly IndicatorDefinition[] = [
  ofLength({
    name: 'SMA',
    title: 'simple moving average',
    formula: 'mean of the close over length candles',
    needs: (length) => length,
    create: (length) => new SMA(length),
  }),
  ofLength({
    name: 'EMA',
    title: 'exponential moving average',
    formula:
      'weight 2 / (length + 1), begun with the first close; pandas-ta begins with the simple mean of the first length closes',
    needs: (length) => length,
    create: (length) => new EMA(length),
  }),
  ofLength({
    name: 'WMA',
    title: 'weighted moving average',
    formula: 'weights 1 to length, the newest close heaviest',
    needs: (length) => length,
    create: (length) => new WMA(length),
  }),
  ofLength({
    name: 'HMA',
    title: 'Hull moving average',
    formula: 'WMA(floor of root of length) of 2 * WMA(floor of half of length) - WMA(length)',
    lengthMin: 2,
    needs: (length) => length + Math.floor(Math.sqrt(length)) - 1,
    create: (length) => new HMA(length),
  }),
  ofLength({
    name: 'DEMA',
    title: 'double exponential moving average',
    formula: '2 * EMA - EMA of EMA, both begun with the first close',
    needs: (length) => 2 * length - 1,
    create: (length) => new DEMA(length),
  }),
  ofLength({
    name: 'TEMA',
    title: 'triple exponential moving average',
    formula:
      '3 * EMA - 3 * EMA of EMA + EMA of EMA of EMA; each begins with the first input past the warm-up of the one before',
    needs: (length) => 3 * (length - 1) + 1,
    create: (length) => tripleAverage(length),
  }),
  {
    name: 'VWMA',
    title: 'volume weighted moving average',
    family: 'average',
    parameters: [lengthParameter(10)],
    outputs: [],
    needsVolume: true,
    formula: 'sum of close * volume / sum of volume over length candles',
    candlesNeeded: ([length = 0]) => length,
    calculator: ([length = 0]) => {
      const average = new VWMA(length);
      return (candle) => average.add(candle) ?? undefined;
    },
  },
  ofLength({
    name: 'ZLEMA',
    title: 'zero lag exponential moving average',
    formula:
      'lag = floor of (length - 1) / 2; EMA with weight 2 / (length + 1) of 2 * close - close of lag candles before, begun with the close of candle lag (of candle 1 without a lag)',
    needs: (length) => length,
    create: (length) => new ZLEMA(length),
  }),
  ofLength({
    name: 'KAMA',
    title: "Kaufman's adaptive moving average",
    formula:
      'weight (efficiency * (2/3 - 2/31) + 2/31) squared; efficiency = net change / sum of absolute changes over length (1 where nothing moved); begun with the close of candle length',
    needs: (length) => length,
    create: (length) => new KAMA(length),
  }),
  {
    name: 'MAMA',
    title: 'MESA adaptive moving average',
    family: 'average',
    parameters: [realParameter('fastlimit', 0.5, 0.01, 0.99), realParameter('slowlimit', 0.05, 0.01, 0.99)],
    order: { low: 'slowlimit', high: 'fastlimit', mayBeEqual: true },
    outputs: ['mama', 'fama'],
    needsVolume: false,
    formula:
      "Ehlers' weight fastlimit / change of phase, at least slowlimit, from the Hilbert transform of the close from candle 13 on; counted from the first close, so that it begins at the market and not at 0",
    candlesNeeded: () => MAMA_WARM_UP,
    calculator: (values) => mesaAverage(values),
  },
  ofLength({
    name: 'T3',
    title: 'T3 moving average',
    formula:
      'c1 * e6 + c2 * e5 + c3 * e4 + c4 * e3 of six EMAs in a row with volume factor a = 0.7: c1 = -a^3, c2 = 3a^2 + 3a^3, c3 = -6a^2 - 3a - 3a^3, c4 = 1 + 3a + a^3 + 3a^2; each begins with the first input past the warm-up of the one before',
    needs: (length) => 6 * (length - 1) + 1,
    create: (length) => sixfoldAverage(length),
  }),
];

function ofLength(average: {
  readonly name: string;
  readonly title: string;
  readonly formula: string;
  readonly lengthMin?: number;
  readonly needs: (length: number) => number;
  readonly create: (length: number) => { add(close: number): number | null | undefined };
}): IndicatorDefinition {
  const { name, title, formula, lengthMin = 1, needs, create } = average;
  return {
    name,
    title,
    family: 'average',
    parameters: [lengthParameter(10, 'length', lengthMin)],
    outputs: [],
    needsVolume: false,
    formula,
    candlesNeeded: ([length = 0]) => needs(length),
    calculator: ([length = 0]) => {
      const average = create(length);
      return ({ close }) => average.add(close) ?? undefined;
    },
  };
}

function tripleAverage(length: number): { add(close: number): number | undefined } {
  const [first, second, third] = averagesInARow(length);
  return {
    add(close) {
      const one = first(close);
      const two = second(one);
      const three = third(two);
      return one === undefined || two === undefined || three === undefined
        ? undefined
        : 3 * one - 3 * two + three;
    },
  };
}

function sixfoldAverage(length: number): { add(close: number): number | undefined } {
  const [first, second, third] = averagesInARow(length);
  const [fourth, fifth, sixth] = averagesInARow(length);
  const a = VOLUME_FACTOR;
  return {
    add(close) {
      const three = third(second(first(close)));
      const four = fourth(three);
      const five = fifth(four);
      const six = sixth(five);
      if (three === undefined || four === undefined || five === undefined || six === undefined)
        return undefined;
      const [c1, c2] = [-(a ** 3), 3 * a ** 2 + 3 * a ** 3];
      const [c3, c4] = [-6 * a ** 2 - 3 * a - 3 * a ** 3, 1 + 3 * a + a ** 3 + 3 * a ** 2];
      return c1 * six + c2 * five + c3 * four + c4 * three;
    },
  };
}

type Average = ReturnType<typeof exponentialAverage>;

function averagesInARow(length: number): readonly [Average, Average, Average] {
  return [exponentialAverage(length), exponentialAverage(length), exponentialAverage(length)];
}

/** Candles are only ever added here, never replaced, so the library need not copy its state for each of them. */
class AddedMama extends MAMA {
  protected override trackState(): void {}
}

/** The library begins at 0; a shift of the prices shifts the result, so the first close is taken off and put back. */
function mesaAverage([fastLimit = 0, slowLimit = 0]: readonly number[]): Calculator {
  const average = new AddedMama({ fastLimit, slowLimit });
  let firstClose: number | undefined;
  return ({ close }) => {
    firstClose ??= close;
    const result = average.add(close - firstClose);
    return result ? { mama: result.mama + firstClose, fama: result.fama + firstClose } : undefined;
  };
}
