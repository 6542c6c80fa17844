/** A shrunk day as the file that plays it again. */
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { stringify } from 'yaml';
import { ConfigError, StoreError } from '#engine/errors.ts';
import type { Parameters } from '#scenarios/parameters.ts';
import { isScenarioPath } from '#scenarios/read-scenario.ts';
import type { Shrunk } from './shrink-replay.ts';

/** The file to be written. Errors: ConfigError when it is there already: nothing is lost. */
export function newShrunkFile(path: string): string {
  const file = resolve(path);
  if (!/\.ya?ml$/.test(file))
    throw new ConfigError(
      `replay --shrink: expected a .yaml file, was ${path}. Give one that does not exist yet.`,
    );
  if (existsSync(file))
    throw new ConfigError(
      `replay --shrink: expected a file that is not there yet, was ${file}. Choose another name.`,
    );
  return file;
}

/** The scenario that was shrunk: its name or path, and what its parameters were set to. */
interface ShrunkFrom {
  readonly nameOrPath: string;
  readonly parameters: Parameters | undefined;
}

/** Writes what differs from the scenario it came from. Errors: StoreError where no file can be written. */
export function writeShrunk(
  file: string,
  { scenario, failing, ticksBefore, ticks }: Shrunk,
  { nameOrPath, parameters }: ShrunkFrom,
): void {
  const base = isScenarioPath(nameOrPath) ? pathFrom(dirname(file), nameOrPath) : nameOrPath;
  const { clock, faults, seed, world, name, title } = scenario;
  const text = stringify(
    {
      schemaVersion: 1,
      extends: base,
      name: `${name}-shrunk`,
      title: `${title}, shrunk`,
      seed,
      ...(parameters === undefined ? {} : { parameters }),
      clock: { endAt: clock.endAt },
      faults,
      world,
    },
    { lineWidth: 140 },
  );
  const head = `# ${ticks} of ${ticksBefore} ticks of ${name}, seed ${seed}, that still fail ${failing.join(', ')}.\n`;
  try {
    writeFileSync(file, head + text, { flag: 'wx' });
  } catch (cause) {
    throw new StoreError(`cannot write ${file}. Give a path in a folder that exists and is writable.`, {
      cause,
    });
  }
}

/** Always with a slash, which is how `extends` tells a path from a name. */
function pathFrom(folder: string, path: string): string {
  const way = relative(folder, resolve(path)).replaceAll('\\', '/');
  return way.startsWith('.') ? way : `./${way}`;
}
