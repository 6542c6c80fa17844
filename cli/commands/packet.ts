import { writeFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { ConfigError, StoreError } from '#engine/errors.ts';
import { PACKET_LENGTHS } from '#engine/wire/feed-codes.ts';
import { depthPacketFrom } from '#engine/wire/depth-packet-input.ts';
import type { DepthFeedLevels } from '#engine/wire/depth-packets.ts';
import { depthFeedOf, explainDepthFrame } from '#engine/wire/explain-depth-frame.ts';
import { explainFrame } from '#engine/wire/explain-packet.ts';
import type { ExplainedFrame } from '#engine/wire/explained-frame.ts';
import { encodePacket } from '#engine/wire/feed-packets.ts';
import { hexOf } from '#engine/wire/hex.ts';
import { packetFieldsFrom } from '#engine/wire/packet-input.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { ReportFormat } from '../option-values.ts';
import { givenBytes } from '../packet-bytes.ts';
import { isColoured } from '../reporters/colour.ts';
import { renderPacketReport } from '../reporters/packet-report.ts';
import { sdkPrints } from '../reporters/sdk-prints.ts';
import { writeReports } from '../reporters/write-reports.ts';

/** The feeds that send binary packets. */
export type PacketFeed = 'live' | 'depth-20' | 'depth-200';

export interface DecodeFlags {
  readonly file?: string;
  readonly base64?: string;
  readonly feed: PacketFeed;
  readonly format: readonly ReportFormat[];
  readonly color: boolean;
}

/** The rest are values of the packet, by their name in FeedPacket. */
export interface EncodeFlags {
  readonly feed: PacketFeed;
  readonly json?: string;
  readonly base64?: boolean;
  readonly output?: string;
  readonly segment?: string;
  readonly depth?: string;
  readonly [value: string]: unknown;
}

/** `preopen packet decode`. Returns 1 when some of the bytes are no sound packet. */
export async function decodePackets(hex: readonly string[], flags: DecodeFlags): Promise<number> {
  if (flags.feed !== 'live' && flags.format.some(({ format }) => format === 'sdk'))
    throw new ConfigError(
      `-f sdk: expected the live feed's packets, was --feed ${flags.feed}. Read those with -f pretty or json.`,
    );
  const { bytes, source } = await givenBytes({ ...flags, hex });
  const frame = explained(bytes, flags.feed);
  const exitCode = frame.findings.length === 0 ? EXIT_CODES.ok : EXIT_CODES.failed;
  const report = { source, feed: flags.feed, ...frame, exitCode };
  await writeReports(flags.format, (format) =>
    format === 'sdk'
      ? sdkPrints(bytes, frame)
      : renderPacketReport(format, report, { isColoured: isColoured(flags) }),
  );
  return exitCode;
}

function explained(bytes: Uint8Array, feed: PacketFeed): ExplainedFrame {
  if (feed !== 'live') return explainDepthFrame(bytes, levelsOf(feed));
  const frame = explainFrame(bytes);
  const depthLevels = frame.findings.length === 0 ? undefined : depthFeedOf(bytes);
  if (depthLevels === undefined) return frame;
  const remedy = `It is a sound frame of the ${depthLevels}-level depth feed: add --feed depth-${depthLevels}.`;
  return { ...frame, findings: frame.findings.map((finding) => ({ ...finding, remedy })) };
}

function levelsOf(feed: Exclude<PacketFeed, 'live'>): DepthFeedLevels {
  return feed === 'depth-20' ? 20 : 200;
}

/** `preopen packet encode`. Several packets become one frame. */
export async function encodePackets(flags: EncodeFlags): Promise<number> {
  if (flags.json === undefined && flags.feed !== 'live')
    throw new ConfigError(
      `--feed ${flags.feed}: expected the packet as --json, as packet decode --feed ${flags.feed} -f json prints it; flags write the live feed's.`,
    );
  const packets = flags.json === undefined ? [packetOfFlags(flags)] : packetsOf(await jsonOf(flags.json));
  if (packets.length === 0) throw new ConfigError('packets: expected at least one, was an empty list.');
  const bytes = flags.feed === 'live' ? liveFrame(packets) : depthFrame(packets, levelsOf(flags.feed));
  if (flags.output !== undefined) await writeBytes(flags.output, bytes);
  else process.stdout.write(`${flags.base64 ? Buffer.from(bytes).toString('base64') : hexOf(bytes)}\n`);
  return EXIT_CODES.ok;
}

/** Flags that are no value of the packet. */
const OTHER_FLAGS: ReadonlySet<string> = new Set(['feed', 'json', 'base64', 'output', 'segment', 'depth']);

function packetOfFlags(flags: EncodeFlags): unknown {
  const values = Object.entries(flags)
    .filter(([name]) => !OTHER_FLAGS.has(name))
    .map(([name, value]) => [name, numberIfOne(value)]);
  return {
    ...Object.fromEntries(values),
    ...(flags.segment === undefined ? {} : { exchangeSegment: flags.segment }),
    ...(flags.depth === undefined ? {} : { depth: parsedJson(flags.depth, '--depth') }),
  };
}

/** Text that is no number stays text, so that whoever refuses it can show it. */
function numberIfOne(value: unknown): unknown {
  const isNumber = typeof value === 'string' && /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(value);
  return isNumber ? Number(value) : value;
}

async function jsonOf(json: string): Promise<unknown> {
  return json === '-' ? parsedJson(await text(process.stdin), 'stdin') : parsedJson(json, '--json');
}

function parsedJson(json: string, source: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'unknown';
    throw new ConfigError(
      `${source}: expected JSON, was something else: ${reason}. Quote it for the shell.`,
      {
        cause,
      },
    );
  }
}

/** A packet, a list of them, or the packets of a report of `decode`. */
function packetsOf(json: unknown): readonly unknown[] {
  if (Array.isArray(json)) return json;
  if (!isReport(json)) return [json];
  if (json.findings.length > 0)
    throw new ConfigError(
      `findings: expected a report without any, was ${json.findings.length}. Its bytes cannot be rebuilt: give the packets alone.`,
    );
  return json.packets.map(({ packet }) => packet);
}

function isReport(json: unknown): json is {
  readonly packets: readonly { readonly packet: unknown }[];
  readonly findings: readonly unknown[];
} {
  if (typeof json !== 'object' || json === null || !('packets' in json) || !('findings' in json))
    return false;
  return (
    Array.isArray(json.findings) &&
    Array.isArray(json.packets) &&
    json.packets.every((one: unknown) => typeof one === 'object' && one !== null && 'packet' in one)
  );
}

function liveFrame(packets: readonly unknown[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(packets.length * PACKET_LENGTHS[8]));
  let length = 0;
  for (const packet of packets) length += encodePacket(view, length, packetFieldsFrom(packet));
  return new Uint8Array(view.buffer, 0, length);
}

function depthFrame(packets: readonly unknown[], levels: DepthFeedLevels): Uint8Array {
  return Buffer.concat(packets.map((packet) => depthPacketFrom(packet, levels)));
}

async function writeBytes(file: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(file, bytes);
  } catch (cause) {
    throw new StoreError(`cannot write the packet to ${file}. Give a folder that exists and is writable.`, {
      cause,
    });
  }
}
