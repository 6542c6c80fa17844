/** Looks for any of many texts in bytes, in one pass whatever their number. Texts of one byte are not looked for. */
export class SecretScan {
  /** By the first two bytes. */
  readonly #byStart = new Map<number, Uint8Array[]>();
  readonly #isStart = new Uint8Array(0x1_0000);

  constructor(secrets: readonly string[]) {
    for (const secret of secrets) this.#add(new TextEncoder().encode(secret));
  }

  /** Overwrites every occurrence with asterisks and tells how many there were. */
  mask(bytes: Uint8Array): number {
    let count = 0;
    for (let found = this.#find(bytes, 0); found; found = this.#find(bytes, found.end)) {
      bytes.fill(ASTERISK, found.at, found.end);
      count += 1;
    }
    return count;
  }

  isIn(bytes: Uint8Array): boolean {
    return this.#find(bytes, 0) !== undefined;
  }

  #add(secret: Uint8Array): void {
    if (secret.length < 2) return;
    const start = secret[0]! * 256 + secret[1]!;
    this.#isStart[start] = 1;
    this.#byStart.set(start, [...(this.#byStart.get(start) ?? []), secret]);
  }

  #find(bytes: Uint8Array, from: number): { readonly at: number; readonly end: number } | undefined {
    const isStart = this.#isStart;
    const last = bytes.length - 1;
    for (let at = from; at < last; at += 1) {
      const start = bytes[at]! * 256 + bytes[at + 1]!;
      if (isStart[start] === 0) continue;
      const secret = this.#byStart.get(start)?.find((each) => startsWith(bytes, at, each));
      if (secret) return { at, end: at + secret.length };
    }
    return undefined;
  }
}

const ASTERISK = 42;

function startsWith(bytes: Uint8Array, at: number, secret: Uint8Array): boolean {
  return secret.every((byte, index) => bytes[at + index] === byte);
}
