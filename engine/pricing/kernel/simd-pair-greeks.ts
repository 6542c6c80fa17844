/** Prices and clean greeks as WebAssembly, compiled from assembly/pair-greeks.ts. */
import type { PriceColumns } from './greek-columns.ts';
import { greekScales } from './greek-scales.ts';
import { PAIR_GREEKS_WASM } from './pair-greeks-wasm.ts';
import { greeksByScalars } from './scalar-pair-greeks.ts';
import type { StrikeColumns } from './strike-pairs.ts';
import { instantiateKernel, kernelColumns } from './wasm-kernel.ts';
import type { WasmKernel } from './wasm-kernel.ts';

interface PairGreeksKernel extends WasmKernel {
  readonly pairGreeks: (
    count: number,
    forward: number,
    logForward: number,
    rootYears: number,
    discount: number,
    dailyRate: number,
    densityScale: number,
    gammaScale: number,
    decayScale: number,
    vegaScale: number,
  ) => void;
}

/** The kernel's memory as a ladder of one length lays it out. */
interface Layout extends StrikeColumns, PriceColumns {
  readonly count: number;
}

/** The kernel, ready to price (see pairGreeks); undefined on a machine without WebAssembly or its vector instructions. */
export function createSimdGreeks(): typeof greeksByScalars | undefined {
  const kernel = instantiateKernel(PAIR_GREEKS_WASM) as PairGreeksKernel | undefined;
  if (!kernel) return undefined;
  const strikesMax = kernel.STRIKES_MAX.value;
  const layouts: (Layout | undefined)[] = Array.from({ length: strikesMax + 1 });
  return (columns, market, out) => {
    const { strikes, logStrikes, volatilities } = columns;
    if (strikes.length > strikesMax) {
      greeksByScalars(columns, market, out);
      return;
    }
    const at = (layouts[strikes.length] ??= layoutOf(kernel, strikes.length));
    at.strikes.set(strikes);
    at.logStrikes.set(logStrikes);
    at.volatilities.set(volatilities);
    if (at.count > strikes.length) at.strikes[strikes.length] = 1;
    const { forward, discount } = market;
    const scales = greekScales(market);
    kernel.pairGreeks(
      at.count,
      forward,
      scales.logForward,
      scales.rootYears,
      discount,
      scales.dailyRate,
      scales.densityScale,
      scales.gammaScale,
      scales.decayScale,
      scales.vegaScale,
    );
    out.price.set(at.price);
    out.delta.set(at.delta);
    out.gamma.set(at.gamma);
    out.theta.set(at.theta);
    out.vega.set(at.vega);
  };
}

function layoutOf(kernel: WasmKernel, strikeCount: number): Layout {
  const { count, column } = kernelColumns(kernel, strikeCount);
  const legCount = strikeCount * 2;
  return {
    count,
    strikes: column(0, count),
    logStrikes: column(1, strikeCount),
    volatilities: column(2, strikeCount),
    price: column(3, legCount),
    delta: column(5, legCount),
    gamma: column(7, legCount),
    theta: column(9, legCount),
    vega: column(11, legCount),
  };
}
