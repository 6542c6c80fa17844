/** Compiled kernels brought to life. */

/** What every kernel exports beside its functions. */
export interface WasmKernel {
  readonly memory: { readonly buffer: ArrayBuffer };
  /** Strikes that its columns have room for. */
  readonly STRIKES_MAX: { readonly value: number };
}

/** `length` doubles of a kernel's memory from the `start`th column of strikes on; a column of legs is as long as two of those. */
export type ColumnAt = (start: number, length: number) => Float64Array;

/** The exports of a kernel, given as two hex digits a byte; undefined where WebAssembly is switched off or the machine lacks v128. */
export function instantiateKernel(hex: string): WasmKernel | undefined {
  try {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytesOf(hex)));
    return exports as unknown as WasmKernel;
  } catch {
    return undefined;
  }
}

/** Columns of a kernel's memory for ladders of `strikeCount` strikes, of which it prices `count`: an even number, so the last may be nobody's. */
export function kernelColumns(
  kernel: WasmKernel,
  strikeCount: number,
): { readonly count: number; readonly column: ColumnAt } {
  const count = strikeCount + (strikeCount % 2);
  const columnBytes = count * Float64Array.BYTES_PER_ELEMENT;
  return {
    count,
    column: (start, length) => new Float64Array(kernel.memory.buffer, start * columnBytes, length),
  };
}

function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: hex.length / 2 }, (_, index) =>
    Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16),
  );
}
