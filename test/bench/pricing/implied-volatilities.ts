/** Rows 3a to 3c: the volatilities that the prices of 2,400 options imply. */
import { join } from 'node:path';
import { BlackScholes } from '@uqee/black-scholes';
import impliedVolatility from 'implied-volatility';
import { RISK_FREE_RATE } from '#engine/pricing/discounting.ts';
import { impliedVolatilities } from '#engine/pricing/kernel/implied-volatilities.ts';
import { timeValueOverVega } from '#engine/pricing/time-value.ts';
import { pairedRow } from '../bench-row.ts';
import type { BenchRow, Comparison } from '../bench-row.ts';
import { benchFolder, CLIENT_CPU, compiledPeer, hasProgram, startPinned } from '../pinned-process.ts';
import { assertSameFigures, optionChains, OPTIONS, readDoubles, SPOT, writeChains } from './option-chains.ts';
import type { BenchExpiry } from './option-chains.ts';

const PASSES = 100;
const ROUNDS = 9;
/** How far off the guesses of row 3c are. */
const GUESS_ERROR = 0.001;
/** Options that the slowest package inverts in one round. */
const PACKAGE_OPTIONS = 120;
const WHAT = `implied volatility of ${OPTIONS} prices, no first guess, processor time; each back to ten digits where the price shows it`;

export const volatilitiesBesideC: Comparison = {
  what: WHAT,
  unit: 'volatilities/s',
  peer: 'the same algorithm in C, -O3, scalar; equal to ten digits',
  async measure() {
    if (!hasProgram('gcc')) return { skipped: 'no gcc (apt-get install gcc libc6-dev)' };
    const chains = optionChains();
    const out = join(benchFolder(), 'volatilities.f64');
    const program = compiledPeer('strike-pairs', ['-fno-tree-vectorize', '-lm']);
    const args = ['volatilities', writeChains(chains), out, String(PASSES), String(SPOT), '0'];
    const solver = createSolver(chains);
    return pairedRow({
      better: 'higher',
      rounds: ROUNDS,
      measure: async () => {
        const seconds = solver.passes(PASSES, 0);
        const child = startPinned(CLIENT_CPU, program, args);
        const peer = await child.next<{ readonly seconds: number }>();
        await child.stop();
        const theirs = readDoubles(out);
        for (const [week, ours] of solver.volatilities.entries()) {
          const begin = week * ours.length * 5;
          assertSameFigures('volatility', ours, theirs.subarray(begin, begin + ours.length), 1e-10);
        }
        return { candidate: rate(PASSES, seconds), baseline: rate(PASSES, peer.seconds) };
      },
    });
  },
};

export const volatilitiesBesideUqee: Comparison = {
  what: WHAT,
  unit: 'volatilities/s',
  peer: '@uqee/black-scholes by Newton-Raphson',
  async measure() {
    const uqee = new BlackScholes({ priceToSigmaMethod: 'newton-raphson' });
    const invert: Inversion = (price, expiry, leg) =>
      uqee.sigma({
        price,
        rate: RISK_FREE_RATE,
        strike: expiry.columns.strikes[leg >>> 1]!,
        time: expiry.years,
        type: leg % 2 === 0 ? 'call' : 'put',
        underlying: SPOT,
      });
    return besideInversion(invert, PASSES / 4, OPTIONS);
  },
};

export const volatilitiesBesidePackage: Comparison = {
  what: WHAT,
  unit: 'volatilities/s',
  peer: 'npm implied-volatility, which stops at a cent',
  measure: () =>
    besideInversion(
      (price, { columns, years }, leg) =>
        impliedVolatility.getImpliedVolatility(
          price,
          SPOT,
          columns.strikes[leg >>> 1]!,
          years,
          RISK_FREE_RATE,
          leg % 2 === 0 ? 'call' : 'put',
        ),
      1,
      PACKAGE_OPTIONS,
    ),
};

export const volatilitiesFromGuesses: Comparison = {
  what: `implied volatility of ${OPTIONS} prices, first guesses ${GUESS_ERROR * 100} % off, processor time`,
  unit: 'volatilities/s',
  peer: 'the same without guesses',
  measure: () => {
    const solver = createSolver(optionChains());
    return pairedRow({
      better: 'higher',
      rounds: ROUNDS,
      measure: () => {
        const seconds = solver.passes(PASSES, 1 + GUESS_ERROR);
        const cold = solver.passes(PASSES, 0);
        return { candidate: rate(PASSES, seconds), baseline: rate(PASSES, cold) };
      },
    });
  },
};

/** The volatility that the price of a leg implies to a package; anything where it finds none. */
type Inversion = (price: number, expiry: BenchExpiry, leg: number) => number;

/** The package inverts `count` options spread over all, `passes` times; how many it misses by over 1 % is noted, not judged. */
function besideInversion(invert: Inversion, passes: number, count: number): Promise<BenchRow> {
  const chains = optionChains();
  const solver = createSolver(chains);
  const stride = OPTIONS / count;
  let missed = 0;
  return pairedRow({
    better: 'higher',
    rounds: ROUNDS,
    measure: () => {
      const seconds = solver.passes(PASSES, 0);
      missed = 0;
      const peerSeconds = timed(() => {
        for (let option = 0; option < passes * OPTIONS; option += stride) {
          const expiry = chains[Math.floor((option % OPTIONS) / (OPTIONS / chains.length))]!;
          const leg = option % expiry.prices.length;
          const volatility = invert(expiry.prices[leg]!, expiry, leg);
          if (!(Math.abs(volatility / expiry.columns.volatilities[leg >>> 1]! - 1) < 0.01)) missed += 1;
        }
      });
      return {
        candidate: rate(PASSES, seconds),
        baseline: (passes * count) / peerSeconds,
      };
    },
    note: () => `the package is over 1 % off, or finds none, for ${Math.round(missed / passes)} of ${count}`,
  });
}

function createSolver(chains: readonly BenchExpiry[]): {
  readonly volatilities: readonly Float64Array[];
  readonly passes: (count: number, guess: number) => number;
} {
  const volatilities = chains.map(({ prices }) => new Float64Array(prices.length));
  const guesses = chains.map(({ columns, prices }) =>
    prices.map((_, leg) => columns.volatilities[leg >>> 1]!),
  );
  /** `guess`: how many times the true volatility the first guess is; 0 for none. Fails when a volatility comes out wrong. */
  const passes = (count: number, guess: number): number => {
    const scaled = guesses.map((column) => column.map((volatility) => volatility * guess));
    const seconds = timed(() => {
      for (let pass = 0; pass < count; pass += 1)
        for (const [week, { columns, prices, basis, years, discount }] of chains.entries()) {
          volatilities[week]!.set(scaled[week]!);
          const market = { forward: SPOT + basis, years, discount };
          impliedVolatilities(columns.strikes, prices, market, volatilities[week]!);
        }
    });
    for (const [week, expiry] of chains.entries()) assertTrue(expiry, volatilities[week]!, guesses[week]!);
    return seconds;
  };
  return { volatilities, passes };
}

/** Each volatility is true as far as the rounding of its price lets it: 1e-13 of the price, divided by its slope, and ten digits. */
function assertTrue(expiry: BenchExpiry, found: Float64Array, truth: Float64Array): void {
  const { columns, prices, basis, years } = expiry;
  for (const [leg, volatility] of truth.entries()) {
    const total = volatility * Math.sqrt(years);
    const strike = columns.strikes[leg >>> 1]!;
    const forward = SPOT + basis;
    const gap = Math.abs(Math.log(forward / strike));
    const timeValue = Math.min(prices[leg]!, prices[leg ^ 1]!);
    const vega = timeValue / timeValueOverVega(gap / total, total / 2);
    const error = volatility * 1e-10 + (1e-13 * (prices[leg]! + forward)) / vega;
    if (error > volatility * 0.1) continue;
    if (!(Math.abs(found[leg]! - volatility) <= error))
      throw new Error(
        `pricing bench: volatility of option ${leg} expected ${volatility} within ${error}, was ${found[leg]}`,
      );
  }
}

function rate(passes: number, seconds: number): number {
  return (OPTIONS * passes) / seconds;
}

function timed(work: () => void): number {
  const began = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1e6;
}
