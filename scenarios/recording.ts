/**
 * Recorded sessions as MCAP files (https://mcap.dev): an open container with its own inspection and recovery tools.
 *
 * Shape: one attachment `manifest.json` first (recording-manifest.ts); then per underlying a channel `spot/<symbol>` (one
 * float64 LE, rupees) and per expiry a channel `chain/<symbol>/<expiry>` (recording-columns.ts; the layout stands in the
 * schema record too). The messages of a snapshot share its log time; the spot comes last and closes the snapshot. Chunks are zstd,
 * about 256 KiB before compression, each with its CRC, so that damage costs little of what stands before it. Data and
 * summary sections carry a CRC each, so no flipped byte goes unseen.
 */
import { constants, zstdCompressSync } from 'node:zlib';
import { McapWriter } from '@mcap/core';
import type { RecordedSession, RecordedUnderlying } from '#engine/replay/recording.ts';
import { CHAIN_LAYOUT, createChainColumnsState, encodeChainColumns } from './recording-columns.ts';
import type { ChainColumnsState } from './recording-columns.ts';
import { manifestOf } from './recording-manifest.ts';

export { readRecording } from './recording-reader.ts';

const CHUNK_BYTES = 256 * 1024;
const ZSTD_LEVEL = 19;
const NS_PER_MS = 1_000_000n;

/** The file's bytes; the same session always gives the same bytes. */
export async function writeRecording(session: RecordedSession): Promise<Uint8Array> {
  const sink = new ByteSink();
  const writer = new McapWriter({
    writable: sink,
    chunkSize: CHUNK_BYTES,
    useMessageIndex: false,
    compressChunk: (data) => ({
      compression: 'zstd',
      compressedData: zstdCompressSync(data, {
        params: { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL },
      }),
    }),
  });
  await writer.start({ profile: 'preopen-option-session', library: 'preopen' });
  await writer.addAttachment({
    name: 'manifest.json',
    mediaType: 'application/json',
    logTime: 0n,
    createTime: 0n,
    data: new TextEncoder().encode(JSON.stringify(manifestOf(session))),
  });
  await writeSnapshots(writer, await registerChannels(writer, session));
  await writer.end();
  return sink.bytes();
}

interface UnderlyingChannels {
  readonly underlying: RecordedUnderlying;
  readonly spotChannelId: number;
  readonly chains: readonly { readonly channelId: number; readonly state: ChainColumnsState }[];
}

async function registerChannels(
  writer: McapWriter,
  session: RecordedSession,
): Promise<readonly UnderlyingChannels[]> {
  const spotSchema = await writer.registerSchema({
    name: 'preopen.Spot/1',
    encoding: 'preopen-text',
    data: new TextEncoder().encode('One IEEE 754 binary64, little-endian: the underlying in rupees.'),
  });
  const chainSchema = await writer.registerSchema({
    name: 'preopen.ChainColumns/1',
    encoding: 'preopen-text',
    data: new TextEncoder().encode(CHAIN_LAYOUT),
  });
  const register = (topic: string, schemaId: number) =>
    writer.registerChannel({ topic, schemaId, messageEncoding: 'preopen-columns', metadata: new Map() });
  const channels: UnderlyingChannels[] = [];
  for (const underlying of session.underlyings) {
    const chains: UnderlyingChannels['chains'][number][] = [];
    for (const ladder of underlying.expiries) {
      const channelId = await register(`chain/${underlying.symbol}/${ladder.expiry}`, chainSchema);
      chains.push({ channelId, state: createChainColumnsState(ladder.strikes.length * 2) });
    }
    channels.push({
      underlying,
      spotChannelId: await register(`spot/${underlying.symbol}`, spotSchema),
      chains,
    });
  }
  return channels;
}

/** Snapshots of all underlyings in time order, so that a damaged file ends at one moment for all of them. */
async function writeSnapshots(writer: McapWriter, channels: readonly UnderlyingChannels[]): Promise<void> {
  const order = channels
    .flatMap((channel, position) =>
      channel.underlying.snapshots.map((snapshot) => ({ channel, position, snapshot })),
    )
    .sort((a, b) => a.snapshot.atMs - b.snapshot.atMs || a.position - b.position);
  for (const [sequence, { channel, snapshot }] of order.entries()) {
    const logTime = BigInt(snapshot.atMs) * NS_PER_MS;
    const stamp = { sequence, logTime, publishTime: logTime };
    for (const [position, { channelId, state }] of channel.chains.entries()) {
      const chain = snapshot.chains[position];
      if (chain) await writer.addMessage({ ...stamp, channelId, data: encodeChainColumns(state, chain) });
    }
    const spot = new Uint8Array(8);
    new DataView(spot.buffer).setFloat64(0, snapshot.spot, true);
    await writer.addMessage({ ...stamp, channelId: channel.spotChannelId, data: spot });
  }
}

/** Collects what the writer writes; a session is a few megabytes. */
class ByteSink {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  async write(part: Uint8Array): Promise<void> {
    this.#parts.push(part.slice());
    this.#length += part.length;
  }

  position(): bigint {
    return BigInt(this.#length);
  }

  bytes(): Uint8Array {
    const bytes = new Uint8Array(this.#length);
    let offset = 0;
    for (const part of this.#parts) {
      bytes.set(part, offset);
      offset += part.length;
    }
    return bytes;
  }
}
