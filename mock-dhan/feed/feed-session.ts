import type { Clock, InstrumentKey } from '#engine/ports.ts';
import { RESPONSE_CODES, SERVED_MODES } from '#engine/wire/feed-codes.ts';
import type { DisconnectReason, ServedMode } from '#engine/wire/feed-codes.ts';
import { createPacketFields, encodePacket } from '#engine/wire/feed-packets.ts';
import { parseFeedRequest } from '#engine/wire/feed-requests.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import type { World } from '../world/world.ts';
import { ClientSession } from './client-session.ts';
import type { SessionOptions } from './client-session.ts';
import { PacketBatch } from './packet-batch.ts';
import { MODE_BITS } from './quote-tape.ts';
import type { QuoteTape } from './quote-tape.ts';

/** What every session of the live feed shares. */
export interface FeedFloor {
  readonly world: World;
  readonly tape: QuoteTape;
  /** Scenario time. */
  readonly clock: Clock;
  readonly wire: WireProfile;
  isMuted(): boolean;
}

/** Source: dhan-v2-wire 3, 6.3. */
export const INSTRUMENTS_PER_CONNECTION_MAX = 5000;
const DISCONNECT_PACKET_LENGTH = 10;

/** One client of the live feed: its subscriptions and what it is sent of them. */
export class FeedSession extends ClientSession {
  readonly #floor: FeedFloor;
  /** Union of MODE_BITS per board index. */
  readonly #modes: Uint8Array;

  constructor(floor: FeedFloor, options: SessionOptions) {
    super(options);
    this.#floor = floor;
    this.#modes = new Uint8Array(floor.world.board.size);
  }

  /** Packet 50 with its reason, then the close. */
  override disconnect(reason: DisconnectReason): void {
    this.endWith(encodeDisconnectPacket(reason));
  }

  /** Sends what is no answer to a subscription to whoever has logged in. */
  announce(packet: Uint8Array): void {
    if (this.isEnded || this.clientId === '') return;
    this.send(packet, 1);
    this.flush();
  }

  /**
   * Sends the packets of `batch` that this session subscribed to. `scratch` is where they are gathered when they
   * must become one message; `isOnly` promises that all of them are this session's.
   */
  deliver(batch: PacketBatch, scratch: Uint8Array, isOnly: boolean): void {
    if (this.isEnded || batch.count === 0) return;
    if (this.#floor.wire.messages === 'one-packet') this.#deliverEach(batch);
    else if (isOnly) this.send(batch.bytes.subarray(0, batch.byteLength), batch.count);
    else this.#deliverGathered(batch, scratch);
    this.flush();
  }

  protected override obey(text: string): void {
    const request = parseFeedRequest(text, this.#floor.wire);
    if (!request) return;
    switch (request.kind) {
      case 'subscribe':
        if (request.surplus > 0 && this.#floor.wire.surplusInstruments === 'disconnect-804')
          this.disconnect(804);
        else this.#subscribe(request.mode, request.instruments);
        break;
      case 'unsubscribe':
        this.#unsubscribe(request.mode, request.instruments);
        break;
      case 'disconnect':
        this.close();
        break;
    }
  }

  protected override release(): void {
    for (let index = 0; index < this.#modes.length; index += 1)
      for (const mode of SERVED_MODES) this.#removeMode(index, mode);
  }

  #deliverEach(batch: PacketBatch): void {
    for (let position = 0; position < batch.count && !this.isEnded; position += 1) {
      if (this.#modes[batch.instrument[position]!]! & batch.modeBit[position]!)
        this.send(batch.packet(position), 1);
    }
  }

  #deliverGathered(batch: PacketBatch, scratch: Uint8Array): void {
    let length = 0;
    let packets = 0;
    for (let position = 0; position < batch.count; position += 1) {
      if ((this.#modes[batch.instrument[position]!]! & batch.modeBit[position]!) === 0) continue;
      const end = batch.end[position]!;
      for (let at = batch.start(position); at < end; at += 1, length += 1) scratch[length] = batch.bytes[at]!;
      packets += 1;
    }
    if (packets > 0) this.send(scratch.subarray(0, length), packets);
  }

  #subscribe(mode: ServedMode, instruments: readonly InstrumentKey[]): void {
    const { world, tape, clock } = this.#floor;
    world.sync(clock.nowMs());
    // A handler in memory may subscribe again while it is handed this snapshot, hence a batch of its own.
    const snapshot = new PacketBatch();
    for (const { exchangeSegment, securityId } of instruments) {
      const index = world.universe.indexOf(exchangeSegment, securityId);
      if (index < 0) continue;
      if (this.#modes[index] === 0 && this.instrumentCount >= INSTRUMENTS_PER_CONNECTION_MAX) {
        this.disconnect(804);
        return;
      }
      const servedMode = this.#servedMode(index, mode);
      this.#addMode(index, servedMode);
      tape.appendSnapshot(snapshot, index, servedMode, clock.nowMs());
    }
    if (!this.#floor.isMuted()) this.deliver(snapshot, snapshot.bytes, true);
  }

  #addMode(index: number, mode: ServedMode): void {
    const modes = this.#modes[index]!;
    if (modes & MODE_BITS[mode]) return;
    if (modes === 0) this.instrumentCount += 1;
    this.#modes[index] = modes | MODE_BITS[mode];
    this.#floor.tape.addReader(index, mode);
  }

  #unsubscribe(mode: ServedMode, instruments: readonly InstrumentKey[]): void {
    for (const { exchangeSegment, securityId } of instruments) {
      const index = this.#floor.world.universe.indexOf(exchangeSegment, securityId);
      if (index >= 0) this.#removeMode(index, this.#servedMode(index, mode));
    }
  }

  /** By some accounts an index is a Ticker, whatever mode it was subscribed in. */
  #servedMode(index: number, mode: ServedMode): ServedMode {
    const { world, wire } = this.#floor;
    const isIndex = world.universe.instruments[index]?.kind === 'index';
    return isIndex && wire.indexModes === 'ticker-only' ? 'ticker' : mode;
  }

  #removeMode(index: number, mode: ServedMode): void {
    const modes = this.#modes[index]!;
    if ((modes & MODE_BITS[mode]) === 0) return;
    this.#modes[index] = modes & ~MODE_BITS[mode];
    if (this.#modes[index] === 0) this.instrumentCount -= 1;
    this.#floor.tape.removeReader(index, mode);
  }
}

/** Packet 50; segment and id in its header mean nothing. Source: dhan-v2-wire 6.5. */
export function encodeDisconnectPacket(reason: DisconnectReason): Uint8Array {
  const bytes = new Uint8Array(DISCONNECT_PACKET_LENGTH);
  const fields = { ...createPacketFields(), code: RESPONSE_CODES.disconnect, disconnectReason: reason };
  encodePacket(new DataView(bytes.buffer), 0, fields);
  return bytes;
}
