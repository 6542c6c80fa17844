import { EMA } from 'trading-signals';

/**
 * EMA of what it is fed, undefined for the first `length - 1` inputs; several in a row begin one after the other. The library's own rows of EMAs
 * throw within themselves for every candle of their warm-up, which took half of the time of all indicators.
 */
export function exponentialAverage(length: number): (value: number | undefined) => number | undefined {
  const average = new EMA(length);
  let fed = 0;
  return (value) => {
    if (value === undefined) return undefined;
    fed += 1;
    const result = average.update(value, false);
    return fed >= length ? result : undefined;
  };
}
