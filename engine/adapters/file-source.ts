import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { ByteSource } from '../ports.ts';

const FIRST_BUFFER_BYTES = 256 * 1024;

/** An open file, read by places; `using` closes it. */
export class FileSource implements ByteSource, Disposable {
  readonly byteLength: number;
  readonly #descriptor: number;
  #buffer = new Uint8Array(FIRST_BUFFER_BYTES);

  /** Throws the file system's error when the file cannot be opened. */
  constructor(file: string) {
    this.#descriptor = openSync(file, 'r');
    this.byteLength = fstatSync(this.#descriptor).size;
  }

  read(offset: number, length: number): Uint8Array {
    if (length > this.#buffer.length) this.#buffer = new Uint8Array(length);
    const count = readSync(this.#descriptor, this.#buffer, 0, length, offset);
    return this.#buffer.subarray(0, count);
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor);
  }
}
