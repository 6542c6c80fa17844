import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One strike's call and put priced at 60 digits; rupees, years, yearly fractions. */
export interface ReferencePair {
  readonly forward: number;
  readonly strike: number;
  readonly yearsToExpiry: number;
  readonly volatility: number;
  readonly discount: number;
  readonly call: number;
  readonly put: number;
}

/** The pairs of black76-reference.json, which black76-reference.py writes. */
export function referencePairs(): readonly ReferencePair[] {
  const text = readFileSync(join(import.meta.dirname, 'black76-reference.json'), 'utf8');
  return (JSON.parse(text) as number[][]).map((row) => {
    const [forward, strike, yearsToExpiry, volatility, discount, call, put] = row as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    return { forward, strike, yearsToExpiry, volatility, discount, call, put };
  });
}
