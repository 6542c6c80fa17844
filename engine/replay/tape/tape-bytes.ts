import { RecordingError } from '../../errors.ts';
import type { BlockPacker, ByteSource } from '../../ports.ts';

/** A tape as it lies there. */
export interface TapeBytes {
  readonly source: ByteSource;
  readonly packer: BlockPacker;
  /** Only named in errors. */
  readonly file: string;
}

/** Errors: RecordingError when the file ends before. */
export function bytesAt(bytes: TapeBytes, offset: number, length: number): Uint8Array {
  const { byteLength } = bytes.source;
  if (offset < 0 || offset + length > byteLength)
    throw damagedTape(bytes, {
      expected: `${length} bytes from ${Math.max(0, offset)}`,
      was: `a file of ${byteLength} bytes`,
    });
  return bytes.source.read(offset, length);
}

/** What is wrong, and where. */
export function damagedTape(
  bytes: TapeBytes,
  finding: { readonly expected: string; readonly was: string; readonly place?: string },
): RecordingError {
  const { expected, was, place } = finding;
  return new RecordingError(
    `reading the tape failed: expected ${expected}, was ${was} (${bytes.file}${place ? `, ${place}` : ''}). ` +
      'Update Preopen if a newer one wrote it, or delete the file to have it compiled again.',
  );
}
