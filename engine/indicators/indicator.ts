import type { Candle } from '../candles/candle.ts';

/** What an indicator tells of a candle: one number, or one per output (`{macd, signal, histogram}`). Always finite. */
export type IndicatorValue = number | Readonly<Record<string, number>>;

/** Fed every candle in order; undefined where the formula has no value yet. */
export type Calculator = (candle: Candle) => IndicatorValue | undefined;

/** One number that an indicator is told, both ends of the range accepted. */
export interface IndicatorParameter {
  readonly name: string;
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly isInteger: boolean;
}

/** An indicator of the catalogue. Parameter values are passed in the order of `parameters`. */
export interface IndicatorDefinition {
  readonly name: string;
  readonly title: string;
  readonly family: 'momentum' | 'average' | 'volatility' | 'volume' | 'trend';
  readonly parameters: readonly IndicatorParameter[];
  /** Two parameters of which the first must be lower than (or at most) the second. */
  readonly order?: { readonly low: string; readonly high: string; readonly mayBeEqual: boolean };
  /** Names in a value of several numbers; empty when it is one number. */
  readonly outputs: readonly string[];
  /** Says nothing about a symbol that trades no volume, such as an index. */
  readonly needsVolume: boolean;
  /** The formula with its smoothing and its start, in one line of text; where pandas-ta does otherwise it says so. */
  readonly formula: string;
  /** Candles from the first one to the first value. */
  candlesNeeded(values: readonly number[]): number;
  calculator(values: readonly number[]): Calculator;
}

/** Longest window; with it `1 + 6 * (length - 1)` candles, T3's need, stay countable. */
const LENGTH_MAX = 1000;

/** A window in candles. `min` is above 1 where the formula divides by nothing, or sees no move, within one candle. */
export function lengthParameter(value: number, name = 'length', min = 1): IndicatorParameter {
  return { name, default: value, min, max: LENGTH_MAX, isInteger: true };
}

/** Any real number from `min` to `max`. */
export function realParameter(name: string, value: number, min: number, max: number): IndicatorParameter {
  return { name, default: value, min, max, isInteger: false };
}
