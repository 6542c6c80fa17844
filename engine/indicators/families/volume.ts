import { AD, MFI, OBV, VWAP } from 'trading-signals';
import { istDay } from '../../market/ist-time.ts';
import { lengthParameter } from '../indicator.ts';
import type { Calculator, IndicatorDefinition } from '../indicator.ts';

/** What the traded volume says. */
export const VOLUME: readonly IndicatorDefinition[] = [
  {
    name: 'OBV',
    title: 'on-balance volume',
    family: 'volume',
    parameters: [],
    outputs: [],
    needsVolume: true,
    formula: 'sum of the volume of rising closes less that of falling ones, from the second candle on',
    candlesNeeded: () => 2,
    calculator: () => {
      const balance = new OBV(2);
      return (candle) => balance.add(candle) ?? undefined;
    },
  },
  {
    name: 'AD',
    title: 'accumulation/distribution line',
    family: 'volume',
    parameters: [],
    outputs: [],
    needsVolume: true,
    formula: 'sum of volume * (2 * close - high - low) / (high - low); a candle without a range adds 0',
    candlesNeeded: () => 1,
    calculator: () => {
      const line = new AD();
      return (candle) => line.add(candle) ?? undefined;
    },
  },
  {
    name: 'VWAP',
    title: 'volume weighted average price',
    family: 'volume',
    parameters: [],
    outputs: [],
    needsVolume: true,
    formula: 'sum of (high + low + close) / 3 * volume / sum of volume since the first candle of the IST day',
    candlesNeeded: () => 1,
    calculator: averageSinceOpen,
  },
  {
    name: 'MFI',
    title: 'money flow index',
    family: 'volume',
    parameters: [lengthParameter(14)],
    outputs: [],
    needsVolume: true,
    formula:
      '100 * rising / (rising + falling) flow over length candles; flow = (high + low + close) / 3 * volume; 50 where nothing flowed',
    candlesNeeded: ([length = 0]) => length + 1,
    calculator: ([length = 0]) => {
      const flow = new MFI(length);
      return (candle) => flow.add(candle) ?? undefined;
    },
  },
];

/** Begins anew on every IST day; a candle without volume leaves the average where it was. */
function averageSinceOpen(): Calculator {
  let day = Number.NaN;
  let average = new VWAP();
  return (candle) => {
    const candleDay = istDay(candle.startMs);
    if (candleDay !== day) {
      day = candleDay;
      average = new VWAP();
    }
    return average.add(candle) ?? average.getResult() ?? undefined;
  };
}
