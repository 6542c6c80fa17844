import { istToEpochMs } from '#engine/market/ist-time.ts';
import { derivativesSession } from '#engine/market/trading-calendar.ts';
import type { Clock, TimerHandle, Timers } from '#engine/ports.ts';
import type { Scenario } from '#engine/scenario.ts';
import type { DisconnectReason } from '#engine/wire/feed-codes.ts';
import type { Accounts, LoginVerdict } from '../world/accounts.ts';
import type { World } from '../world/world.ts';
import { FeedSession, encodeDisconnectPacket } from './feed-session.ts';
import type { FeedFloor, FeedSink } from './feed-session.ts';
import { QuoteTape } from './quote-tape.ts';

/** Milliseconds between flushes; observed grids differ, so no check may pass at only one. Source: design decision 12. */
export type FeedCadenceMs = 100 | 250 | 1000;

/** The login of a feed connection, as its URL carries it. */
export interface FeedLogin {
  readonly token: string | undefined;
  readonly clientId: string | undefined;
}

/** One open connection, for the control port. */
export interface FeedConnectionInfo {
  readonly clientId: string;
  readonly connectedAtMs: number;
  readonly instruments: number;
  readonly packetsSent: number;
  readonly messagesSent: number;
}

export interface FeedCounters {
  /** Open now. */
  readonly connections: number;
  readonly packets: number;
  /** WebSocket messages, which carry one packet each unless batched. */
  readonly messages: number;
  readonly droppedAsTooSlow: number;
}

/** Source: dhan-v2-wire 3. */
const CONNECTIONS_PER_CLIENT_MAX = 5;

/** Why a login that a session cannot open with is turned away. Source: dhan-v2-wire 2.3, 6.5. */
const REFUSALS: Readonly<Record<Exclude<LoginVerdict, 'ok'>, DisconnectReason>> = {
  missing: 808,
  malformed: 809,
  unknown: 809,
  expired: 807,
  'client-mismatch': 810,
  'no-data-plan': 806,
};

/**
 * The live market feed without its sockets. One timer on the scenario clock flushes every session on an absolute grid,
 * each changed instrument once with its last value, however often it changed in between.
 */
export class LiveFeed {
  /** HTTP status that answers every upgrade instead of 101; undefined when the scenario lets clients in. */
  readonly refuseWithStatus: number | undefined;
  readonly #accounts: Accounts;
  readonly #clock: Clock & Timers;
  readonly #cadenceMs: FeedCadenceMs;
  readonly #floor: FeedFloor;
  /** In order of connection. */
  readonly #sessions = new Set<FeedSession>();
  #gathered = new Uint8Array(0);
  #gridTimer: TimerHandle | undefined;
  #endedPackets = 0;
  #endedMessages = 0;
  #droppedAsTooSlow = 0;

  constructor(options: {
    readonly scenario: Scenario;
    readonly world: World;
    readonly accounts: Accounts;
    readonly clock: Clock & Timers;
    readonly cadenceMs: FeedCadenceMs;
    readonly isBatching: boolean;
  }) {
    const { rules, clock } = options.scenario;
    const mutedFromMs =
      rules.muteFeedFrom === undefined ? Infinity : istToEpochMs(clock.date, rules.muteFeedFrom);
    this.refuseWithStatus = rules.refuseFeedWithStatus;
    this.#accounts = options.accounts;
    this.#clock = options.clock;
    this.#cadenceMs = options.cadenceMs;
    this.#floor = {
      world: options.world,
      tape: new QuoteTape(options.world, closeOf(clock.date)),
      clock: options.clock,
      isBatching: options.isBatching,
      isMuted: () => options.clock.nowMs() >= mutedFromMs,
    };
  }

  /**
   * Opens a session on an accepted connection. A login that is no good is told so by packet 50 and a close, and has no
   * session: the result is then undefined. The sixth connection of a client id costs its oldest.
   */
  connect(
    login: FeedLogin,
    sink: FeedSink,
    keepAlive: Clock & Timers = this.#clock,
  ): FeedSession | undefined {
    const verdict = this.#accounts.judgeLogin({
      accessToken: login.token,
      clientId: login.clientId ?? '',
      nowMs: this.#clock.nowMs(),
    });
    if (verdict !== 'ok') {
      this.#refuse(sink, REFUSALS[verdict]);
      return undefined;
    }
    const session = new FeedSession({
      clientId: login.clientId ?? '',
      accessToken: login.token ?? '',
      floor: this.#floor,
      sink,
      keepAlive,
      onEnd: (ended) => this.#forget(ended),
    });
    this.#evictOldest(session.clientId);
    this.#admit(session);
    return session;
  }

  connections(): FeedConnectionInfo[] {
    return [...this.#sessions].map((session) => ({
      clientId: session.clientId,
      connectedAtMs: session.connectedAtMs,
      instruments: session.instrumentCount,
      packetsSent: session.packetsSent,
      messagesSent: session.messagesSent,
    }));
  }

  /** What the feed did since the exchange opened. */
  counters(): FeedCounters {
    let packets = this.#endedPackets;
    let messages = this.#endedMessages;
    for (const session of this.#sessions) {
      packets += session.packetsSent;
      messages += session.messagesSent;
    }
    return {
      connections: this.#sessions.size,
      packets,
      messages,
      droppedAsTooSlow: this.#droppedAsTooSlow,
    };
  }

  close(): void {
    for (const session of this.#sessions) session.shutDown();
    this.#gridTimer?.cancel();
  }

  #refuse(sink: FeedSink, reason: DisconnectReason): void {
    this.#endedPackets += 1;
    this.#endedMessages += 1;
    sink.send(encodeDisconnectPacket(reason));
    sink.flush();
    sink.close(1000, '');
  }

  #evictOldest(clientId: string): void {
    const open = [...this.#sessions].filter((session) => session.clientId === clientId);
    if (open.length >= CONNECTIONS_PER_CLIENT_MAX) open[0]?.disconnect(805);
  }

  #admit(session: FeedSession): void {
    if (this.#sessions.size === 0) {
      // Changes from before anyone listened are in the snapshots already.
      this.#floor.world.sync(this.#clock.nowMs());
      this.#floor.tape.dropChanges();
      this.#planFlush();
    }
    this.#sessions.add(session);
  }

  #forget(session: FeedSession): void {
    this.#sessions.delete(session);
    this.#endedPackets += session.packetsSent;
    this.#endedMessages += session.messagesSent;
    if (session.isTooSlow) this.#droppedAsTooSlow += 1;
    if (this.#sessions.size === 0) this.#gridTimer?.cancel();
  }

  #planFlush(): void {
    const nextGridMs = (Math.floor(this.#clock.nowMs() / this.#cadenceMs) + 1) * this.#cadenceMs;
    this.#gridTimer = this.#clock.at(nextGridMs, () => {
      this.#flush();
      if (this.#sessions.size > 0) this.#planFlush();
    });
  }

  #flush(): void {
    const nowMs = this.#clock.nowMs();
    this.#endDeadTokens(nowMs);
    this.#floor.world.sync(nowMs);
    if (this.#floor.isMuted()) {
      this.#floor.tape.dropChanges();
      return;
    }
    const changes = this.#floor.tape.takeChanges(nowMs);
    if (changes.count === 0) return;
    if (this.#gathered.length < changes.bytes.length) this.#gathered = new Uint8Array(changes.bytes.length);
    const isOnly = this.#sessions.size === 1;
    for (const session of this.#sessions) session.deliver(changes, this.#gathered, isOnly);
  }

  /** A token that dies during the session ends it: 807 when its day is over, 809 when a newer one took its place. */
  #endDeadTokens(nowMs: number): void {
    for (const session of this.#sessions) {
      const verdict = this.#accounts.judgeToken(session.accessToken, nowMs);
      if (verdict !== 'ok') session.disconnect(REFUSALS[verdict]);
    }
  }
}

/** End of the index session, epoch ms; a day without one has long closed. */
function closeOf(date: string): number {
  return derivativesSession('NSE', date)?.closeMs ?? 0;
}
