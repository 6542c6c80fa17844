/** Rows 2e and 2f: the 200-option chain of the original systems, whose premium formula ran over Python dataclasses. */
import { join } from 'node:path';
import { createExpiryChain } from '#engine/market/option-chain.ts';
import { createGreekColumns } from '#engine/pricing/kernel/greek-columns.ts';
import { pairGreeks } from '#engine/pricing/kernel/pair-greeks.ts';
import { seedDecayModel } from '#engine/pricing/seed-decay.ts';
import { pairedRow } from '../bench-row.ts';
import type { BenchRow, Comparison, Skipped } from '../bench-row.ts';
import { benchFile, benchFolder, CLIENT_CPU, hasProgram, PYTHON, startPinned } from '../pinned-process.ts';
import { assertSameFigures, optionChains, readDoubles, SPOT, SPOT_STEP } from './option-chains.ts';

const PASSES = 20_000;
const PYTHON_PASSES = 500;
const ROUNDS = 9;
const INTERVAL = 50;
const TICK = 0.05;

export const legacyBesidePython: Comparison = {
  what: 'price and 4 greeks of 200 options, one tick of the underlying, processor time',
  unit: 'us',
  peer: 'the original premium formula alone over Python dataclasses: ltp, bid and ask',
  measure: () => {
    const [expiry] = optionChains();
    const { columns, years, discount, basis, prices } = expiry!;
    const out = createGreekColumns(prices.length);
    const tick = (spot: number): void => {
      pairGreeks(columns, { forward: spot + basis, years, discount }, out);
    };
    return besidePython(tick, () => {
      const { price, delta } = out;
      for (let leg = 0; leg < prices.length; leg += 2) {
        const strike = columns.strikes[leg >>> 1]!;
        const parity = discount * (SPOT + PASSES * SPOT_STEP + basis - strike);
        if (!(Math.abs(price[leg]! - price[leg + 1]! - parity) < 1e-9 && delta[leg]! >= 0))
          throw new Error(`pricing bench: the call and put of strike ${strike} break parity`);
      }
    });
  },
};

export const legacyTick: Comparison = {
  what: 'seed-decay: 200 options, one tick of the underlying, ltp, bid and ask to the tick, processor time',
  unit: 'us',
  peer: 'the same formula over Python dataclasses, not rounded; equal premiums',
  measure: () => {
    const [expiry] = optionChains();
    const chain = createExpiryChain({
      underlying: 'NIFTY',
      expiry: '2026-02-10',
      expiresAtMs: 0,
      lotSize: 65,
      strikeInterval: INTERVAL,
      tickSize: TICK,
      strikes: [...expiry!.columns.strikes],
    });
    const pricer = seedDecayModel.createPricer(chain);
    return besidePython(
      (spot) => {
        pricer.reprice(spot, 0);
      },
      (premiums) => {
        pricer.reprice(SPOT + PYTHON_PASSES * SPOT_STEP, 0);
        assertSameFigures('premium', chain.ltp, premiums, TICK / 2 + 1e-9);
      },
    );
  },
};

/** `check` gets the premiums of Python's last pass. */
async function besidePython(
  tick: (spot: number) => void,
  check: (premiums: Float64Array) => void,
): Promise<BenchRow | Skipped> {
  if (!hasProgram(PYTHON)) return { skipped: `no ${PYTHON} (apt-get install python3)` };
  const [expiry] = optionChains();
  const out = join(benchFolder(), 'premiums.f64');
  const args = [
    benchFile('peers/legacy-tick.py'),
    out,
    ...[PYTHON_PASSES, SPOT, SPOT_STEP, INTERVAL, ...expiry!.columns.strikes].map(String),
  ];
  return pairedRow({
    better: 'lower',
    rounds: ROUNDS,
    measure: async () => {
      const began = process.cpuUsage();
      for (let pass = 1; pass <= PASSES; pass += 1) tick(SPOT + pass * SPOT_STEP);
      const { user, system } = process.cpuUsage(began);
      const child = startPinned(CLIENT_CPU, PYTHON, args);
      const peer = await child.next<{ readonly seconds: number }>();
      await child.stop();
      check(readDoubles(out));
      return { candidate: (user + system) / PASSES, baseline: (peer.seconds * 1e6) / PYTHON_PASSES };
    },
  });
}
