/** The pricing kernel as WebAssembly, compiled from assembly/strike-pairs.ts. */
import { scalarKernel } from './scalar-strike-pairs.ts';
import type { LegColumns, StrikeColumns, StrikeKernel } from './strike-pairs.ts';
import { STRIKE_PAIRS_WASM } from './strike-pairs-wasm.ts';
import { instantiateKernel, kernelColumns } from './wasm-kernel.ts';
import type { WasmKernel } from './wasm-kernel.ts';

interface StrikePairsKernel extends WasmKernel {
  readonly priceStrikePairs: (
    count: number,
    forward: number,
    logForward: number,
    rootYears: number,
    discount: number,
  ) => void;
  readonly quoteLegs: (count: number, ticksInRupee: number) => void;
}

/** The kernel's memory as a ladder of one length lays it out. */
interface Layout extends StrikeColumns, LegColumns {
  readonly count: number;
}

/** The kernel, ready to price; undefined on a machine without WebAssembly or its vector instructions. */
export function createSimdKernel(): StrikeKernel | undefined {
  const kernel = instantiateKernel(STRIKE_PAIRS_WASM) as StrikePairsKernel | undefined;
  if (!kernel) return undefined;
  const strikesMax = kernel.STRIKES_MAX.value;
  const layouts: (Layout | undefined)[] = Array.from({ length: strikesMax + 1 });
  return {
    price(columns, market, prices) {
      const { strikes, logStrikes, volatilities } = columns;
      if (strikes.length > strikesMax) {
        scalarKernel.price(columns, market, prices);
        return;
      }
      const at = (layouts[strikes.length] ??= layoutOf(kernel, strikes.length));
      at.strikes.set(strikes);
      at.logStrikes.set(logStrikes);
      at.volatilities.set(volatilities);
      if (at.count > strikes.length) at.strikes[strikes.length] = 1;
      const { forward, years, discount } = market;
      kernel.priceStrikePairs(at.count, forward, Math.log(forward), Math.sqrt(years), discount);
      prices.set(at.prices);
    },
    quote(legs, ticksInRupee) {
      const strikeCount = legs.prices.length / 2;
      if (strikeCount > strikesMax) {
        scalarKernel.quote(legs, ticksInRupee);
        return;
      }
      const at = (layouts[strikeCount] ??= layoutOf(kernel, strikeCount));
      at.prices.set(legs.prices);
      at.gain.set(legs.gain);
      at.offset.set(legs.offset);
      at.bidBelow.set(legs.bidBelow);
      at.askAbove.set(legs.askAbove);
      kernel.quoteLegs(at.count, ticksInRupee);
      legs.ltp.set(at.ltp);
      legs.bid.set(at.bid);
      legs.ask.set(at.ask);
    },
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
    prices: column(3, legCount),
    gain: column(5, legCount),
    offset: column(7, legCount),
    bidBelow: column(9, legCount),
    askAbove: column(11, legCount),
    ltp: column(13, legCount),
    bid: column(15, legCount),
    ask: column(17, legCount),
  };
}
