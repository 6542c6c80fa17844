/** The pricing kernel as WebAssembly, compiled from assembly/strike-pairs.ts. */
import { priceByScalars } from './scalar-strike-pairs.ts';
import type { ExpiryMarket, StrikeColumns } from './strike-pairs.ts';
import { STRIKE_PAIRS_WASM } from './strike-pairs-wasm.ts';

interface KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly STRIKES_MAX: { readonly value: number };
  readonly priceStrikePairs: (
    count: number,
    forward: number,
    logForward: number,
    rootYears: number,
    discount: number,
  ) => void;
}

/** The kernel, ready to price (see priceStrikePairs); undefined on a machine without WebAssembly or its vector instructions. */
export function createSimdPricer(): typeof priceByScalars | undefined {
  const kernel = instantiate();
  if (!kernel) return undefined;
  const strikesMax = kernel.STRIKES_MAX.value;
  const column = (index: number, length: number): Float64Array =>
    new Float64Array(kernel.memory.buffer, index * strikesMax * Float64Array.BYTES_PER_ELEMENT, length);
  const strikesIn = column(0, strikesMax);
  const logStrikesIn = column(1, strikesMax);
  const volatilitiesIn = column(2, strikesMax);
  const pricesOut = column(3, strikesMax * 2);
  return (columns: StrikeColumns, market: ExpiryMarket, prices: Float64Array): void => {
    const { strikes, logStrikes, volatilities } = columns;
    const { forward, years, discount } = market;
    const count = strikes.length;
    if (count > strikesMax) {
      priceByScalars(columns, market, prices);
      return;
    }
    strikesIn.set(strikes);
    logStrikesIn.set(logStrikes);
    volatilitiesIn.set(volatilities);
    const isOdd = count % 2 === 1;
    if (isOdd) strikesIn[count] = 1;
    kernel.priceStrikePairs(
      isOdd ? count + 1 : count,
      forward,
      Math.log(forward),
      Math.sqrt(years),
      discount,
    );
    // Faster than a subarray for `set`, which would allocate.
    for (let leg = 0; leg < count * 2; leg += 1) prices[leg] = pricesOut[leg]!;
  };
}

function instantiate(): KernelExports | undefined {
  try {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytesOf(STRIKE_PAIRS_WASM)));
    return exports as unknown as KernelExports;
  } catch {
    // WebAssembly is switched off, or the machine lacks v128: the scalar kernel does the same.
    return undefined;
  }
}

function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: hex.length / 2 }, (_, index) =>
    Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16),
  );
}
