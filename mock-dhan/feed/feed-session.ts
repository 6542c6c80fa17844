import type { Clock, FeedMode, InstrumentKey, TimerHandle, Timers } from '#engine/ports.ts';
import { RESPONSE_CODES } from '#engine/wire/feed-codes.ts';
import type { DisconnectReason } from '#engine/wire/feed-codes.ts';
import { createPacketFields, encodePacket } from '#engine/wire/feed-packets.ts';
import { parseFeedRequest } from '#engine/wire/feed-requests.ts';
import type { World } from '../world/world.ts';
import { PacketBatch } from './packet-batch.ts';
import { MODE_BITS } from './quote-tape.ts';
import type { QuoteTape } from './quote-tape.ts';

/** Where a session's bytes go: a socket, or a handler in memory. */
export interface FeedSink {
  /** One binary WebSocket message; the bytes are only valid during the call. */
  send(bytes: Uint8Array): void;
  /** No more messages for now: whatever was held back to make one write may go. */
  flush(): void;
  ping(): void;
  close(code: number, reason: string): void;
}

/** What every session of a feed shares. */
export interface FeedFloor {
  readonly world: World;
  readonly tape: QuoteTape;
  /** Scenario time. */
  readonly clock: Clock;
  /** All packets of a flush in one message instead of one each. */
  readonly isBatching: boolean;
  isMuted(): boolean;
}

/** Source: dhan-v2-wire 3, 6.3. */
export const INSTRUMENTS_PER_CONNECTION_MAX = 5000;
const PING_EVERY_MS = 10_000;
const SILENCE_MS_MAX = 40_000;
const CLOSE_NORMAL = 1000;
const CLOSE_GOING_AWAY = 1001;
const CLOSE_TRY_AGAIN_LATER = 1013;
const DISCONNECT_PACKET_LENGTH = 10;

/** One client of the live feed: its subscriptions, its keep-alive, its end. Knows no socket. */
export class FeedSession {
  readonly clientId: string;
  /** What it logged in with; never shown. */
  readonly accessToken: string;
  readonly connectedAtMs: number;
  packetsSent = 0;
  messagesSent = 0;
  /** Instruments subscribed in any mode. */
  instrumentCount = 0;
  isEnded = false;
  /** Ended because it could not keep up. */
  isTooSlow = false;
  readonly #floor: FeedFloor;
  readonly #sink: FeedSink;
  readonly #keepAlive: Clock & Timers;
  readonly #onEnd: (session: FeedSession) => void;
  /** Union of MODE_BITS per board index. */
  readonly #modes: Uint8Array;
  #lastHeardAtMs: number;
  #pingTimer: TimerHandle | undefined;

  constructor(options: {
    readonly clientId: string;
    readonly accessToken: string;
    readonly floor: FeedFloor;
    readonly sink: FeedSink;
    /** Clock of pings and silence: scenario time in memory, wall time over sockets. */
    readonly keepAlive: Clock & Timers;
    readonly onEnd: (session: FeedSession) => void;
  }) {
    this.clientId = options.clientId;
    this.accessToken = options.accessToken;
    this.connectedAtMs = options.floor.clock.nowMs();
    this.#floor = options.floor;
    this.#sink = options.sink;
    this.#keepAlive = options.keepAlive;
    this.#onEnd = options.onEnd;
    this.#modes = new Uint8Array(options.floor.world.board.size);
    this.#lastHeardAtMs = options.keepAlive.nowMs();
    this.#planPing();
  }

  /** A client's message. Binary and unintelligible ones only prove that the client lives. */
  receive(message: string | Uint8Array): void {
    if (this.isEnded) return;
    this.heardFromClient();
    if (typeof message !== 'string') return;
    const request = parseFeedRequest(message);
    if (!request) return;
    switch (request.kind) {
      case 'subscribe':
        this.#subscribe(request.mode, request.instruments);
        break;
      case 'unsubscribe':
        this.#unsubscribe(request.mode, request.instruments);
        break;
      case 'disconnect':
        this.#close(CLOSE_NORMAL, '');
        break;
    }
  }

  /** Any sign of life, a pong for one. */
  heardFromClient(): void {
    this.#lastHeardAtMs = this.#keepAlive.nowMs();
  }

  /** The socket is gone. */
  clientClosed(): void {
    this.#end();
  }

  /** Packet 50 with its reason, then the close. */
  disconnect(reason: DisconnectReason): void {
    if (this.isEnded) return;
    this.#send(encodeDisconnectPacket(reason), 1);
    this.#sink.flush();
    this.#close(CLOSE_NORMAL, '');
  }

  /** The client does not read as fast as the market moves. */
  dropAsTooSlow(): void {
    if (this.isEnded) return;
    this.isTooSlow = true;
    this.#close(CLOSE_TRY_AGAIN_LATER, 'client reads too slowly');
  }

  /** The exchange itself goes away. */
  shutDown(): void {
    if (!this.isEnded) this.#close(CLOSE_GOING_AWAY, 'exchange closed');
  }

  /**
   * Sends the packets of `batch` that this session subscribed to. `scratch` is where they are gathered when they
   * must become one message; `isOnly` promises that all of them are this session's.
   */
  deliver(batch: PacketBatch, scratch: Uint8Array, isOnly: boolean): void {
    if (this.isEnded || batch.count === 0) return;
    if (!this.#floor.isBatching) this.#deliverEach(batch);
    else if (isOnly) this.#send(batch.bytes.subarray(0, batch.byteLength), batch.count);
    else this.#deliverGathered(batch, scratch);
    this.#sink.flush();
  }

  #deliverEach(batch: PacketBatch): void {
    for (let position = 0; position < batch.count && !this.isEnded; position += 1) {
      if (this.#modes[batch.instrument[position]!]! & batch.modeBit[position]!)
        this.#send(batch.packet(position), 1);
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
    if (packets > 0) this.#send(scratch.subarray(0, length), packets);
  }

  #subscribe(mode: FeedMode, instruments: readonly InstrumentKey[]): void {
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
      this.#addMode(index, mode);
      tape.appendSnapshot(snapshot, index, mode, clock.nowMs());
    }
    if (!this.#floor.isMuted()) this.deliver(snapshot, snapshot.bytes, true);
  }

  #addMode(index: number, mode: FeedMode): void {
    const modes = this.#modes[index]!;
    if (modes & MODE_BITS[mode]) return;
    if (modes === 0) this.instrumentCount += 1;
    this.#modes[index] = modes | MODE_BITS[mode];
    this.#floor.tape.addReader(index, mode);
  }

  #unsubscribe(mode: FeedMode, instruments: readonly InstrumentKey[]): void {
    for (const { exchangeSegment, securityId } of instruments) {
      const index = this.#floor.world.universe.indexOf(exchangeSegment, securityId);
      if (index >= 0) this.#removeMode(index, mode);
    }
  }

  #removeMode(index: number, mode: FeedMode): void {
    const modes = this.#modes[index]!;
    if ((modes & MODE_BITS[mode]) === 0) return;
    this.#modes[index] = modes & ~MODE_BITS[mode];
    if (this.#modes[index] === 0) this.instrumentCount -= 1;
    this.#floor.tape.removeReader(index, mode);
  }

  #send(bytes: Uint8Array, packets: number): void {
    this.packetsSent += packets;
    this.messagesSent += 1;
    this.#sink.send(bytes);
  }

  #planPing(): void {
    this.#pingTimer = this.#keepAlive.at(this.#keepAlive.nowMs() + PING_EVERY_MS, () => {
      if (this.#keepAlive.nowMs() - this.#lastHeardAtMs >= SILENCE_MS_MAX) {
        this.#close(CLOSE_GOING_AWAY, 'nothing heard for 40 s');
        return;
      }
      this.#planPing();
      this.#sink.ping();
    });
  }

  #close(code: number, reason: string): void {
    this.#end();
    this.#sink.close(code, reason);
  }

  #end(): void {
    if (this.isEnded) return;
    this.isEnded = true;
    this.#pingTimer?.cancel();
    for (let index = 0; index < this.#modes.length; index += 1)
      for (const mode of FEED_MODES) this.#removeMode(index, mode);
    this.#onEnd(this);
  }
}

const FEED_MODES = ['ticker', 'quote', 'full'] as const satisfies readonly FeedMode[];

/** Packet 50; segment and id in its header mean nothing. Source: dhan-v2-wire 6.5. */
export function encodeDisconnectPacket(reason: DisconnectReason): Uint8Array {
  const bytes = new Uint8Array(DISCONNECT_PACKET_LENGTH);
  const fields = { ...createPacketFields(), code: RESPONSE_CODES.disconnect, disconnectReason: reason };
  encodePacket(new DataView(bytes.buffer), 0, fields);
  return bytes;
}
