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
import { SubscriptionNotes } from './subscription-notes.ts';
import type { CarryingSession, InstrumentDelivery } from '../explain/explained-exchange.ts';

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
export class FeedSession extends ClientSession implements CarryingSession {
  readonly #floor: FeedFloor;
  /** Union of MODE_BITS per board index. */
  readonly #modes: Uint8Array;
  /** MODE_BITS of the packets a slow reader has not been sent, per board index. */
  readonly #held: Uint8Array;
  #isHolding = false;
  /** Packets of the instrument handed to the line, by board index. */
  readonly #sent: Uint32Array;
  /** What it asked for. */
  readonly notes = new SubscriptionNotes();

  constructor(floor: FeedFloor, options: SessionOptions) {
    super(options);
    this.#floor = floor;
    this.#modes = new Uint8Array(floor.world.board.size);
    this.#held = new Uint8Array(floor.world.board.size);
    this.#sent = new Uint32Array(floor.world.board.size);
  }

  /** What became of one instrument here, for whoever asks; undefined when it is not subscribed. `index`: on the board. */
  deliveryOf(index: number): InstrumentDelivery | undefined {
    const note = this.notes.of(index);
    if (!note) return undefined;
    const modes = SERVED_MODES.filter((mode) => this.#modes[index]! & MODE_BITS[mode]);
    const isHeldBack = this.#held[index] !== 0;
    const moves = this.#floor.world.board.version[index]! - note.versionThen;
    return { sinceMs: note.sinceMs, modes, moves, packets: this.#sent[index]!, isHeldBack };
  }

  /** Packet 50 with its reason, then the close. */
  override disconnect(reason: DisconnectReason): void {
    this.endWith(encodeDisconnectPacket(reason), reason);
  }

  /** Sends what is no answer to a subscription to whoever has logged in. */
  announce(packet: Uint8Array): void {
    if (this.isEnded || this.clientId === '') return;
    this.send(packet, 1);
  }

  /** Sends those packets of a flush that this session subscribed to; a slow reader may have to wait for them. */
  deliver(batch: PacketBatch): void {
    if (this.isEnded) return;
    const count = batch.select(this.#modes);
    if (this.mustConflate()) this.#hold(batch, count);
    else if (this.#isHolding) this.#catchUp(batch, count);
    else this.#send(batch, count);
  }

  protected override obey(text: string): void {
    const request = parseFeedRequest(text, this.#floor.wire);
    if (!request) return;
    switch (request.kind) {
      case 'subscribe':
        this.notes.ignored += request.ignored + request.surplus;
        if (request.surplus > 0 && this.#floor.wire.surplusInstruments === 'disconnect-804')
          this.disconnect(804);
        else this.#subscribe(request.mode, request.instruments);
        break;
      case 'unsubscribe':
        this.#unsubscribe(request.mode, request.instruments);
        break;
      case 'disconnect':
        this.leave();
        break;
    }
  }

  protected override release(): void {
    for (let index = 0; index < this.#modes.length; index += 1)
      for (const mode of SERVED_MODES) this.#removeMode(index, mode);
  }

  /** The selected packets of a batch in one write; sessions that want all of them share the memory. */
  #send(batch: PacketBatch, count: number): void {
    if (count === 0) return;
    const isAll = count === batch.count;
    for (let at = 0; at < count; at += 1) {
      const index = batch.instrument[isAll ? at : batch.selected[at]!]!;
      this.#sent[index] = this.#sent[index]! + 1;
    }
    if (this.#floor.wire.messages === 'batch') this.send(isAll ? batch.all() : batch.gather(count), count);
    else this.sendFrames(isAll ? batch.share() : batch.gather(count), count);
  }

  /** Notes what changed for a client that is busy: its newest packet will be encoded when the client is ready for it. */
  #hold(batch: PacketBatch, count: number): void {
    this.#isHolding = true;
    this.countHeldBack(count);
    for (let at = 0; at < count; at += 1) {
      const position = batch.selected[at]!;
      const index = batch.instrument[position]!;
      this.#held[index] = this.#held[index]! | batch.modeBit[position]!;
    }
  }

  #catchUp(batch: PacketBatch, count: number): void {
    this.#hold(batch, count);
    const { tape, wire, clock } = this.#floor;
    const newest = new PacketBatch(wire.messages);
    for (let index = 0; index < this.#held.length; index += 1)
      tape.appendNewest(newest, index, {
        modes: this.#held[index]! & this.#modes[index]!,
        nowMs: clock.nowMs(),
      });
    this.#held.fill(0);
    this.#isHolding = false;
    this.#send(newest, newest.count);
  }

  #subscribe(mode: ServedMode, instruments: readonly InstrumentKey[]): void {
    const { world, tape, clock } = this.#floor;
    world.sync(clock.nowMs());
    const snapshot = new PacketBatch(this.#floor.wire.messages);
    const isListed = ({ exchangeSegment, securityId }: InstrumentKey): boolean =>
      world.universe.indexOf(exchangeSegment, securityId) >= 0;
    const listed = instruments.filter(isListed);
    for (const key of instruments) if (!isListed(key)) this.notes.askedForUnlisted(key, clock.nowMs());
    this.journal.changed('subscribed', listed);
    for (const { exchangeSegment, securityId } of listed) {
      const index = world.universe.indexOf(exchangeSegment, securityId);
      if (this.#modes[index] === 0 && this.instrumentCount >= INSTRUMENTS_PER_CONNECTION_MAX) {
        this.disconnect(804);
        return;
      }
      const servedMode = this.#servedMode(index, mode);
      this.#addMode(index, servedMode);
      tape.appendSnapshot(snapshot, index, servedMode, clock.nowMs());
    }
    if (!this.#floor.isMuted()) this.#send(snapshot, snapshot.count);
  }

  #addMode(index: number, mode: ServedMode): void {
    const modes = this.#modes[index]!;
    if (modes & MODE_BITS[mode]) return;
    if (modes === 0) this.#begin(index);
    this.#modes[index] = modes | MODE_BITS[mode];
    this.#floor.tape.addReader(index, mode);
  }

  #begin(index: number): void {
    const { world, clock } = this.#floor;
    this.instrumentCount += 1;
    this.#sent[index] = 0;
    this.notes.began(index, { sinceMs: clock.nowMs(), versionThen: world.board.version[index]! });
  }

  /** An instrument counts as gone once no mode of it is left. */
  #unsubscribe(mode: ServedMode, instruments: readonly InstrumentKey[]): void {
    const gone: InstrumentKey[] = [];
    for (const key of instruments) {
      const index = this.#floor.world.universe.indexOf(key.exchangeSegment, key.securityId);
      if (index < 0) continue;
      this.#removeMode(index, this.#servedMode(index, mode));
      if (this.#modes[index] === 0) gone.push(key);
    }
    this.journal.changed('unsubscribed', gone);
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
    if (this.#modes[index] === 0) {
      this.instrumentCount -= 1;
      this.notes.ended(index);
    }
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
