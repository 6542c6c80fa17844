import type { Clock } from '#engine/ports.ts';
import type { DisconnectReason } from '#engine/wire/feed-codes.ts';
import type { Accounts } from '../world/accounts.ts';
import { LOGIN_REFUSALS } from '../world/login-refusals.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import type { ClientSession, SessionState } from './client-session.ts';
import type { FeedTally } from './feed-sink.ts';
import type { FeedType } from './feed-routing.ts';
import type { ExchangeJournal } from '../journal/exchange-journal.ts';
import { SessionJournal } from '../journal/session-journal.ts';

/** One open connection, for the control port. */
export interface FeedConnectionInfo {
  readonly feed: FeedType;
  /** Empty until the login, where that comes as a message. */
  readonly clientId: string;
  readonly state: SessionState;
  readonly connectedAtMs: number;
  readonly instruments: number;
  readonly packetsSent: number;
  readonly messagesSent: number;
  /** Sent, and not taken by the client yet. */
  readonly backlogBytes: number;
}

/** What a feed did since the exchange opened, sessions that have ended included. */
export interface FeedCounters {
  /** Open now. */
  readonly connections: number;
  readonly packets: number;
  /** WebSocket messages, which carry one packet each unless batched or stacked. */
  readonly messages: number;
  /** Messages heard from clients, whatever they held. */
  readonly messagesReceived: number;
  /** Times a session was found to read more slowly than the market moves. */
  readonly slowReaders: number;
  /** Packets that slow readers were not sent when they were due; the newest of their kind followed (--slow-reader conflate). */
  readonly packetsHeldBack: number;
  readonly droppedAsTooSlow: number;
  /** Ended sessions whose close waits for what was sent before it, because a planned fault holds that up. */
  readonly closing: number;
}

/** The budget is separate for each feed. Source: dhan-v2-wire 3; 11, row 14. */
const CONNECTIONS_PER_CLIENT_MAX = 5;

/** The open sessions of one feed, in order of connection, and what was counted over all of them. */
export class FeedClients<Session extends ClientSession> {
  readonly tally: FeedTally = {
    packets: 0,
    messages: 0,
    messagesReceived: 0,
    slowReaders: 0,
    packetsHeldBack: 0,
    droppedAsTooSlow: 0,
    closing: 0,
  };
  readonly #feed: FeedType;
  readonly #wire: WireProfile;
  readonly #clock: Clock;
  readonly #journal: ExchangeJournal;
  readonly #sessions = new Set<Session>();

  constructor(
    feed: FeedType,
    exchange: { readonly wire: WireProfile; readonly clock: Clock; readonly journal: ExchangeJournal },
  ) {
    this.#feed = feed;
    this.#wire = exchange.wire;
    this.#clock = exchange.clock;
    this.#journal = exchange.journal;
  }

  get size(): number {
    return this.#sessions.size;
  }

  [Symbol.iterator](): IterableIterator<Session> {
    return this.#sessions.values();
  }

  /** What the next session writes its story into. */
  openJournal(): SessionJournal {
    return new SessionJournal(this.#journal, { clock: this.#clock, feed: this.#feed });
  }

  /** The sixth connection of a client id costs its oldest. */
  makeRoomFor(clientId: string): void {
    const open = this.sessions(clientId);
    const [oldest] = open;
    if (oldest && open.length >= CONNECTIONS_PER_CLIENT_MAX) this.evict(oldest);
  }

  /** Ends a session as one too many. */
  evict(session: ClientSession): void {
    if (this.#wire.sixthConnection === 'reset') session.reset();
    else session.disconnect(805);
  }

  /** Those of one client, or all of them, oldest first. */
  sessions(clientId?: string): Session[] {
    return [...this.#sessions].filter((session) => clientId === undefined || session.clientId === clientId);
  }

  add(session: Session): void {
    this.#sessions.add(session);
  }

  remove(session: Session): void {
    this.#sessions.delete(session);
  }

  /** Ends the sessions of one client, or all of them, with a reason; tells how many there were. */
  disconnect(reason: DisconnectReason, clientId: string | undefined): number {
    const chosen = this.sessions(clientId);
    for (const session of chosen) session.disconnect(reason);
    return chosen.length;
  }

  /** A token that dies during the session ends it: 807 when its day is over, 809 when a newer one took its place. */
  endDeadTokens(accounts: Accounts, nowMs: number): void {
    for (const session of this.#sessions) {
      // Nobody has logged in there yet.
      if (session.clientId === '') continue;
      const verdict = accounts.judgeToken(session.accessToken, nowMs);
      if (verdict !== 'ok') session.disconnect(LOGIN_REFUSALS[verdict]);
    }
  }

  connections(): FeedConnectionInfo[] {
    return [...this.#sessions].map((session) => ({
      feed: this.#feed,
      clientId: session.clientId,
      state: session.state,
      connectedAtMs: session.connectedAtMs,
      instruments: session.instrumentCount,
      packetsSent: session.packetsSent,
      messagesSent: session.messagesSent,
      backlogBytes: session.backlogBytes,
    }));
  }

  counters(): FeedCounters {
    return { connections: this.#sessions.size, ...this.tally };
  }

  shutDown(): void {
    for (const session of this.#sessions) session.shutDown();
  }
}
