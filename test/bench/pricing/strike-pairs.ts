/** Rows 2a to 2d: price, delta, gamma, theta and vega of 2,400 options after one move of the underlying. */
import { join } from 'node:path';
import { BlackScholes } from '@uqee/black-scholes';
import blackScholes from 'black-scholes';
import greeks from 'greeks';
import { black76Price } from '#engine/pricing/black76.ts';
import { RISK_FREE_RATE } from '#engine/pricing/discounting.ts';
import { createGreekColumns } from '#engine/pricing/kernel/greek-columns.ts';
import type { PriceColumns } from '#engine/pricing/kernel/greek-columns.ts';
import { pairGreeks } from '#engine/pricing/kernel/pair-greeks.ts';
import { pairedRow } from '../bench-row.ts';
import type { BenchRow, Comparison, Skipped } from '../bench-row.ts';
import {
  benchFile,
  benchFolder,
  CLIENT_CPU,
  compiledPeer,
  hasProgram,
  hasPythonModules,
  PYTHON,
  startPinned,
} from '../pinned-process.ts';
import {
  assertSameFigures,
  optionChains,
  OPTIONS,
  readDoubles,
  SPOT,
  SPOT_STEP,
  writeChains,
} from './option-chains.ts';
import type { BenchExpiry } from './option-chains.ts';

const PASSES = 400;
/** Passes of the packages that need milliseconds for one. */
const SLOW_PASSES = 2;
const ROUNDS = 9;
const COLUMNS = ['price', 'delta', 'gamma', 'theta', 'vega'] as const;

/** Passes, and where the underlying goes in them, as the peers read it. */
const WALK = [PASSES, SPOT, SPOT_STEP].map(String);

const WHAT = `price and 4 greeks of ${OPTIONS} options, processor time`;

export const pairsBesideC: Comparison = {
  what: WHAT,
  unit: 'options/s',
  peer: 'the same strike-pair kernel in C, -O3, scalar; every figure within 1e-9',
  measure: async () =>
    hasProgram('gcc')
      ? besideProgram((file, out) => [
          compiledPeer('strike-pairs', ['-fno-tree-vectorize', '-lm']),
          'greeks',
          file,
          out,
          ...WALK,
        ])
      : { skipped: 'no gcc (apt-get install gcc libc6-dev)' },
};

export const pairsBesideNumpy: Comparison = {
  what: WHAT,
  unit: 'options/s',
  peer: 'the same kernel in numpy and scipy, vectorised over all strikes; every figure within 1e-9',
  measure: async () =>
    hasPythonModules(['numpy', 'scipy'])
      ? besideProgram((file, out) => [PYTHON, benchFile('peers/strike-pairs.py'), file, out, ...WALK])
      : { skipped: `no numpy and scipy for ${PYTHON} (apt-get install python3-numpy python3-scipy)` },
};

export const pairsBesideUqee: Comparison = {
  what: WHAT,
  unit: 'options/s',
  peer: '@uqee/black-scholes in double precision; every price, gamma and vega within 1e-9',
  measure: () => besidePackage(PASSES / 8, uqeeFigures, 1e-9),
};

export const pairsBesidePackages: Comparison = {
  what: WHAT,
  unit: 'options/s',
  peer: 'npm black-scholes and greeks; every price, gamma and vega within 1e-4',
  measure: () => besidePackage(SLOW_PASSES, packageFigures, 1e-4),
};

async function besideProgram(
  command: (file: string, out: string) => readonly string[],
): Promise<BenchRow | Skipped> {
  const chains = optionChains();
  const out = join(benchFolder(), 'figures.f64');
  const [program, ...args] = command(writeChains(chains), out);
  const ours = createPricer(chains);
  return pairedRow({
    better: 'higher',
    rounds: ROUNDS,
    measure: async () => {
      const seconds = ours.passes(PASSES);
      const child = startPinned(CLIENT_CPU, program!, args);
      const peer = await child.next<{ readonly seconds: number }>();
      await child.stop();
      assertReference(chains, ours.columns);
      assertSameFigures('figure', ours.columns.flatMap(figuresOf), readDoubles(out), 1e-9);
      return { candidate: rate(PASSES, seconds), baseline: rate(PASSES, peer.seconds) };
    },
  });
}

/** The price, gamma and vega of an option, and what else the package works out beside. */
type PackageFigures = (spot: number, expiry: BenchExpiry, leg: number) => readonly [number, number, number];

function besidePackage(passes: number, figures: PackageFigures, error: number): Promise<BenchRow> {
  const chains = optionChains();
  const ours = createPricer(chains);
  const theirs = chains.map(({ prices }) => new Float64Array(prices.length * 3));
  return pairedRow({
    better: 'higher',
    rounds: ROUNDS,
    measure: () => {
      const seconds = ours.passes(PASSES);
      const peerSeconds = timed(() => {
        for (let pass = PASSES - passes + 1; pass <= PASSES; pass += 1)
          for (const [week, expiry] of chains.entries())
            writeFigures(theirs[week]!, figures, SPOT + pass * SPOT_STEP, expiry);
      });
      for (const [week, { price, gamma, vega }] of ours.columns.entries())
        for (const [offset, column] of [price, gamma, vega].entries())
          assertSameFigures(
            'figure',
            column,
            theirs[week]!.filter((_, index) => index % 3 === offset),
            error,
          );
      return { candidate: rate(PASSES, seconds), baseline: rate(passes, peerSeconds) };
    },
  });
}

function writeFigures(out: Float64Array, figures: PackageFigures, spot: number, expiry: BenchExpiry): void {
  for (let leg = 0; leg < expiry.prices.length; leg += 1) {
    const [price, gamma, vega] = figures(spot, expiry, leg);
    out[leg * 3] = price;
    out[leg * 3 + 1] = gamma;
    out[leg * 3 + 2] = vega;
  }
}

const uqee = new BlackScholes({ sigmaToPricePrecision: 'double' });

function uqeeFigures(
  spot: number,
  { columns, years, discount, basis }: BenchExpiry,
  leg: number,
): readonly [number, number, number] {
  const option = uqee.option({
    rate: RISK_FREE_RATE,
    sigma: columns.volatilities[leg >>> 1]!,
    strike: columns.strikes[leg >>> 1]!,
    time: years,
    type: leg % 2 === 0 ? 'call' : 'put',
    underlying: (spot + basis) * discount,
  });
  return [option.price, option.gamma * discount * discount, option.vega / 100];
}

function packageFigures(
  spot: number,
  { columns, years, discount, basis }: BenchExpiry,
  leg: number,
): readonly [number, number, number] {
  const at = (spot + basis) * discount;
  const strike = columns.strikes[leg >>> 1]!;
  const volatility = columns.volatilities[leg >>> 1]!;
  const side = leg % 2 === 0 ? 'call' : 'put';
  greeks.getDelta(at, strike, years, volatility, RISK_FREE_RATE, side);
  greeks.getTheta(at, strike, years, volatility, RISK_FREE_RATE, side);
  return [
    blackScholes.blackScholes(at, strike, years, volatility, RISK_FREE_RATE, side),
    greeks.getGamma(at, strike, years, volatility, RISK_FREE_RATE) * discount * discount,
    greeks.getVega(at, strike, years, volatility, RISK_FREE_RATE),
  ];
}

function createPricer(chains: readonly BenchExpiry[]): {
  readonly columns: readonly PriceColumns[];
  readonly passes: (count: number) => number;
} {
  const columns = chains.map(({ prices }) => createGreekColumns(prices.length));
  const passes = (count: number): number =>
    timed(() => {
      for (let pass = 1; pass <= count; pass += 1)
        for (const [week, { columns: strikes, years, discount, basis }] of chains.entries())
          pairGreeks(strikes, { forward: SPOT + pass * SPOT_STEP + basis, years, discount }, columns[week]!);
    });
  return { columns, passes };
}

/** The last pass's prices beside the one-option pricer, which is held to reference prices of 60 digits. */
function assertReference(chains: readonly BenchExpiry[], columns: readonly PriceColumns[]): void {
  for (const [week, { columns: strikes, years, discount, basis, prices }] of chains.entries()) {
    const reference = prices.map((_, leg) =>
      black76Price({
        forward: SPOT + PASSES * SPOT_STEP + basis,
        strike: strikes.strikes[leg >>> 1]!,
        volatility: strikes.volatilities[leg >>> 1]!,
        yearsToExpiry: years,
        discount,
        optionType: leg % 2 === 0 ? 'CE' : 'PE',
      }),
    );
    assertSameFigures('price', columns[week]!.price, reference, 1e-9);
  }
}

function figuresOf(columns: PriceColumns): number[] {
  return COLUMNS.flatMap((name) => [...columns[name]]);
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
