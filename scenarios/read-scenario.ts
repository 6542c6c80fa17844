import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { ScenarioError } from '#engine/errors.ts';
import { nearestName } from '#engine/nearest-name.ts';
import type { Scenario } from '#engine/scenario.ts';
import { withParameters } from './parameters.ts';
import type { Parameters } from './parameters.ts';
import { ScenarioSchema } from './schema.ts';
import { locate, readYamlSource } from './yaml-source.ts';
import type { YamlSource } from './yaml-source.ts';

/** A scenario, and the folder of the file that names its recording. */
export interface ReadScenario {
  readonly scenario: Scenario;
  readonly recordingFolder: string;
}

/** How names are found, and what the parameters of the scenario are set to. */
export interface ReadOptions {
  readonly fileOfName: (name: string) => string;
  readonly parameters?: Parameters | undefined;
}

/**
 * Reads one scenario.yaml. `extends: NAME` takes everything the file does not say from a shipped scenario, `extends: ./FILE.yaml` from a file
 * beside it: maps are merged key by key, lists are replaced whole. `with: [NAME]` adds what goes wrong in other scenarios and what is expected there of a client.
 * Errors: ScenarioError naming file, line and field.
 */
export function readScenarioFile(file: string, options: ReadOptions): ReadScenario {
  const { sources, value } = readWhole(file, options);
  const result = ScenarioSchema.safeParse(value);
  if (result.success) return { scenario: result.data, recordingFolder: recordingFolderOf(sources) };
  throw new ScenarioError(describeIssue(result.error.issues[0]!, sources), { cause: result.error });
}

interface Whole {
  readonly sources: readonly YamlSource[];
  readonly value: Record<string, unknown>;
}

/** A file with everything it takes from others, its parameters filled in. */
function readWhole(file: string, options: ReadOptions): Whole {
  const sources = readWithBases(file, options.fileOfName);
  const merged = sources.reduceRight<Record<string, unknown>>(
    (base, source) => merge(base, source.value),
    {},
  );
  const others = companionsOf(file, merged['with'], options.fileOfName);
  delete merged['extends'];
  delete merged['with'];
  const value = withParameters(file, merged, options.parameters ?? {});
  return { sources, value: others.reduce(withTroubleOf, value) };
}

/** The file itself first, then what it extends, and so on. */
function readWithBases(file: string, fileOfName: ReadOptions['fileOfName']): YamlSource[] {
  const sources: YamlSource[] = [];
  const basesMax = 5;
  let next: string | undefined = file;
  while (next !== undefined) {
    if (sources.length > basesMax)
      throw new ScenarioError(
        `${file}: more than ${basesMax} scenarios extend each other. Is there a circle?`,
      );
    const source: YamlSource = readYamlSource(next, { holds: 'schemaVersion, world, clock, ...', errorOf });
    sources.push(source);
    const base: unknown = source.value['extends'];
    next = typeof base === 'string' ? baseFile(base, next, fileOfName) : undefined;
  }
  return sources;
}

/** The scenarios under `with`, whole; they may not name others in turn, so that nothing is added twice. */
function companionsOf(file: string, names: unknown, fileOfName: ReadOptions['fileOfName']): Whole['value'][] {
  if (names === undefined) return [];
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string'))
    throw new ScenarioError(
      `${file}: with: expected a list of scenarios, such as [tcp-reset, mute-banknifty].`,
    );
  return names.map((name) => readWhole(baseFile(name, file, fileOfName), { fileOfName }).value);
}

/** The day of `value`, with the faults and expectations of `other` besides its own. */
function withTroubleOf(
  value: Record<string, unknown>,
  other: Record<string, unknown>,
): Record<string, unknown> {
  const both = (path: readonly string[], key: string): unknown[] =>
    [value, other].flatMap((one) => listIn(mapAt(one, path), key));
  const suite = ['rules', 'expect', 'suites', 'stocksblitz'];
  const hasSuite = [value, other].some((one) => Object.keys(mapAt(one, suite)).length > 0);
  const verdicts = ['failing', 'warning', 'pending'].map((key) => [key, different(both(suite, key))]);
  return merge(value, {
    faults: both([], 'faults'),
    platform: { faults: both(['platform'], 'faults') },
    rules: {
      expect: {
        behaviour: different(both(['rules', 'expect'], 'behaviour')),
        failingChecks: different(both(['rules', 'expect'], 'failingChecks')),
        ...(hasSuite ? { suites: { stocksblitz: Object.fromEntries(verdicts) } } : {}),
      },
    },
  });
}

/** What both have from the same base is there once. */
function different(items: readonly unknown[]): unknown[] {
  const texts = items.map((item) => JSON.stringify(item));
  return items.filter((_, index) => texts.indexOf(texts[index]!) === index);
}

function mapAt(value: Record<string, unknown>, path: readonly string[]): Record<string, unknown> {
  return path.reduce((within, key) => {
    const inner = within[key];
    return isRecord(inner) ? inner : {};
  }, value);
}

function listIn(value: Record<string, unknown>, key: string): unknown[] {
  const list = value[key];
  return Array.isArray(list) ? list : [];
}

/** Whether a scenario is named by its file and not by its shipped name. */
export function isScenarioPath(nameOrPath: string): boolean {
  return /[/\\]|\.ya?ml$/.test(nameOrPath);
}

function baseFile(base: string, file: string, fileOfName: ReadOptions['fileOfName']): string {
  return isScenarioPath(base) ? resolve(dirname(file), base) : fileOfName(base);
}

function errorOf(message: string, cause?: unknown): ScenarioError {
  return new ScenarioError(message, { cause });
}

function recordingFolderOf(sources: readonly YamlSource[]): string {
  const naming = sources.find(({ document }) => document.hasIn(['world', 'prices', 'file']));
  return dirname((naming ?? sources[0]!).file);
}

function merge(
  base: Record<string, unknown>,
  over: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] =
      isRecord(below) && isRecord(value) && !isOtherKind(below, value) ? merge(below, value) : value;
  }
  return merged;
}

/** A map with another `kind` is another thing and replaces the base's whole (recorded prices in place of synthetic ones). */
function isOtherKind(below: Record<string, unknown>, value: Record<string, unknown>): boolean {
  return value['kind'] !== undefined && value['kind'] !== below['kind'];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Fields whose value a message must not repeat, in case someone wrote a real one. */
const SECRET_FIELDS: ReadonlySet<PropertyKey | undefined> = new Set(['pin', 'totpSecret']);

function describeIssue(issue: z.core.$ZodIssue, sources: readonly YamlSource[]): string {
  const field = issue.path.map(String).join('.') || '(whole file)';
  const { file, line, seen } = locate(issue.path, sources);
  const isSecret = SECRET_FIELDS.has(issue.path.at(-1));
  const was = seen === undefined || isSecret ? '' : `, was ${seen}`;
  const meant = seen === undefined || isSecret ? undefined : meantValue(issue, seen);
  const advice = meant === undefined ? '' : ` Did you mean ${meant}?`;
  return `${file}:${line}: ${field}: ${issue.message}${was}.${advice} Compare with a shipped scenario's scenario.yaml.`;
}

/** Of the names that may stand there, the one that was probably meant. */
function meantValue(issue: z.core.$ZodIssue, seen: string): string | undefined {
  if (issue.code !== 'invalid_value') return undefined;
  return nearestName(issue.values.map(String), seen.replaceAll(/^"|"$/g, ''));
}
