/** The WebAssembly kernel beside its scalar twin: prices alone, columns copied in and out. */
import { scalarKernel } from '#engine/pricing/kernel/scalar-strike-pairs.ts';
import { createSimdKernel } from '#engine/pricing/kernel/simd-strike-pairs.ts';
import type { StrikeKernel } from '#engine/pricing/kernel/strike-pairs.ts';
import { pairedRow } from '../bench-row.ts';
import type { Comparison } from '../bench-row.ts';
import { assertSameFigures, optionChains, OPTIONS, SPOT, SPOT_STEP } from './option-chains.ts';

const PASSES = 1000;
const ROUNDS = 9;

export const simdBesideScalars: Comparison = {
  what: `prices of ${OPTIONS} options as WebAssembly, processor time`,
  unit: 'options/s',
  peer: 'the scalar kernel; every price within 1e-9',
  async measure() {
    const simd = createSimdKernel();
    if (!simd) return { skipped: 'no WebAssembly vector instructions here' };
    return pairedRow({
      better: 'higher',
      rounds: ROUNDS,
      measure: () => {
        const candidate = measurePasses(simd);
        const baseline = measurePasses(scalarKernel);
        assertSameFigures('price', candidate.prices, baseline.prices, 1e-9);
        return { candidate: candidate.rate, baseline: baseline.rate };
      },
    });
  },
};

function measurePasses({ price }: StrikeKernel): { readonly rate: number; readonly prices: number[] } {
  const chains = optionChains();
  const began = process.cpuUsage();
  for (let pass = 1; pass <= PASSES; pass += 1)
    for (const { columns, years, discount, basis, prices } of chains)
      price(columns, { forward: SPOT + pass * SPOT_STEP + basis, years, discount }, prices);
  const { user, system } = process.cpuUsage(began);
  return {
    rate: (OPTIONS * PASSES * 1e6) / (user + system),
    prices: chains.flatMap(({ prices }) => [...prices]),
  };
}
