/** The scenarios that ship with the package, and scenario files of the user's own, read and checked. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ScenarioError } from '#engine/errors.ts';
import type { RecordedSession } from '#engine/replay/recording.ts';
import type { Scenario } from '#engine/scenario.ts';
import type { Parameters } from './parameters.ts';
import { nearestFirst } from '#engine/nearest-name.ts';
import { isScenarioPath, readScenarioFile } from './read-scenario.ts';
import { readRecording } from './recording.ts';

/** A scenario, and the file of the recording it plays. */
export interface LocatedScenario {
  readonly scenario: Scenario;
  /** Present when the scenario plays a recording; the file exists. */
  readonly recordingFile: string | undefined;
}

/** A scenario with the recording it plays. */
export interface LoadedScenario {
  readonly scenario: Scenario;
  /** Present when the scenario plays a recording. */
  readonly session: RecordedSession | undefined;
}

/**
 * Loads a shipped scenario by name, or a scenario file by path (anything with a slash or ending in .yaml).
 * `parameters` set those of the scenario. Errors: ScenarioError (unknown, malformed), RecordingError (truncated, corrupt).
 */
export function loadScenario(nameOrPath: string, parameters?: Parameters): LoadedScenario {
  return loadRecording(locateScenario(nameOrPath, parameters));
}

/** As `loadScenario`, without reading the recording yet. */
export function locateScenario(nameOrPath: string, parameters?: Parameters): LocatedScenario {
  const file = scenarioFile(nameOrPath);
  const { scenario, recordingFolder } = readScenarioFile(file, { fileOfName: shippedFile, parameters });
  const { prices } = scenario.world;
  if (prices.kind !== 'recording') return { scenario, recordingFile: undefined };
  const recordingFile = join(recordingFolder, prices.file);
  if (!existsSync(recordingFile))
    throw new ScenarioError(
      `scenario ${scenario.name} plays ${prices.file}: expected that file in ${recordingFolder}, found none. ` +
        'Put the recording there or correct world.prices.file.',
    );
  return { scenario, recordingFile };
}

/** Reads the recording. Errors: RecordingError (truncated, corrupt). */
export function loadRecording({ scenario, recordingFile }: LocatedScenario): LoadedScenario {
  if (recordingFile === undefined) return { scenario, session: undefined };
  return { scenario, session: readRecording(readFileSync(recordingFile), recordingFile) };
}

function scenarioFile(nameOrPath: string): string {
  if (!isScenarioPath(nameOrPath)) return shippedFile(nameOrPath);
  const file = resolve(nameOrPath);
  if (statSync(file, { throwIfNoEntry: false })?.isFile()) return file;
  throw new ScenarioError(`no scenario file at ${file}. Give a path that exists or a shipped name.`);
}

const NAMES_SHOWN = 6;

/** Also answers `extends: NAME`. Errors: ScenarioError with the shipped names that come nearest. */
function shippedFile(name: string): string {
  const file = scenarioFileOf(name);
  if (existsSync(file)) return file;
  const known = nearestFirst(scenarioNames(), name);
  throw new ScenarioError(
    `unknown scenario "${name}": expected one of ${known.slice(0, NAMES_SHOWN).join(', ')} (nearest first; preopen scenario list names all ${known.length}), or the path of a scenario.yaml.`,
  );
}

/** Names of the shipped scenarios, alphabetical. */
export function scenarioNames(): string[] {
  return readdirSync(catalogueFolder(), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(scenarioFileOf(entry.name)))
    .map((entry) => entry.name)
    .sort();
}

function scenarioFileOf(name: string): string {
  return join(catalogueFolder(), name, 'scenario.yaml');
}

/** The catalogue stands at the package root, both in a checkout and in the built package. */
function catalogueFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  const parentsMax = 6;
  for (let depth = 0; depth < parentsMax; depth += 1) {
    const candidate = join(folder, 'scenarios', 'catalogue');
    if (existsSync(candidate)) return candidate;
    folder = dirname(folder);
  }
  throw new ScenarioError('the shipped scenarios were not found beside the program. Reinstall the package.');
}
