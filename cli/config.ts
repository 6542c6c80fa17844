/** preopen.config.yaml or preopen.config.ts in the working folder: flag names as keys, applied where no flag and no variable was given. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { InvalidArgumentError } from 'commander';
import type { Command, Option } from 'commander';
import { parse } from 'yaml';
import { z } from 'zod';
import { ConfigError } from '#engine/errors.ts';

const FILES = ['preopen.config.yaml', 'preopen.config.ts'] as const;
const ConfigSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** A configuration file and what stands in it. */
export interface ConfigFile {
  readonly file: string;
  readonly values: z.infer<typeof ConfigSchema>;
}

/** Fills the options of `command` from the configuration file, if there is one. Errors: ConfigError naming file and key. */
export async function applyConfig(command: Command, allCommands: readonly Command[]): Promise<void> {
  for (const option of command.options) forgetDenied(command, option);
  const config = await readConfig();
  if (!config) return;
  const known = new Set(allCommands.flatMap(({ options }) => options.filter(isSetting).map(flagName)));
  for (const [key, value] of Object.entries(config.values)) {
    if (!known.has(key))
      throw new ConfigError(
        `${config.file}: ${key}: expected the name of a flag, such as ${[...known].slice(0, 4).join(', ')}.`,
      );
    const option = command.options.filter(isSetting).find((candidate) => flagName(candidate) === key);
    if (option) applyValue(command, option, value, config.file);
  }
}

/** The configuration as every command would take it; undefined where there is none. Errors: as applyConfig. */
export async function examineConfig(commands: readonly Command[]): Promise<ConfigFile | undefined> {
  for (const command of commands) await applyConfig(command, commands);
  return readConfig();
}

/** A switch's variable may say no: PREOPEN_RAW=false or =0 counts as not given, where commander sees only that it is set. */
function forgetDenied(command: Command, option: Option): void {
  const attribute = option.attributeName();
  if (!(option.isBoolean() || option.negate) || command.getOptionValueSource(attribute) !== 'env') return;
  const text = process.env[option.envVar ?? ''] ?? '';
  if (/^(?:|0|false|no|off)$/i.test(text))
    command.setOptionValueWithSource(attribute, option.negate ? true : option.defaultValue, 'default');
}

/** What a command works on, such as a packet's bytes, belongs to the command line alone and has no variable either. */
function isSetting(option: Option): boolean {
  return option.envVar !== undefined || option.negate;
}

function flagName(option: Option): string {
  return option.name();
}

function applyValue(command: Command, option: Option, value: string | number | boolean, file: string): void {
  const attribute = option.attributeName();
  const source = command.getOptionValueSource(attribute);
  if (source !== undefined && source !== 'default') return;
  command.setOptionValueWithSource(attribute, parsedValue(option, value, file), 'config');
}

function parsedValue(option: Option, value: string | number | boolean, file: string): unknown {
  if (option.isBoolean() || option.negate) return switched(option, value, file);
  if (option.optional && value === true) return option.presetArg;
  if (!option.parseArg) return value;
  try {
    return option.parseArg(String(value), undefined);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw new ConfigError(`${file}: ${option.name()}: ${error.message} It was ${JSON.stringify(value)}.`, {
      cause: error,
    });
  }
}

/** `no-reprice: true` says what the flag says, so it turns the option off. */
function switched(option: Option, value: string | number | boolean, file: string): boolean {
  if (typeof value === 'boolean') return option.negate ? !value : value;
  throw new ConfigError(
    `${file}: ${option.name()}: expected true or false, was ${JSON.stringify(value)}. Write it without quotes.`,
  );
}

async function readConfig(): Promise<ConfigFile | undefined> {
  const file = FILES.find((name) => existsSync(name));
  if (file === undefined) return undefined;
  const result = ConfigSchema.safeParse(await rawConfig(file));
  if (result.success) return { file, values: result.data };
  const key = result.error.issues[0]?.path.join('.') ?? '';
  throw new ConfigError(
    key === ''
      ? `${file}: expected a map of flag names and values, such as seed: 2.`
      : `${file}: ${key}: expected a text, a number, true or false.`,
  );
}

async function rawConfig(file: (typeof FILES)[number]): Promise<unknown> {
  try {
    if (file === 'preopen.config.yaml') return parse(readFileSync(file, 'utf8')) ?? {};
    const module: { readonly default?: unknown } = await import(pathToFileURL(resolve(file)).href);
    return module.default;
  } catch (cause) {
    throw new ConfigError(
      `${file} cannot be read: ${cause instanceof Error ? cause.message.split('\n')[0] : 'unknown'}.`,
      { cause },
    );
  }
}
