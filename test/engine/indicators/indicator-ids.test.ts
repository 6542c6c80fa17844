import { expect, test } from 'vitest';
import { INDICATORS } from '#engine/indicators/indicator-catalogue.ts';
import {
  formatIndicatorId,
  indicatorFromParameters,
  parseIndicatorId,
} from '#engine/indicators/indicator-ids.ts';

const DOCUMENTED =
  'RSI STOCH STOCHRSI MACD CCI MOM ROC TSI WILLR AO PPO SMA EMA WMA HMA DEMA TEMA VWMA ZLEMA KAMA MAMA T3 ATR NATR BBANDS KC DC OBV AD ADX VWAP MFI PSAR SUPERTREND AROON FISHER';

test('the catalogue is the 36 documented names', () => {
  const names = INDICATORS.map(({ name }) => name);
  expect(names.toSorted()).toEqual(DOCUMENTED.split(' ').toSorted());
  expect(names).toHaveLength(36);
});

test.each([
  ['RSI_14', 'RSI_14_100'],
  ['rsi', 'RSI_14_100'],
  ['RSI_21_1', 'RSI_21_1'],
  ['MACD', 'MACD_12_26_9'],
  ['BBANDS_20_2.0', 'BBANDS_20_2'],
  ['MAMA_0.5_0.05', 'MAMA_0.5_0.05'],
  ['VWAP', 'VWAP'],
])('%s is %s', (id, full) => {
  const parsed = parseIndicatorId(id);
  expect(parsed.ok && formatIndicatorId(parsed.value)).toBe(full);
});

test.each(INDICATORS.map(({ name }) => name))('%s with its defaults reads back as itself', (name) => {
  const parsed = parseIndicatorId(name);
  if (!parsed.ok) throw new Error(parsed.error);
  expect(parseIndicatorId(formatIndicatorId(parsed.value))).toEqual(parsed);
});

test.each([
  ['NOPE_14', 'Unknown indicator "NOPE": expected one of RSI, '],
  ['', 'Unknown indicator ""'],
  ['RSI_0', 'RSI expects length from 2 to 1000, a whole number, was 0'],
  ['RSI_1001', 'RSI expects length from 2 to 1000, a whole number, was 1001'],
  ['RSI_14.5', 'RSI expects length from 2 to 1000, a whole number, was 14.5'],
  ['RSI_x', '"RSI_x" says "x": expected length from 2 to 1000, a whole number (RSI(length, scalar))'],
  ['RSI_1e1', '"RSI_1e1" says "1e1": expected length from 2 to 1000'],
  ['RSI_', '"RSI_" says "": expected length from 2 to 1000'],
  ['SMA_10_5', '"SMA_10_5" has 2 parameters: expected at most 1 (SMA(length))'],
  ['AO_5', '"AO_5" has 1 parameters: expected at most 0 (AO())'],
  ['MACD_26_12_9', 'MACD expects fast below slow, was 26 and 12'],
  ['PSAR_0.2_0.2', 'PSAR expects af below max_af, was 0.2 and 0.2'],
  ['MAMA_0.05_0.5', 'MAMA expects slowlimit at most fastlimit, was 0.5 and 0.05'],
])('"%s" is refused: %s', (id, start) => {
  const parsed = parseIndicatorId(id);
  expect(parsed.ok ? undefined : parsed.error.slice(0, start.length)).toBe(start);
});

test('parameters by name take the place of those in an id, and a wrong name lists the right ones', () => {
  const named = indicatorFromParameters('macd', { slow: 30 });
  expect(named.ok && formatIndicatorId(named.value)).toBe('MACD_12_30_9');
  expect(indicatorFromParameters('RSI', { period: 14 })).toEqual({
    ok: false,
    error: 'RSI has no parameter "period": expected RSI(length, scalar)',
  });
  expect(indicatorFromParameters('RSI', { length: Number.NaN }).ok).toBe(false);
});
