/** The 2,400 options that every pricer of the benchmark prices: 12 expiries, a week apart, of 100 strikes on a smile. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { discountFactor } from '#engine/pricing/discounting.ts';
import { createStrikeColumns, priceStrikePairs } from '#engine/pricing/kernel/strike-pairs.ts';
import type { StrikeColumns } from '#engine/pricing/kernel/strike-pairs.ts';
import { benchFolder } from '../pinned-process.ts';

export const SPOT = 24_500;
/** What the underlying moves by with every pass: nothing may be kept from the one before. */
export const SPOT_STEP = 0.35;
const EXPIRIES = 12;
const STRIKES = 100;
export const OPTIONS = EXPIRIES * STRIKES * 2;

export interface BenchExpiry {
  readonly columns: StrikeColumns;
  readonly years: number;
  readonly discount: number;
  /** Forward less spot, rupees. */
  readonly basis: number;
  /** Per leg at SPOT, rupees. */
  readonly prices: Float64Array;
}

export function optionChains(): BenchExpiry[] {
  return Array.from({ length: EXPIRIES }, (_, week) => {
    const columns = createStrikeColumns(
      Float64Array.from({ length: STRIKES }, (_, index) => SPOT + (index - STRIKES / 2) * 50),
    );
    for (const [index, strike] of columns.strikes.entries()) {
      const distance = (strike - SPOT) / SPOT;
      columns.volatilities[index] = 0.11 - 0.2 * distance + 4 * distance * distance;
    }
    const years = ((week + 1) * 7) / 365;
    const discount = discountFactor(years);
    const basis = SPOT / discount - SPOT;
    const prices = new Float64Array(STRIKES * 2);
    priceStrikePairs(columns, { forward: SPOT + basis, years, discount }, prices);
    return { columns, years, discount, basis, prices };
  });
}

/** The chains as the peers in C and Python read them (peers/strike-pairs.c says how); returns the file. */
export function writeChains(chains: readonly BenchExpiry[]): string {
  const numbers = chains.flatMap(({ columns, years, discount, basis, prices }) => [
    years,
    discount,
    basis,
    ...columns.strikes,
    ...columns.logStrikes,
    ...columns.volatilities,
    ...prices,
  ]);
  const file = join(benchFolder(), 'option-chains.f64');
  writeFileSync(file, new Uint8Array(Float64Array.of(EXPIRIES, STRIKES, ...numbers).buffer));
  return file;
}

/** The doubles that a peer wrote. */
export function readDoubles(file: string): Float64Array {
  const bytes = readFileSync(file);
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

/** Fails unless every figure is within `error` of the other's. */
export function assertSameFigures(
  what: string,
  ours: ArrayLike<number>,
  theirs: ArrayLike<number>,
  error: number,
): void {
  if (ours.length !== theirs.length || ours.length === 0)
    throw new Error(`pricing bench: ${what}: expected ${theirs.length} figures, were ${ours.length}`);
  for (let index = 0; index < ours.length; index += 1)
    if (!(Math.abs(ours[index]! - theirs[index]!) <= error))
      throw new Error(
        `pricing bench: ${what} of option ${index} expected ${theirs[index]} within ${error}, was ${ours[index]}`,
      );
}
