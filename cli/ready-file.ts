import { rename, writeFile } from 'node:fs/promises';
import { StoreError } from '#engine/errors.ts';

/** Writes what others wait for. The file appears whole or not at all: whoever waits for it may read it at once. Errors: StoreError. */
export async function writeReadyFile(path: string, ready: object): Promise<void> {
  try {
    const draft = `${path}.${process.pid}.tmp`;
    await writeFile(draft, `${JSON.stringify(ready, undefined, 2)}\n`, { mode: 0o600 });
    await rename(draft, path);
  } catch (cause) {
    throw new StoreError(`cannot write the ready file ${path}. Give a folder that exists and is writable.`, {
      cause,
    });
  }
}
