import { resolve, dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { z } from 'zod';
import { ConfigError } from '#engine/errors.ts';
import { dependencyCircle } from '#engine/verify/check-order.ts';
import { builtInCheckIds } from '#engine/verify/plan.ts';
import { BUILT_IN_SUITES } from '#engine/verify/suite.ts';
import type { BuiltInSuite, Suite } from '#engine/verify/suite.ts';
import { nearestFirst } from '#engine/nearest-name.ts';
import { locate, locateKey, readYamlSource } from '../yaml-source.ts';
import type { YamlSource } from '../yaml-source.ts';
import { adviceOnKey } from './suite-keys.ts';
import { SuiteSchema } from './suite-schema.ts';
import { fillVariables, urlPasswords } from './variables.ts';

/** A suite, and what its variables held that no report may show. */
export interface ReadSuite {
  readonly suite: Suite;
  readonly secrets: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads a built-in suite by its name, or suite.yaml, or a TypeScript module whose default export is a suite. `extends` takes targets, changes and
 * checks from built-in suites and other files; a check of the same id replaces the one taken.
 * Errors: ConfigError naming file, line, column and field: YAML and keys, unset variables, unknown ids, circles, a suite without checks.
 */
export async function readSuite(nameOrPath: string, environment: Environment): Promise<ReadSuite> {
  if (isBuiltIn(nameOrPath)) return { suite: builtInSuite(nameOrPath), secrets: [] };
  if (!isPath(nameOrPath))
    throw new ConfigError(
      `unknown suite "${nameOrPath}": expected ${nearestFirst(BUILT_IN_SUITES, nameOrPath).join(', ')}, or the path of a suite file such as ./suite.yaml.`,
    );
  const parts = await readWithBases(resolve(nameOrPath), environment);
  const [own] = parts;
  for (const part of parts) expectDifferentIds(part);
  const result = SuiteSchema.safeParse(mergedSuite(parts));
  if (!result.success)
    throw new ConfigError(describeIssue(result.error.issues[0]!, parts), { cause: result.error });
  checkIds(result.data, parts);
  const secrets = parts.flatMap((part) => part.secrets);
  return { suite: { ...result.data, name: own!.value['name'] as string }, secrets };
}

function isBuiltIn(name: string): name is BuiltInSuite {
  return (BUILT_IN_SUITES as readonly string[]).includes(name);
}

function builtInSuite(name: BuiltInSuite): Suite {
  return {
    schemaVersion: 1,
    name,
    builtIn: [name],
    targets: {},
    without: [],
    change: new Map(),
    knownIssues: new Map(),
    checks: [],
  };
}

function isPath(text: string): boolean {
  return /[/\\]|\.(?:ya?ml|ts|mts|js|mjs)$/.test(text);
}

/** One file of a suite: its values with the variables filled in. */
interface SuitePart {
  readonly file: string;
  /** Absent for a TypeScript suite. */
  readonly source: YamlSource | undefined;
  readonly value: Readonly<Record<string, unknown>>;
  readonly secrets: readonly string[];
}

const FILES_MAX = 20;

/** The file itself first, then what it extends, nearest first. */
async function readWithBases(file: string, environment: Environment): Promise<readonly SuitePart[]> {
  const parts: SuitePart[] = [];
  const waiting = [file];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (parts.length >= FILES_MAX)
      throw new ConfigError(
        `${file}: more than ${FILES_MAX} suite files extend each other. Is there a circle?`,
      );
    const part = await readPart(next, environment);
    parts.push(part);
    for (const base of baseNames(part)) if (isPath(base)) waiting.push(resolve(dirname(next), base));
  }
  return parts;
}

async function readPart(file: string, environment: Environment): Promise<SuitePart> {
  if (/\.[cm]?[tj]s$/.test(file)) {
    const value = await importSuite(file);
    return { file, source: undefined, value, secrets: textsWithin(value).flatMap(urlPasswords) };
  }
  const source = readYamlSource(file, {
    holds: 'schemaVersion, name, extends, targets, checks, ...',
    errorOf: (message, cause) => new ConfigError(message, { cause }),
  });
  const secrets: string[] = [];
  const value = filled(source.value, [], { source, environment, secrets }) as Record<string, unknown>;
  return { file, source, value, secrets };
}

async function importSuite(file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const module: { readonly default?: unknown } = await import(pathToFileURL(file).href);
    if (typeof module.default === 'object' && module.default !== null)
      return module.default as Record<string, unknown>;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : 'unknown reason';
    throw new ConfigError(`the suite ${file} cannot be read: ${reason}.`, { cause });
  }
  throw new ConfigError(
    `${file}: expected a suite as its default export, such as export default { schemaVersion: 1, ... }.`,
  );
}

/** Every text of a value, however deep; what has a class, such as a schema, has none. */
function textsWithin(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsWithin);
  const isPlain =
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  return isPlain ? Object.values(value).flatMap(textsWithin) : [];
}

interface Filling {
  readonly source: YamlSource;
  readonly environment: Environment;
  readonly secrets: string[];
}

function filled(value: unknown, path: readonly PropertyKey[], filling: Filling): unknown {
  if (typeof value === 'string') return filledText(value, path, filling);
  if (Array.isArray(value)) return value.map((item, index) => filled(item, [...path, index], filling));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, filled(inner, [...path, key], filling)]),
  );
}

function filledText(
  text: string,
  path: readonly PropertyKey[],
  { source, environment, secrets }: Filling,
): string {
  const result = fillVariables(text, environment);
  if (result.ok) {
    secrets.push(...result.secrets);
    return result.text;
  }
  const { file, line, column } = locate(path, [source]);
  const reason = result.reason === '' ? '' : ` (${result.reason})`;
  throw new ConfigError(
    `${file}:${line}:${column}: ${spokenPath(path)}: expected the variable ${result.name} to be set${reason}, was unset. ` +
      `Set it: export ${result.name}=..., or give a default: \${${result.name}:-value}.`,
  );
}

function baseNames({ file, source, value }: SuitePart): readonly string[] {
  const written = value['extends'] ?? [];
  const names = typeof written === 'string' ? [written] : written;
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string'))
    throw new ConfigError(
      `${placeOf(['extends'], { file, source })}: extends: expected a list of suites, such as [dhan, ./base.yaml].`,
    );
  const unknown = names.find((name) => !isBuiltIn(name) && !isPath(name));
  if (unknown !== undefined)
    throw new ConfigError(
      `${placeOf(['extends', names.indexOf(unknown)], { file, source })}: extends: unknown suite "${unknown}": expected ${nearestFirst(BUILT_IN_SUITES, unknown).join(', ')}, or a path such as ./base.yaml.`,
    );
  return names;
}

/** Bases under the file that extends them. */
function mergedSuite(parts: readonly SuitePart[]): Record<string, unknown> {
  const [own] = parts;
  const list = (key: string): unknown[] => parts.toReversed().flatMap(({ value }) => listIn(value[key]));
  const map = (key: string): Record<string, unknown> =>
    Object.assign({}, ...parts.toReversed().map(({ value }) => recordIn(value[key])));
  return {
    ...own!.value,
    extends: [...new Set(parts.flatMap(baseNames).filter(isBuiltIn))],
    ...(parts.some(({ value }) => 'targets' in value) ? { targets: map('targets') } : {}),
    ...(parts.some(({ value }) => 'without' in value) ? { without: list('without') } : {}),
    ...(parts.some(({ value }) => 'change' in value) ? { change: map('change') } : {}),
    ...(parts.some(({ value }) => 'knownIssues' in value) ? { knownIssues: map('knownIssues') } : {}),
    ...(parts.some(({ value }) => 'checks' in value) ? { checks: newestOf(list('checks')) } : {}),
  };
}

/** Of checks with one id in several files, the one of the extending file. */
function newestOf(checks: readonly unknown[]): unknown[] {
  const idOf = (check: unknown): unknown => recordIn(check)['id'];
  return checks.filter((check, index) => {
    const id = idOf(check);
    return id === undefined || !checks.slice(index + 1).some((later) => idOf(later) === id);
  });
}

/** Errors: ConfigError when two checks of one file have the same id. */
function expectDifferentIds(part: SuitePart): void {
  const ids = listIn(part.value['checks']).map((check) => recordIn(check)['id']);
  const index = ids.findIndex((id, at) => id !== undefined && ids.indexOf(id) < at);
  if (index < 0) return;
  throw new ConfigError(
    `${placeOf(['checks', index, 'id'], part)}: checks.${index}.id: expected an id of its own, was "${String(ids[index])}" like an earlier check.`,
  );
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function recordIn(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

/** Errors: ConfigError for ids that nobody has, for circles, and for a suite that would pass because nothing is in it. */
function checkIds(suite: Suite, parts: readonly SuitePart[]): void {
  const [own] = parts;
  const builtIn = suite.builtIn.flatMap((name) => builtInCheckIds(name));
  const known = [...builtIn, ...suite.checks.map(({ id }) => id)];
  const expectKnown = (id: string, path: readonly PropertyKey[]): void => {
    if (known.includes(id)) return;
    const [nearest] = nearestFirst(known, id);
    const meant = nearest === undefined ? 'This suite has no check.' : `Did you mean "${nearest}"?`;
    throw new ConfigError(`${placeOf(path, own!)}: ${spokenPath(path)}: unknown check "${id}". ${meant}`);
  };
  suite.without.forEach((id, index) => expectKnown(id, ['without', index]));
  for (const id of suite.change.keys()) expectKnown(id, ['change', id]);
  for (const id of suite.knownIssues.keys()) expectKnown(id, ['knownIssues', id]);
  suite.checks.forEach(({ id, dependsOn }, index) => {
    if (builtIn.includes(id))
      throw new ConfigError(
        `${placeOf(['checks', index, 'id'], own!)}: checks.${index}.id: "${id}" is a built-in check. Give yours another id, or change that one under change.`,
      );
    dependsOn.forEach((dependency) => expectKnown(dependency, ['checks', index, 'dependsOn']));
  });
  const circle = dependencyCircle(suite.checks);
  if (circle) {
    const index = suite.checks.findIndex(({ id }) => id === circle[0]);
    throw new ConfigError(
      `${placeOf(['checks', index, 'dependsOn'], own!)}: checks.${index}.dependsOn: ${circle.join(' -> ')}: each waits for the next. Take one dependency out.`,
    );
  }
  if (known.every((id) => suite.without.includes(id)))
    throw new ConfigError(
      `${own!.file}: expected at least one check, was none: a suite that checks nothing must not pass. Add checks, or extends: [${BUILT_IN_SUITES.join(', ')}].`,
    );
}

function placeOf(path: readonly PropertyKey[], { file, source }: Pick<SuitePart, 'file' | 'source'>): string {
  if (!source) return file;
  const place = locate(path, [source]);
  return `${place.file}:${place.line}:${place.column}`;
}

function spokenPath(path: readonly PropertyKey[]): string {
  return path.map(String).join('.') || '(whole file)';
}

function describeIssue(issue: z.core.$ZodIssue, parts: readonly SuitePart[]): string {
  const [key = ''] = issue.path;
  const part = parts.find(({ value }) => key in value) ?? parts[0]!;
  if (issue.code === 'unrecognized_keys') return describeUnknownKey(issue, part);
  if (issue.code === 'invalid_union') {
    const deepest = deepestIssue(issue);
    if (deepest) return describeIssue({ ...deepest, path: [...issue.path, ...deepest.path] }, parts);
  }
  const message = issue.code === 'invalid_key' ? issue.issues[0]?.message : issue.message;
  return `${placeOf(issue.path, part)}: ${spokenPath(issue.path)}: ${message}. docs/suite.schema.json says what may stand there.`;
}

/** Of the ways that were tried, the one that got farthest. */
function deepestIssue(issue: z.core.$ZodIssueInvalidUnion): z.core.$ZodIssue | undefined {
  const firsts = issue.errors.flatMap((issues) => issues.slice(0, 1));
  return firsts.sort((a, b) => rank(b) - rank(a))[0];
}

/** That a value is of another form altogether tells the least. */
function rank({ code, path }: z.core.$ZodIssue): number {
  const isOtherForm = code === 'invalid_type' && path.length === 0;
  return path.length * 2 + (code === 'unrecognized_keys' ? 3 : isOtherForm ? 0 : 1);
}

function describeUnknownKey(issue: z.core.$ZodIssueUnrecognizedKeys, part: SuitePart): string {
  const [key = ''] = issue.keys;
  const path = [...issue.path, key];
  const place = part.source ? locateKey(path, part.source) : { file: part.file, line: 1, column: 1 };
  return `${place.file}:${place.line}:${place.column}: ${spokenPath(path)}: unknown key "${key}". ${adviceOnKey(issue.path, key)}`;
}
