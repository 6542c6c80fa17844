/** Flags that several commands share, and how a flag is made. */
import { Option } from 'commander';
import { PRICE_MODEL_NAMES } from '#engine/pricing/price-model.ts';
import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';
import {
  parseCadence,
  parseDuration,
  parseFormat,
  parseParameter,
  parsePriceModel,
  parseWire,
} from './option-values.ts';

/** What a command works on, as opposed to how: neither a variable nor the configuration stands in for it. */
export function input(flags: string, description: string): Option {
  return new Option(flags, description);
}

/** Every flag that is a setting can be given as PREOPEN_FLAG_NAME too. */
export function option(flags: string, description: string): Option {
  const created = new Option(flags, description);
  return created.env(`PREOPEN_${created.name().replaceAll('-', '_').toUpperCase()}`);
}

/** `--ready-file`, of the served exchange that a command talks to. */
export function readyFileOption(): Option {
  return option('--ready-file <file>', 'the ready file of that serve').makeOptionMandatory();
}

/** `--format`, repeatable; pretty unless given. */
export function formatOption(formats: readonly string[]): Option {
  return option('-f, --format <format>', `${formats.join(', ')}; with :path into a file; repeatable`)
    .default([{ format: 'pretty', path: undefined }], 'pretty')
    .argParser(parseFormat(formats));
}

/** `--set`, repeatable: what the scenario's parameters are. */
export function parameterOption(): Option {
  return input('--set <name=value>', 'set a parameter of the scenario; repeatable').argParser(parseParameter);
}

/** `--timeout`, of what is watched while it should move. */
export function movementOption(): Option {
  return option('--timeout <duration>', 'how long a price may take to move')
    .default(15_000, '15s')
    .argParser(parseDuration);
}

/** `--fail-on` */
export function failOnOption(): Option {
  return option('--fail-on <level>', 'lowest status that fails the run')
    .choices(['warn', 'fail'])
    .default('fail');
}

/** `--judge` */
export function judgeOption(): Option {
  return option(
    '--judge',
    'exit 1 when a client broke an expectation of the scenario, 5 when a planned fault never struck',
  );
}

/** `--price-model`, of every command that starts an engine; `ofWhat` names the engine where there may be none of ours. */
export function priceModelOption(ofWhat?: string): Option {
  const whose = ofWhat === undefined ? '' : ` of ${ofWhat}`;
  return option(
    '--price-model <model>',
    `premium model${whose}: ${PRICE_MODEL_NAMES.join(', ')} (default: the scenario's)`,
  ).argParser(parsePriceModel);
}

/** `--cadence` */
export function cadenceOption(): Option {
  return option(
    '--cadence <ms>',
    "grid on which the feed conflates: 100, 250 or 1000 ms (default: the wire's)",
  ).argParser(parseCadence);
}

/** `--wire` */
export function wireOption(): Option {
  return option(
    '--wire <profile>',
    'observed, documented, sdk or seed-compat; behind commas what differs: observed,messages=batch',
  )
    .default(WIRE_PROFILES.observed, 'observed')
    .argParser(parseWire);
}

/** `--no-color` */
export function colourOption(): Option {
  return new Option('--no-color', 'plain text (also: NO_COLOR)');
}
