import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { stringify } from 'yaml';
import { ConfigError, PreopenError } from '#engine/errors.ts';
import type { Scenario } from '#engine/scenario.ts';
import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';
import { watchBehaviour } from '#mock-dhan/journal/expectation-watch.ts';
import { loadScenario, scenarioNames } from '#scenarios/catalogue.ts';
import type { Parameters } from '#scenarios/parameters.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { createRehearsal } from '../rehearsal.ts';

/** `preopen scenario list`: name and title of every shipped scenario. */
export function listScenarios(): number {
  const scenarios = scenarioNames().map((name) => loadScenario(name).scenario);
  const width = Math.max(...scenarios.map(({ name }) => name.length));
  for (const { name, title } of scenarios) print(`${name.padEnd(width)}  ${title}`);
  return EXIT_CODES.ok;
}

/** `preopen scenario show NAME|FILE`: the whole scenario as it will be played, defaults and what it extends filled in. */
export function showScenario(nameOrPath: string, parameters: Parameters | undefined): number {
  process.stdout.write(stringify(loadScenario(nameOrPath, parameters).scenario, { lineWidth: 120 }));
  return EXIT_CODES.ok;
}

/** `preopen scenario check NAME|FILE...`: reads each with its recording and opens its exchange; one line each, 2 when any is invalid. */
export function checkScenarios(namesOrPaths: readonly string[]): number {
  const results = namesOrPaths.map((nameOrPath) => checked(nameOrPath));
  for (const { text, isValid } of results) print(`${isValid ? 'ok     ' : 'invalid'}  ${text}`);
  return results.every(({ isValid }) => isValid) ? EXIT_CODES.ok : EXIT_CODES.usage;
}

/** `preopen scenario new FILE`: a scenario that extends another, to be filled in. Errors: ConfigError for a file that exists. */
export function newScenario(path: string, flags: { readonly extends: string }): number {
  const file = resolve(/\.ya?ml$/.test(path) ? path : `${path}/scenario.yaml`);
  const base = loadScenario(flags.extends).scenario;
  if (existsSync(file))
    throw new ConfigError(
      `scenario new: expected a file that is not there yet, was ${file}. Choose another name.`,
    );
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, templateOf(base, nameFrom(path)), { flag: 'wx' });
  print(`${file}: written. Check it with: preopen scenario check ${file}`);
  return EXIT_CODES.ok;
}

function checked(nameOrPath: string): { readonly text: string; readonly isValid: boolean } {
  try {
    const loaded = loadScenario(nameOrPath);
    const { name, title, clock } = loaded.scenario;
    // Whether the routes and instruments that it names are there is only known where they are.
    const rehearsal = createRehearsal(loaded, {
      seed: undefined,
      startAt: clock.startAt,
      isRaw: true,
      wire: WIRE_PROFILES.observed,
    });
    watchBehaviour(rehearsal.exchange);
    return { text: `${name}: ${title}`, isValid: true };
  } catch (error) {
    if (error instanceof PreopenError) return { text: located(error.message, nameOrPath), isValid: false };
    throw error;
  }
}

/** What the exchange finds wrong does not say in which file it stands. */
function located(message: string, nameOrPath: string): string {
  return message.includes(nameOrPath) ? message : `${nameOrPath}: ${message}`;
}

/** The last part of the path that can be a name: lower-case letters, digits and dashes. */
function nameFrom(path: string): string {
  const parts = path.replace(/(?:\/scenario)?\.ya?ml$/, '').split(/[/\\]/);
  const name = (parts.at(-1) ?? '').toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return name.replaceAll(/^-+|-+$/g, '') || 'my-scenario';
}

function templateOf({ name: base, clock }: Scenario, name: string): string {
  return `# yaml-language-server: $schema=${SCHEMA_URL}
# Everything that is not said here is taken from ${base}; preopen scenario show ${base} prints it.
schemaVersion: 1
extends: ${base}
name: ${name}
title: What happens on this day, in one line
description: >
  What a correct backend must do on it.
clock: { startAt: '${clock.startAt}', endAt: '${clock.endAt}', serveAt: '${clock.serveAt}' }
rules:
  expect: {}
`;
}

/** Where the package keeps it once it is installed. */
const SCHEMA_URL = './node_modules/preopen/docs/scenario.schema.json';

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
