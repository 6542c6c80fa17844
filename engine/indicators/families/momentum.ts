import {
  AO,
  EMA,
  FisherTransform,
  MACD,
  MAD,
  MOM,
  Period,
  ROC,
  RSI,
  SMA,
  StochasticOscillator,
  WilliamsR,
} from 'trading-signals';
import { exponentialAverage } from '../exponential-average.ts';
import { lengthParameter, realParameter } from '../indicator.ts';
import type { Calculator, IndicatorDefinition } from '../indicator.ts';

/** Differences below it are the rounding of floating-point numbers, not a move. */
const STANDS_STILL = 1e-9;
const AO_FAST = 5;
const AO_SLOW = 34;
const fastBelowSlow = { low: 'fast', high: 'slow', mayBeEqual: false } as const;

/** How fast prices move, and whether that is far for them. */
export const MOMENTUM: readonly IndicatorDefinition[] = [
  {
    name: 'RSI',
    title: 'relative strength index',
    family: 'momentum',
    parameters: [lengthParameter(14, 'length', 2), realParameter('scalar', 100, 0.01, 10_000)],
    outputs: [],
    needsVolume: false,
    formula:
      'scalar * gain / (gain + loss); gain and loss are Wilder averages of the rises and falls of the close, begun with the mean of the first length changes; scalar where nothing fell. pandas-ta without TA-Lib begins with a weighted mean instead',
    candlesNeeded: ([length = 0]) => length + 1,
    calculator: ([length = 0, scalar = 0]) => {
      const rsi = new RSI(length);
      return ({ close }) => scaled(rsi.add(close), scalar / 100);
    },
  },
  {
    name: 'STOCH',
    title: 'stochastic oscillator',
    family: 'momentum',
    parameters: [lengthParameter(14, 'k'), lengthParameter(3, 'd'), lengthParameter(3, 'smooth_k')],
    outputs: ['k', 'd'],
    needsVolume: false,
    formula:
      'k = mean over smooth_k of 100 * (close - lowest low) / (highest high - lowest low) over k candles; d = mean of k over d; 0 where nothing moved',
    candlesNeeded: ([k = 0, d = 0, smoothK = 0]) => k + smoothK + d - 2,
    calculator: ([k = 0, d = 0, smoothK = 0]) => {
      const stochastic = new StochasticOscillator({ kPeriod: k, dPeriod: d, kSlowingPeriod: smoothK });
      return (candle) => {
        const result = stochastic.add(candle);
        return result ? { k: result.stochK, d: result.stochD } : undefined;
      };
    },
  },
  {
    name: 'STOCHRSI',
    title: 'stochastic RSI',
    family: 'momentum',
    parameters: [
      lengthParameter(14),
      lengthParameter(14, 'rsi_length', 2),
      lengthParameter(3, 'k'),
      lengthParameter(3, 'd'),
    ],
    outputs: ['k', 'd'],
    needsVolume: false,
    formula:
      'k = mean over k of 100 * (rsi - lowest rsi) / (highest rsi - lowest rsi) over length values of RSI(rsi_length); d = mean of k over d; 0 where the RSI stood still',
    candlesNeeded: ([length = 0, rsiLength = 0, k = 0, d = 0]) => rsiLength + length + k + d - 2,
    calculator: (values) => stochasticRsi(values),
  },
  {
    name: 'MACD',
    title: 'moving average convergence divergence',
    family: 'momentum',
    parameters: [lengthParameter(12, 'fast'), lengthParameter(26, 'slow'), lengthParameter(9, 'signal')],
    order: fastBelowSlow,
    outputs: ['macd', 'signal', 'histogram'],
    needsVolume: false,
    formula:
      'macd = EMA(fast) - EMA(slow) of the close; signal = EMA of macd from the slow-th candle on; histogram = macd - signal; EMAs begin with their first input, where pandas-ta begins with a simple mean',
    candlesNeeded: ([, slow = 0, signal = 0]) => slow + signal - 1,
    calculator: ([fast = 0, slow = 0, signal = 0]) => {
      const macd = new MACD(new EMA(fast), new EMA(slow), new EMA(signal));
      return ({ close }) => {
        const result = macd.add(close);
        return result ? { macd: result.macd, signal: result.signal, histogram: result.histogram } : undefined;
      };
    },
  },
  {
    name: 'CCI',
    title: 'commodity channel index',
    family: 'momentum',
    parameters: [lengthParameter(14)],
    outputs: [],
    needsVolume: false,
    formula:
      '(typical - mean typical) / (0.015 * mean absolute deviation) over length candles; typical = (high + low + close) / 3; 0 where nothing deviates',
    candlesNeeded: ([length = 0]) => length,
    calculator: ([length = 0]) => channelIndex(length),
  },
  {
    name: 'MOM',
    title: 'momentum',
    family: 'momentum',
    parameters: [lengthParameter(10)],
    outputs: [],
    needsVolume: false,
    formula: 'close - close of length candles before',
    candlesNeeded: ([length = 0]) => length + 1,
    calculator: ([length = 0]) => {
      const momentum = new MOM(length);
      return ({ close }) => momentum.add(close) ?? undefined;
    },
  },
  {
    name: 'ROC',
    title: 'rate of change',
    family: 'momentum',
    parameters: [lengthParameter(10)],
    outputs: [],
    needsVolume: false,
    formula: '100 * (close - close of length candles before) / close of length candles before',
    candlesNeeded: ([length = 0]) => length + 1,
    calculator: ([length = 0]) => {
      const rate = new ROC(length);
      return ({ close }) => scaled(rate.add(close), 100);
    },
  },
  {
    name: 'TSI',
    title: 'true strength index',
    family: 'momentum',
    parameters: [lengthParameter(13, 'fast'), lengthParameter(25, 'slow'), lengthParameter(13, 'signal')],
    order: fastBelowSlow,
    outputs: ['tsi', 'signal'],
    needsVolume: false,
    formula:
      'tsi = 100 * EMA(fast) of EMA(slow) of the change of the close / the same of the absolute change; signal = EMA of tsi; each EMA begins with the first input that is past the warm-up of the one before; 0 where nothing moved',
    candlesNeeded: ([fast = 0, slow = 0, signal = 0]) => fast + slow + signal - 1,
    calculator: (values) => trueStrength(values),
  },
  {
    name: 'WILLR',
    title: 'Williams %R',
    family: 'momentum',
    parameters: [lengthParameter(14)],
    outputs: [],
    needsVolume: false,
    formula:
      '-100 * (highest high - close) / (highest high - lowest low) over length candles; -100 where nothing moved',
    candlesNeeded: ([length = 0]) => length,
    calculator: ([length = 0]) => {
      const williams = new WilliamsR(length);
      return (candle) => williams.add(candle) ?? undefined;
    },
  },
  {
    name: 'AO',
    title: 'awesome oscillator',
    family: 'momentum',
    parameters: [],
    outputs: [],
    needsVolume: false,
    formula: 'mean over 5 less mean over 34 candles of (high + low) / 2',
    candlesNeeded: () => AO_SLOW,
    calculator: () => {
      const oscillator = new AO(AO_FAST, AO_SLOW);
      return (candle) => oscillator.add(candle) ?? undefined;
    },
  },
  {
    name: 'PPO',
    title: 'percentage price oscillator',
    family: 'momentum',
    parameters: [lengthParameter(12, 'fast'), lengthParameter(26, 'slow'), lengthParameter(9, 'signal')],
    order: fastBelowSlow,
    outputs: ['ppo', 'signal', 'histogram'],
    needsVolume: false,
    formula:
      'ppo = 100 * (EMA(fast) - EMA(slow)) / EMA(slow) of the close; signal = EMA of ppo from the slow-th candle on; histogram = ppo - signal; pandas-ta takes simple means for fast and slow',
    candlesNeeded: ([, slow = 0, signal = 0]) => slow + signal - 1,
    calculator: (values) => percentageOscillator(values),
  },
  {
    name: 'FISHER',
    title: 'Fisher transform',
    family: 'momentum',
    parameters: [lengthParameter(9)],
    outputs: [],
    needsVolume: false,
    formula:
      'atanh(x) + half of the last value; x = 0.66 * (place of (high + low) / 2 between its extremes over length candles, less 0.5) + 0.67 * last x, held within 0.999; both begin at 0; an empty range counts as 0.001',
    candlesNeeded: ([length = 0]) => length,
    calculator: ([length = 0]) => {
      const fisher = new FisherTransform(length);
      return (candle) => fisher.add(candle) ?? undefined;
    },
  },
];

function trueStrength([fast = 0, slow = 0, signal = 0]: readonly number[]): Calculator {
  const [moves, movesAgain] = [exponentialAverage(slow), exponentialAverage(fast)];
  const [sizes, sizesAgain] = [exponentialAverage(slow), exponentialAverage(fast)];
  const smoothed = exponentialAverage(signal);
  const momentum = new MOM(1);
  return ({ close }) => {
    const move = momentum.add(close) ?? undefined;
    const part = movesAgain(moves(move));
    const whole = sizesAgain(sizes(move === undefined ? undefined : Math.abs(move)));
    if (part === undefined || whole === undefined) return undefined;
    const tsi = whole === 0 ? 0 : (100 * part) / whole;
    const line = smoothed(tsi);
    return line === undefined ? undefined : { tsi, signal: line };
  };
}

function percentageOscillator([fast = 0, slow = 0, signal = 0]: readonly number[]): Calculator {
  const [quick, lazy, smoothed] = [
    exponentialAverage(fast),
    exponentialAverage(slow),
    exponentialAverage(signal),
  ];
  return ({ close }) => {
    const [short, long] = [quick(close), lazy(close)];
    if (short === undefined || long === undefined) return undefined;
    const ppo = (100 * (short - long)) / long;
    const line = smoothed(ppo);
    return line === undefined ? undefined : { ppo, signal: line, histogram: ppo - line };
  };
}

/** The library's own divides by the rounding of its mean in a market that stands still, so it is put together from its parts. */
function channelIndex(length: number): Calculator {
  const average = new SMA(length);
  const deviations = new MAD(length);
  return ({ high, low, close }) => {
    const typical = (high + low + close) / 3;
    const mean = average.add(typical);
    const deviation = deviations.add(typical);
    if (mean === null || deviation === null) return undefined;
    return deviation < STANDS_STILL ? 0 : (typical - mean) / (0.015 * deviation);
  };
}

/** The library's own skips values that are 0 and has one length for both windows, so it is put together from its parts. */
function stochasticRsi([length = 0, rsiLength = 0, k = 0, d = 0]: readonly number[]): Calculator {
  const rsi = new RSI(rsiLength);
  const period = new Period(length);
  const smoothK = new SMA(k);
  const smoothD = new SMA(d);
  return ({ close }) => {
    const strength = rsi.add(close);
    const range = strength === null ? null : period.add(strength);
    if (strength === null || range === null) return undefined;
    const width = range.highest - range.lowest;
    const lineK = smoothK.add(width < STANDS_STILL ? 0 : (100 * (strength - range.lowest)) / width);
    const lineD = lineK === null ? null : smoothD.add(lineK);
    return lineK === null || lineD === null ? undefined : { k: lineK, d: lineD };
  };
}

function scaled(value: number | null, factor: number): number | undefined {
  return value === null ? undefined : value * factor;
}
