import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigError, StoreError, UpstreamError } from '#engine/errors.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { adoptionFiles } from '../init/adoption-files.ts';
import type { AdoptionFile } from '../init/adoption-files.ts';
import { foundLines } from '../init/found-words.ts';
import { lookAround } from '../init/look-around.ts';
import { backendUrl } from '../option-values.ts';

/** The flags of `preopen init`, as commander names them. */
export interface InitFlags {
  readonly backend?: string;
  readonly force?: boolean;
  readonly dryRun?: boolean;
}

/**
 * `preopen init`: looks at the backend and the folder, says what it found and writes the files of an adoption. Returns 0.
 * Errors: UpstreamError when a named backend does not answer, ConfigError when a file is there already, StoreError when one cannot be written.
 */
export async function init(flags: InitFlags): Promise<number> {
  const backend = flags.backend === undefined ? undefined : backendUrl(flags.backend, 'init');
  const found = await lookAround({ backend, folder: '.', environment: process.env });
  if (backend !== undefined && !found.backend)
    throw new UpstreamError(
      `init --backend: expected an answer from ${found.asked[0]}/health, was none. Start the backend, or correct the address.`,
      { failure: 'transport', endpoint: '/health' },
    );
  const files = adoptionFiles(found);
  process.stdout.write(`${foundLines(found).join('\n')}\n\n`);
  if (flags.dryRun) {
    for (const { path, text } of files) process.stdout.write(`would write ${path}\n${indented(text)}\n`);
    return EXIT_CODES.ok;
  }
  if (!flags.force) expectNone(files);
  for (const file of files) write(file);
  process.stdout.write('\nNext: preopen doctor, then preopen verify\n');
  return EXIT_CODES.ok;
}

/** Nothing is written when one of them is there: half an adoption helps nobody. */
function expectNone(files: readonly AdoptionFile[]): void {
  const present = files.filter(({ path }) => existsSync(path)).map(({ path }) => path);
  if (present.length === 0) return;
  throw new ConfigError(
    `init: expected none of its files to be there, was ${present.join(', ')}. Nothing was written; preopen init --force writes them anew, --dry-run shows what they would hold.`,
  );
}

function write({ path, text, isExecutable }: AdoptionFile): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    if (isExecutable) chmodSync(path, 0o755);
  } catch (cause) {
    throw new StoreError(`cannot write ${path}. Run init in a folder that is writable.`, { cause });
  }
  process.stdout.write(`wrote        ${path}\n`);
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '    ');
}
