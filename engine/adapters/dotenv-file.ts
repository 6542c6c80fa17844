import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { StoreError } from '../errors.ts';

/** The variables of a `.env` file; empty when there is no such file. Errors: StoreError when it exists and cannot be read. */
export function readDotenvFile(file: string): Readonly<Record<string, string | undefined>> {
  if (!existsSync(file)) return {};
  try {
    return parseDotenv(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown reason';
    throw new StoreError(
      `.env file: expected a readable text file, was not (${file}: ${reason}). Check its permissions.`,
      { cause: error },
    );
  }
}

/** Reads `NAME=value` lines: quotes, `export`, comments, blank lines, a byte-order mark and Windows line ends are understood. */
export function parseDotenv(text: string): Readonly<Record<string, string | undefined>> {
  return parseEnv(text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n'));
}
