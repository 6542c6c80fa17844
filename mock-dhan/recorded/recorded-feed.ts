import type { Clock, Timers } from '#engine/ports.ts';
import { FeedState } from '#engine/recording/feed-state.ts';
import { OPCODES, closeOf, forEachFrame } from '#engine/recording/frames.ts';
import type { Frame } from '#engine/recording/frames.ts';
import { forEachPacket } from '#engine/recording/recorded-packets.ts';
import type { RecordedPacket } from '#engine/recording/recorded-packets.ts';
import type { DisconnectReason } from '#engine/wire/feed-codes.ts';
import { RESPONSE_CODES } from '#engine/wire/feed-codes.ts';
import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';
import { FeedFaults } from '../faults/feed-faults.ts';
import type { FaultPlan } from '../faults/fault-plan.ts';
import { createMuting } from '../feed/feed-muting.ts';
import { FeedClients } from '../feed/feed-clients.ts';
import type { FeedConnectionInfo, FeedCounters } from '../feed/feed-clients.ts';
import type { FeedLogin } from '../feed/feed-login.ts';
import type { FeedType } from '../feed/feed-routing.ts';
import type { ClientSession } from '../feed/client-session.ts';
import type { FeedSink } from '../feed/feed-sink.ts';
import type { ExchangeJournal } from '../journal/exchange-journal.ts';
import { RecordedSession } from './recorded-session.ts';
import type { PlayedMessage } from './recorded-session.ts';

/** A socket of the exchange that a recording speaks for. */
export class RecordedFeed {
  readonly #feed: FeedType;
  readonly #clock: Clock & Timers;
  readonly #faults: FeedFaults;
  readonly #isMuted: () => boolean;
  readonly #state = new FeedState();
  readonly #clients: FeedClients<RecordedSession>;
  /** Packet 50 of recorded sockets that are about to be closed. */
  readonly #farewells = new Map<number, Uint8Array>();
  /** Recorded sockets whose client has said goodbye: what the exchange then says is an answer. */
  readonly #left = new Set<number>();

  constructor(
    feed: FeedType,
    floor: {
      readonly clock: Clock & Timers;
      readonly journal: ExchangeJournal;
      readonly faults: FaultPlan;
    },
  ) {
    this.#feed = feed;
    this.#faults = new FeedFaults(feed, floor);
    this.#isMuted = feed === 'order-update' ? () => false : createMuting(floor.faults, feed);
    this.#clock = floor.clock;
    this.#clients = new FeedClients(feed, { ...floor, wire: WIRE_PROFILES.observed });
  }

  connect(
    login: FeedLogin | undefined,
    sink: FeedSink,
    keepAlive: Clock & Timers = this.#clock,
  ): RecordedSession {
    const session: RecordedSession = new RecordedSession(
      { feed: this.#feed, state: this.#state, isMuted: this.#isMuted },
      {
        clientId: login?.clientId ?? '',
        accessToken: login?.token ?? '',
        sink,
        clock: this.#clock,
        keepAlive,
        tally: this.#clients.tally,
        journal: this.#clients.openJournal(),
        slowReaders: 'disconnect',
        faults: this.#faults,
        onEnd: () => this.#clients.remove(session),
      },
    );
    this.#clients.add(session);
    return session;
  }

  /** What the exchange sent on a recorded socket: whole frames. */
  play(connection: number, run: Uint8Array): void {
    const messages: PlayedMessage[] = [];
    forEachFrame(run, (frame) => {
      if (frame.opcode === OPCODES.close) this.#playClose(connection, frame);
      else if (frame.opcode === OPCODES.text && this.#feed === 'order-update')
        messages.push({ kind: 'text', text: frame.payload });
      else if (frame.opcode === OPCODES.binary && this.#feed !== 'order-update')
        messages.push({ kind: 'packets', packets: this.#packetsOf(connection, this.#feed, frame.payload) });
    });
    if (messages.length === 0 || this.#clients.size === 0 || this.#isMuted()) return;
    for (const session of this.#clients) session.deliver(messages);
  }

  /** What the client said on a recorded socket. */
  playClient(connection: number, run: Uint8Array): void {
    forEachFrame(run, ({ opcode }) => {
      if (opcode === OPCODES.close) this.#left.add(connection);
    });
  }

  playEnd(connection: number): void {
    this.#state.release(connection);
    this.#farewells.delete(connection);
    this.#left.delete(connection);
  }

  disconnect(reason: DisconnectReason, clientId?: string): number {
    return this.#clients.disconnect(reason, clientId);
  }

  sessions(clientId?: string): readonly RecordedSession[] {
    return this.#clients.sessions(clientId);
  }

  evict(session: ClientSession): void {
    this.#clients.evict(session);
  }

  connections(): FeedConnectionInfo[] {
    return this.#clients.connections();
  }

  counters(): FeedCounters {
    return this.#clients.counters();
  }

  close(): void {
    this.#clients.shutDown();
  }

  #packetsOf(
    connection: number,
    feed: Exclude<FeedType, 'order-update'>,
    message: Uint8Array,
  ): readonly RecordedPacket[] {
    const packets: RecordedPacket[] = [];
    forEachPacket(feed, message, (packet) => {
      // The header of packet 50 names no instrument.
      if (packet.code === RESPONSE_CODES.disconnect)
        this.#farewells.set(connection, new Uint8Array(packet.bytes));
      else if (packet.code === RESPONSE_CODES.marketStatus || this.#state.take(connection, packet))
        packets.push(packet);
    });
    return packets;
  }

  /** The exchange's own close ends those who listened to that socket; an answer to the client's ends nobody. */
  #playClose(connection: number, { payload }: Frame): void {
    const farewell = this.#farewells.get(connection);
    const close = closeOf(payload);
    const isAnswer = this.#left.has(connection) || (close.code === 1000 && !farewell);
    if (isAnswer) return;
    for (const session of this.#clients)
      if (session.hears(connection)) session.endAsRecorded(close, farewell);
  }
}
