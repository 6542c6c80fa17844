import { Aroon, PSAR, SuperTrend, TR, WSMA } from 'trading-signals';
import type { Candle } from '../../candles/candle.ts';
import { lengthParameter, realParameter } from '../indicator.ts';
import type { Calculator, IndicatorDefinition } from '../indicator.ts';

/** Which way prices go, and how surely. */
export const TREND: readonly IndicatorDefinition[] = [
  {
    name: 'ADX',
    title: 'average directional index',
    family: 'trend',
    parameters: [lengthParameter(14)],
    outputs: ['adx', 'plus_di', 'minus_di'],
    needsVolume: false,
    formula:
      'Wilder: directional moves and true ranges from the second candle on, averaged from the mean of the first length; the greater move counts, equal ones do not; adx = Wilder average of 100 * difference / sum of the two; 0 where nothing moved',
    candlesNeeded: ([length = 0]) => 2 * length,
    calculator: ([length = 0]) => directionalIndex(length),
  },
  {
    name: 'PSAR',
    title: 'parabolic stop and reverse',
    family: 'trend',
    parameters: [realParameter('af', 0.02, 0.001, 1), realParameter('max_af', 0.2, 0.001, 1)],
    order: { low: 'af', high: 'max_af', mayBeEqual: false },
    outputs: [],
    needsVolume: false,
    formula:
      'Wilder: begins with the second candle, long where its middle is not below that of the first, at the other extreme of the first; a stop that turns long within its own candle is set 0.01 below the low',
    candlesNeeded: () => 2,
    calculator: ([af = 0, maxAf = 0]) => {
      const stop = new AddedPsar({ accelerationStep: af, accelerationMax: maxAf });
      return (candle) => stop.add(candle) ?? undefined;
    },
  },
  {
    name: 'SUPERTREND',
    title: 'supertrend',
    family: 'trend',
    parameters: [lengthParameter(7), realParameter('multiplier', 3, 0.01, 100)],
    outputs: ['supertrend', 'direction'],
    needsVolume: false,
    formula:
      '(high + low) / 2 plus and minus multiplier * ATR, each band held until it tightens or the last close was beyond it; direction 1 is up (lower band), -1 down; it begins down, where pandas-ta begins up',
    candlesNeeded: ([length = 0]) => length,
    calculator: ([length = 0, multiplier = 0]) => {
      const trend = new SuperTrend({ interval: length, multiplier });
      return (candle) => {
        const result = trend.add(candle);
        return result
          ? { supertrend: result.supertrend, direction: result.trend === 'BULLISH' ? 1 : -1 }
          : undefined;
      };
    },
  },
  {
    name: 'AROON',
    title: 'Aroon',
    family: 'trend',
    parameters: [lengthParameter(14)],
    outputs: ['aroon_up', 'aroon_down', 'oscillator'],
    needsVolume: false,
    formula:
      '100 * (length - candles since the highest high) / length, the same of the lowest low, and their difference; over length + 1 candles, the newest of equal extremes counts',
    candlesNeeded: ([length = 0]) => length + 1,
    calculator: ([length = 0]) => {
      const aroon = new Aroon(length);
      return (candle) => {
        const result = aroon.add(candle);
        if (!result) return undefined;
        const { aroonUp, aroonDown } = result;
        return { aroon_up: aroonUp, aroon_down: aroonDown, oscillator: aroonUp - aroonDown };
      };
    },
  },
];

/** Candles are only ever added here, never replaced, so the library need not copy its state for each of them. */
class AddedPsar extends PSAR {
  protected override trackState(): void {}
}

/** The library's ADX counts both of two equal moves and is not a number for ever after a still market, so only its averages are used. */
function directionalIndex(length: number): Calculator {
  const trueRange = new TR();
  const [range, plus, minus, index] = [
    new WSMA(length),
    new WSMA(length),
    new WSMA(length),
    new WSMA(length),
  ];
  let last: Candle | undefined;
  return (candle) => {
    const latestRange = trueRange.update(candle, false);
    const previous = last;
    last = candle;
    if (!previous) return undefined;
    const up = candle.high - previous.high;
    const down = previous.low - candle.low;
    const averageRange = range.add(latestRange);
    const averagePlus = plus.add(up > down && up > 0 ? up : 0);
    const averageMinus = minus.add(down > up && down > 0 ? down : 0);
    if (averageRange === null || averagePlus === null || averageMinus === null) return undefined;
    const plusDi = percentOf(averagePlus, averageRange);
    const minusDi = percentOf(averageMinus, averageRange);
    const adx = index.add(percentOf(Math.abs(plusDi - minusDi), plusDi + minusDi));
    return adx === null ? undefined : { adx, plus_di: plusDi, minus_di: minusDi };
  };
}

function percentOf(part: number, whole: number): number {
  return whole === 0 ? 0 : (100 * part) / whole;
}
