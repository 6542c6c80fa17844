import { InvalidArgumentError } from 'commander';
import { ConfigError } from '#engine/errors.ts';
import { priceModelName } from '#engine/pricing/price-model.ts';
import type { PriceModelName } from '#engine/pricing/price-model.ts';
import { WIRE_SWITCHES, parseWireProfile } from '#engine/wire/wire-profile.ts';
import type { Parameters } from '#scenarios/parameters.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';

/** Where a report goes: stdout when `path` is undefined. */
export interface ReportFormat {
  readonly format: string;
  readonly path: string | undefined;
}

export type Speed = number | 'max';

export function parseSeed(text: string): number {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || seed > 4_294_967_295)
    throw new InvalidArgumentError('Expected a whole number, 0 to 4294967295.');
  return seed;
}

export function parseCount(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || count > 1_000_000)
    throw new InvalidArgumentError('Expected a whole number, 1 to 1000000.');
  return count;
}

/** `0.05`: percent. */
export function parsePercent(text: string): number {
  const percent = Number(text);
  if (text.trim() === '' || !(percent >= 0 && percent <= 100))
    throw new InvalidArgumentError('Expected a number of percent, 0 to 100, such as 0.05.');
  return percent;
}

export function parseSpeed(text: string): Speed {
  if (text === 'max') return 'max';
  const speed = Number(text);
  if (!(speed > 0 && speed <= 10_000))
    throw new InvalidArgumentError('Expected a number from above 0 to 10000, or max.');
  return speed;
}

export function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('Expected a port, 0 to 65535 (0: a free one).');
  return port;
}

/** Where something listens. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** `:8080` and `8080` on loopback, `0.0.0.0:8080`, `[::1]:8080`. */
export function parseListenAddress(text: string): ListenAddress {
  const match = /^(?:(\[[\da-f:.]+\]|[\w.-]+)?:)?(\d{1,5})$/i.exec(text);
  const port = Number(match?.[2]);
  if (!match || port > 65_535)
    throw new InvalidArgumentError('Expected HOST:PORT, or :PORT for this machine alone, such as :8080.');
  return { host: (match[1] ?? '127.0.0.1').replaceAll(/[[\]]/g, ''), port };
}

/** Where `--tls` without a folder keeps the authority, below the working folder. */
export const CA_FOLDER = '.preopen/ca';

/**
 * A folder; the words of a switch are understood too, as PREOPEN_TLS=1 and `tls: false` say them. Off is `false`, because
 * commander takes undefined for a flag without a value.
 */
export function parseTlsFolder(text: string): string | false {
  if (text === '') throw new InvalidArgumentError('Expected a folder.');
  if (/^(?:0|false|no|off)$/i.test(text)) return false;
  return /^(?:1|true|yes|on)$/i.test(text) ? CA_FOLDER : text;
}

/** A wire profile by its name, and what differs from it. */
export function parseWire(text: string): WireProfile {
  return readBy(parseWireProfile, text);
}

/** A premium model by its name. */
export function parsePriceModel(text: string): PriceModelName {
  return readBy(priceModelName, text);
}

/** Reads as the engine does; what it refuses is a wrong argument here. */
function readBy<Value>(read: (text: string) => Value, text: string): Value {
  try {
    return read(text);
  } catch (error) {
    throw error instanceof ConfigError ? new InvalidArgumentError(error.message) : error;
  }
}

/** The profile of the run: `--cadence` has the last word on its grid. */
export function wireOf(flags: { readonly wire: WireProfile; readonly cadence?: Cadence }): WireProfile {
  return flags.cadence === undefined ? flags.wire : { ...flags.wire, cadenceMs: flags.cadence };
}

/** Milliseconds between flushes of the feeds. */
export type Cadence = WireProfile['cadenceMs'];

export function parseCadence(text: string): Cadence {
  const cadence = WIRE_SWITCHES.cadenceMs.values.find((known) => known === text);
  if (cadence === undefined) throw new InvalidArgumentError('Expected 100, 250 or 1000.');
  return cadence;
}

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** `500ms`, `2s`, `5m`, `1h` in milliseconds. */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  if (!match) throw new InvalidArgumentError('Expected a duration such as 500ms, 2s, 5m or 1h.');
  return Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS];
}

/** A whole number of copies, one of them the original. */
export function parseCopies(text: string): number {
  const copies = Number(text);
  if (!/^\d+$/.test(text) || copies < 2)
    throw new InvalidArgumentError('Expected a whole number of 2 or more.');
  return copies;
}

const SIZE_UNITS: Readonly<Record<string, number>> = { KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/** `512KiB`, `256MiB`, `2GiB` in bytes. */
export function parseSize(text: string): number {
  const match = /^(\d+)(KiB|MiB|GiB)$/.exec(text);
  const bytes = Number(match?.[1]) * (SIZE_UNITS[match?.[2] ?? ''] ?? Number.NaN);
  if (!(bytes > 0)) throw new InvalidArgumentError('Expected a size such as 512KiB, 256MiB or 2GiB.');
  return bytes;
}

export function parseDigest(text: string): string {
  if (!/^sha256:[0-9a-f]{64}$/.test(text))
    throw new InvalidArgumentError('Expected sha256: and 64 hex digits, as a replay prints them.');
  return text;
}

/** An http or https URL. */
export function parseWebUrl(text: string): string {
  if (/^https?:$/.test(URL.parse(text)?.protocol ?? '')) return text;
  throw new InvalidArgumentError('Expected a URL such as http://127.0.0.1:9000/orders.');
}

/** The URL of a Redis server, with nothing or a database number after the port. */
export function parseRedisUrl(text: string): string {
  const { protocol = '', pathname = '' } = URL.parse(text) ?? {};
  if (/^rediss?:$/.test(protocol) && /^\/?\d*$/.test(pathname)) return text;
  throw new InvalidArgumentError('Expected a URL such as redis://127.0.0.1:6379.');
}

/** The base URL of a backend. Errors: ConfigError for anything but http and https. */
export function backendUrl(text: string, command: string): string {
  if (/^https?:$/.test(URL.parse(text)?.protocol ?? '')) return text;
  throw new ConfigError(`${command} --backend: expected a URL such as http://127.0.0.1:8000, was "${text}".`);
}

/** Collects repeated `--format NAME[:PATH]`; the first given one replaces the default. */
export function parseFormat(
  formats: readonly string[],
): (text: string, previous: ReportFormat[]) => ReportFormat[] {
  const collected: ReportFormat[] = [];
  return (text) => {
    const colon = text.indexOf(':');
    const format = colon < 0 ? text : text.slice(0, colon);
    const path = colon < 0 ? undefined : text.slice(colon + 1);
    if (!formats.includes(format) || path === '')
      throw new InvalidArgumentError(`Expected ${formats.join(', ')}, or one of them with :path.`);
    if (collected.some((other) => other.path === path))
      throw new InvalidArgumentError(
        `Two reports for ${path ?? 'stdout'}: give one of them a :path of its own.`,
      );
    collected.push({ format, path });
    return collected;
  };
}

/** Collects repeated `--set NAME=VALUE`; the value is a text, a number or a truth value as YAML reads it. */
export function parseParameter(text: string, previous: Parameters | undefined): Parameters {
  const [, name, value] = /^(\w+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new InvalidArgumentError('Expected NAME=VALUE, a parameter of the scenario.');
  const isPlain = /^(?:-?\d+(?:\.\d+)?|true|false)$/.test(value);
  return { ...previous, [name]: isPlain ? (JSON.parse(value) as number | boolean) : value };
}

/** Collects a repeated flag. */
export function collected(text: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), text];
}

/** `feed,token` */
export function parseTags(text: string): readonly string[] {
  const tags = text.split(',').map((tag) => tag.trim());
  if (tags.some((tag) => tag === '')) throw new InvalidArgumentError('Expected tags such as feed,token.');
  return tags;
}

/** A regular expression. */
export function parsePattern(text: string): RegExp {
  try {
    return new RegExp(text, 'u');
  } catch {
    throw new InvalidArgumentError('Expected a regular expression such as ^backend\\.');
  }
}

/** An IST time of day as `--at` takes it. Errors: ConfigError. */
export function startTime(at: string, command: string): string {
  if (/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(at)) return at;
  throw new ConfigError(`${command} --at: expected an IST time of day HH:mm or HH:mm:ss, was "${at}".`);
}
