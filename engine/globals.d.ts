/** The only platform globals the pure folders may use. Everything else (process, fetch, Buffer, timers) fails to compile here. */

declare class TextEncoder {
  encode(text?: string): Uint8Array<ArrayBuffer>;
}

declare class TextDecoder {
  constructor(label?: string, options?: { readonly fatal?: boolean });
  decode(bytes?: Uint8Array): string;
}

declare namespace WebAssembly {
  /** A compiled module; nothing is asked of it but to be instantiated. */
  interface Module {
    readonly [Symbol.toStringTag]: string;
  }
  interface Instance {
    readonly exports: Readonly<Record<string, unknown>>;
  }
  /** Throws where the bytes are no module, or one of instructions this machine lacks. */
  const Module: new (bytes: Uint8Array<ArrayBuffer>) => Module;
  const Instance: new (module: Module) => Instance;
}
