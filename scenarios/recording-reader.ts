/** Reads a recorded session from MCAP bytes, as a stream: what stands before damage is really read. */
import { crc32, zstdDecompressSync } from 'node:zlib';
import { McapConstants, McapStreamReader } from '@mcap/core';
import type { McapTypes } from '@mcap/core';
import { RecordingError } from '#engine/errors.ts';
import { istTimeOfDay } from '#engine/market/ist-time.ts';
import type { RecordedChain, RecordedSession, RecordedSnapshot } from '#engine/replay/recording.ts';
import { createChainColumnsState, decodeChainColumns } from './recording-columns.ts';
import type { ChainColumnsState } from './recording-columns.ts';
import { parseManifest } from './recording-manifest.ts';
import type { RecordingManifest } from './recording-manifest.ts';

const NS_PER_MS = 1_000_000n;
/** Footer record (opcode, length, two offsets, CRC) and the closing magic. */
const FOOTER_BYTES = 29;
const MAGIC_BYTES = 8;
const DATA_END_BYTES = 13;
const DATA_END_OPCODE: number = McapConstants.Opcode.DATA_END;

/**
 * The whole session of a recording. `file` is only named in errors.
 * Errors: RecordingError when the bytes are no recording, end early or fail a checksum; it says what was recovered up to where.
 */
export function readRecording(bytes: Uint8Array, file: string): RecordedSession {
  const progress: Progress = {
    manifest: undefined,
    channels: new Map(),
    underlyings: [],
    recovered: 0,
    lastAtMs: 0,
  };
  try {
    readRecords(bytes, progress);
    verifySectionChecksums(bytes);
  } catch (cause) {
    throw damaged(file, progress, cause);
  }
  const manifest = progress.manifest;
  if (!manifest) throw damaged(file, progress, new RangeError('the attachment manifest.json is missing'));
  if (progress.recovered !== snapshotCount(manifest))
    throw damaged(
      file,
      progress,
      new RangeError('the file holds fewer snapshots than its manifest announces'),
    );
  return toSession(manifest, progress);
}

interface ChainTopic {
  readonly kind: 'chain';
  readonly underlying: number;
  readonly ladder: number;
  readonly state: ChainColumnsState;
}

interface SpotTopic {
  readonly kind: 'spot';
  readonly underlying: number;
}

interface UnderlyingProgress {
  readonly snapshots: RecordedSnapshot[];
  /** Chains of the snapshot being read; the spot message closes it. */
  pending: (RecordedChain | undefined)[];
}

interface Progress {
  manifest: RecordingManifest | undefined;
  readonly channels: Map<number, ChainTopic | SpotTopic>;
  readonly underlyings: UnderlyingProgress[];
  recovered: number;
  lastAtMs: number;
}

function readRecords(bytes: Uint8Array, progress: Progress): void {
  const reader = new McapStreamReader({
    validateCrcs: true,
    decompressHandlers: { zstd: (data) => zstdDecompressSync(data) },
  });
  reader.append(bytes);
  for (let record = reader.nextRecord(); record; record = reader.nextRecord()) {
    if (record.type === 'Attachment' && record.name === 'manifest.json') startSession(progress, record.data);
    else if (record.type === 'Channel') registerChannel(progress, record);
    else if (record.type === 'Message') readMessage(progress, record);
  }
  if (!reader.done()) throw new RangeError('the file ends before its footer');
}

function startSession(progress: Progress, data: Uint8Array): void {
  const manifest = parseManifest(data);
  progress.manifest = manifest;
  for (const { expiries } of manifest.underlyings)
    progress.underlyings.push({ snapshots: [], pending: expiries.map(() => undefined) });
}

function registerChannel(progress: Progress, channel: McapTypes.Channel): void {
  if (progress.channels.has(channel.id)) return;
  const [kind, symbol, expiry] = channel.topic.split('/');
  const underlying = progress.manifest?.underlyings.findIndex((entry) => entry.symbol === symbol) ?? -1;
  const ladders = progress.manifest?.underlyings[underlying]?.expiries;
  if (!ladders) throw new RangeError(`channel ${channel.topic} is not in the manifest`);
  if (kind === 'spot') {
    progress.channels.set(channel.id, { kind: 'spot', underlying });
    return;
  }
  const ladder = ladders.findIndex((entry) => entry.expiry === expiry);
  const strikes = ladders[ladder]?.strikes;
  if (kind !== 'chain' || !strikes) throw new RangeError(`channel ${channel.topic} is not in the manifest`);
  const state = createChainColumnsState(strikes.length * 2);
  progress.channels.set(channel.id, { kind: 'chain', underlying, ladder, state });
}

function readMessage(progress: Progress, message: McapTypes.Message): void {
  const topic = progress.channels.get(message.channelId);
  const underlying = topic && progress.underlyings[topic.underlying];
  if (!topic || !underlying) throw new RangeError(`message on unknown channel ${message.channelId}`);
  if (topic.kind === 'chain') {
    underlying.pending[topic.ladder] = decodeChainColumns(topic.state, message.data);
    return;
  }
  const { buffer, byteOffset, byteLength } = message.data;
  const atMs = Number(message.logTime / NS_PER_MS);
  const spot = new DataView(buffer, byteOffset, byteLength).getFloat64(0, true);
  underlying.snapshots.push({ atMs, spot, chains: underlying.pending });
  underlying.pending = underlying.pending.map(() => undefined);
  progress.recovered += 1;
  progress.lastAtMs = atMs;
}

/** The stream reader checks chunks and attachments; these two CRCs cover every byte between them as well. */
function verifySectionChecksums(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const footer = bytes.length - MAGIC_BYTES - FOOTER_BYTES;
  const summaryStart = Number(view.getBigUint64(footer + 9, true));
  const summaryEnd = footer + FOOTER_BYTES - 4;
  if (summaryStart < DATA_END_BYTES || summaryStart > footer)
    throw new RangeError('the footer points outside the file');
  const dataEnd = summaryStart - DATA_END_BYTES;
  if (view.getUint8(dataEnd) !== DATA_END_OPCODE || view.getBigUint64(dataEnd + 1, true) !== 4n)
    throw new RangeError('the record that ends the data section is missing');
  if (crc32(bytes.subarray(0, dataEnd)) !== view.getUint32(summaryStart - 4, true))
    throw new RangeError('the checksum of the data section does not match');
  if (crc32(bytes.subarray(summaryStart, summaryEnd)) !== view.getUint32(summaryEnd, true))
    throw new RangeError('the checksum of the summary does not match');
}

function snapshotCount(manifest: RecordingManifest): number {
  return manifest.underlyings.reduce((sum, underlying) => sum + underlying.snapshotCount, 0);
}

function toSession(manifest: RecordingManifest, progress: Progress): RecordedSession {
  return {
    date: manifest.date,
    provenance: manifest.provenance,
    underlyings: manifest.underlyings.map((underlying, position) => ({
      symbol: underlying.symbol,
      lotSize: underlying.lotSize,
      strikeInterval: underlying.strikeInterval,
      previousClose: underlying.previousClose,
      isSpotDerived: underlying.isSpotDerived,
      expiries: underlying.expiries.map((ladder) => ({
        expiry: ladder.expiry,
        strikes: Float64Array.from(ladder.strikes),
        previousClose: Float64Array.from(ladder.previousClose),
        previousOi: Float64Array.from(ladder.previousOi),
      })),
      snapshots: progress.underlyings[position]?.snapshots ?? [],
    })),
  };
}

function damaged(file: string, progress: Progress, cause: unknown): RecordingError {
  const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
  const extent = progress.manifest
    ? `recovered ${progress.recovered} of ${snapshotCount(progress.manifest)} snapshots${
        progress.recovered > 0 ? `, up to ${istTimeOfDay(progress.lastAtMs)} IST` : ''
      }`
    : 'recovered nothing: no manifest was read';
  return new RecordingError(
    `reading the recording failed: expected a complete MCAP session, was damaged: ${reason}; ${extent} (${file}). ` +
      'Restore the file, for instance with git checkout or by running its converter again.',
    { cause },
  );
}
