import { ATR, BollingerBands, DonchianChannels, NATR } from 'trading-signals';
import type { BandsResult } from 'trading-signals';
import type { Candle } from '../../candles/candle.ts';
import { exponentialAverage } from '../exponential-average.ts';
import { lengthParameter, realParameter } from '../indicator.ts';
import type { IndicatorDefinition, IndicatorParameter } from '../indicator.ts';

const multiplier = (name: string, value: number): IndicatorParameter => realParameter(name, value, 0.01, 100);

/** How far prices swing. */
export const VOLATILITY: readonly IndicatorDefinition[] = [
  {
    name: 'ATR',
    title: 'average true range',
    family: 'volatility',
    parameters: [lengthParameter(14)],
    outputs: [],
    needsVolume: false,
    formula:
      'Wilder average of the true range, begun with the mean of the first length; the true range of the first candle is high - low',
    candlesNeeded: ([length = 0]) => length,
    calculator: ([length = 0]) => {
      const range = new ATR(length);
      return (candle) => range.add(candle) ?? undefined;
    },
  },
  {
    name: 'NATR',
    title: 'normalised average true range',
    family: 'volatility',
    parameters: [lengthParameter(14)],
    outputs: [],
    needsVolume: false,
    formula: '100 * ATR / close',
    candlesNeeded: ([length = 0]) => length,
    calculator: ([length = 0]) => {
      const range = new NATR(length);
      return (candle) => range.add(candle) ?? undefined;
    },
  },
  bands({
    name: 'BBANDS',
    title: 'Bollinger bands',
    parameters: [lengthParameter(20), multiplier('std', 2)],
    formula: 'middle = SMA of the close; the others std population standard deviations away',
    create: ([length = 0, std = 0]) => {
      const bollinger = new BollingerBands(length, std);
      return ({ close }) => bollinger.add(close);
    },
  }),
  bands({
    name: 'KC',
    title: 'Keltner channels',
    parameters: [lengthParameter(20), multiplier('scalar', 2)],
    formula:
      'middle = EMA of the close, begun with the first; the others scalar * ATR(length) away, where pandas-ta takes an EMA of the true range',
    create: ([length = 0, scalar = 0]) => {
      const average = exponentialAverage(length);
      const range = new ATR(length);
      return (candle) => {
        const middle = average(candle.close);
        const width = range.add(candle);
        if (middle === undefined || width === null) return null;
        return { lower: middle - scalar * width, middle, upper: middle + scalar * width };
      };
    },
  }),
  bands({
    name: 'DC',
    title: 'Donchian channels',
    parameters: [lengthParameter(20)],
    formula: 'highest high and lowest low over length candles, middle between them',
    create: ([length = 0]) => {
      const donchian = new DonchianChannels(length);
      return (candle) => donchian.add(candle);
    },
  }),
];

function bands(channel: {
  readonly name: string;
  readonly title: string;
  readonly parameters: readonly IndicatorParameter[];
  readonly formula: string;
  readonly create: (values: readonly number[]) => (candle: Candle) => BandsResult | null;
}): IndicatorDefinition {
  const { create, ...described } = channel;
  return {
    ...described,
    family: 'volatility',
    outputs: ['lower', 'middle', 'upper'],
    needsVolume: false,
    candlesNeeded: ([length = 0]) => length,
    calculator: (values) => {
      const next = create(values);
      return (candle) => next(candle) ?? undefined;
    },
  };
}
