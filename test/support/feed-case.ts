/** One thing a feed says and what it looks like, as data; and the only way to claim that a feed says it. */
import { expect } from 'vitest';
import type { ScenarioAccount } from '#engine/scenario.ts';
import { decodeDepthFrame } from '#engine/wire/depth-packets.ts';
import type { DepthFeedLevels } from '#engine/wire/depth-packets.ts';
import { decodePacket } from '#engine/wire/feed-packets.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import type { FeedType } from '#mock-dhan/feed/feed-routing.ts';
import type { MountedExchange } from './mounted-exchange.ts';

/** An answer of a feed: its mark on the wire, its keys, and at least one value. */
export interface FeedCase {
  readonly feed: FeedType;
  /** As the coverage table names it: a kind of packet, or an end of the connection. */
  readonly answer: string;
  readonly says: string;
  readonly on?: (wire: WireProfile) => boolean;
  readonly accounts?: readonly ScenarioAccount[];
  /** 09:20:00 of the day without it. */
  readonly nowMs?: number;
  /** Far legs to list beside the small world's. */
  readonly moreLegs?: number;
  readonly hear: (mounted: MountedExchange) => Promise<Heard>;
  /** What a status is to a route: code and length of a packet, or how a connection stands. */
  readonly mark: unknown;
  readonly keys: readonly string[];
  readonly values:
    | Readonly<Record<string, unknown>>
    | ((wire: WireProfile) => Readonly<Record<string, unknown>>);
}

/** What came of a case, decoded. */
export interface Heard {
  readonly mark: unknown;
  readonly body: object;
}

/** Runs the dialogue and asserts mark, keys and values; returns only when all of them held. */
export async function proveFeedCase(mounted: MountedExchange, feedCase: FeedCase): Promise<void> {
  const { hear, mark, keys } = feedCase;
  const values =
    typeof feedCase.values === 'function' ? feedCase.values(mounted.exchange.wire) : feedCase.values;
  if (keys.length === 0 || Object.keys(values).length === 0)
    throw new Error(
      `${feedCase.feed} ${feedCase.answer}: expected keys and a value to assert, was too little.`,
    );
  const heard = await hear(mounted);
  expect(heard.mark).toEqual(mark);
  expect(Object.keys(heard.body)).toEqual(keys);
  expect(heard.body).toMatchObject(values);
}

/** A packet of the live feed; its mark is `[code, bytes]`. */
export function livePacket(bytes: Uint8Array): Heard {
  const packet = decodePacket(bytes);
  if (!packet.ok) throw new Error(packet.error.message);
  return { mark: [bytes[0], bytes.length], body: packet.value };
}

/** The packet of one side, or the end, in a message of a depth feed; its mark is `[code, bytes]`. */
export function depthPacket(message: Uint8Array, levels: DepthFeedLevels, kind: string): Heard {
  const { packets, finding } = decodeDepthFrame(message, levels);
  if (finding) throw new Error(finding.message);
  const position = packets.findIndex((packet) => packet.kind === kind);
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  let at = 0;
  for (let packet = 0; packet < position; packet += 1) at += view.getInt16(at, true);
  return { mark: [view.getUint8(at + 2), view.getInt16(at, true)], body: packets[position]! };
}
