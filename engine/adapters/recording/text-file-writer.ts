import { closeSync, openSync, writeSync } from 'node:fs';
import { StoreError } from '../../errors.ts';

const BLOCK_CHARACTERS = 256 * 1024;

/** A new text file, written block by block. Errors: StoreError for one that exists or cannot be written. */
export class TextFileWriter implements Disposable {
  readonly #descriptor: number;
  #waiting: string[] = [];
  #length = 0;

  constructor(path: string) {
    try {
      this.#descriptor = openSync(path, 'wx', 0o600);
    } catch (cause) {
      throw new StoreError(
        `exporting the recording: expected a new file, was not (${(cause as NodeJS.ErrnoException).code}, ${path}). Give another name with -o.`,
        { cause },
      );
    }
  }

  write(text: string): void {
    this.#waiting.push(text);
    this.#length += text.length;
    if (this.#length >= BLOCK_CHARACTERS) this.#flush();
  }

  [Symbol.dispose](): void {
    this.#flush();
    closeSync(this.#descriptor);
  }

  #flush(): void {
    const bytes = Buffer.from(this.#waiting.join(''));
    this.#waiting = [];
    this.#length = 0;
    for (let at = 0; at < bytes.length;) at += writeSync(this.#descriptor, bytes, at);
  }
}
