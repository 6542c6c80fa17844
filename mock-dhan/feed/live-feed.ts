import { derivativesSession } from '#engine/market/trading-calendar.ts';
import type { Clock, Timers } from '#engine/ports.ts';
import type { Scenario } from '#engine/scenario.ts';
import type { DisconnectReason } from '#engine/wire/feed-codes.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import type { Accounts } from '../world/accounts.ts';
import { FeedFaults } from '../faults/feed-faults.ts';
import type { FaultPlan } from '../faults/fault-plan.ts';
import type { ExchangeJournal } from '../journal/exchange-journal.ts';
import type { World } from '../world/world.ts';
import type { ClientSession, SlowReaderPolicy } from './client-session.ts';
import type { FeedSink } from './feed-sink.ts';
import { FirstVersionSession } from './first-version-session.ts';
import { FeedClients } from './feed-clients.ts';
import type { FeedConnectionInfo, FeedCounters } from './feed-clients.ts';
import { createMuting } from './feed-muting.ts';
import { refusalOf, turnAway } from './feed-login.ts';
import type { FeedLogin } from './feed-login.ts';
import { FeedSession, encodeDisconnectPacket } from './feed-session.ts';
import type { FeedFloor } from './feed-session.ts';
import { FlushGrid } from './flush-grid.ts';
import { QuoteTape } from './quote-tape.ts';
import { SessionBell, encodeMarketStatusPacket } from './session-bell.ts';

/**
 * The live market feed without its sockets. Every flush of its grid sends each changed instrument once with its last value,
 * however often it changed in between: QuoteTape encodes it once into a PacketBatch, each FeedSession selects from that what it
 * subscribed to, and hands it to its sink in one write.
 */
export class LiveFeed {
  readonly #accounts: Accounts;
  readonly #clock: Clock & Timers;
  readonly #slowReaders: SlowReaderPolicy;
  readonly #faults: FeedFaults;
  readonly #floor: FeedFloor;
  readonly #clients: FeedClients<FeedSession>;
  readonly #grid: FlushGrid;
  readonly #bell: SessionBell;

  constructor(options: {
    readonly scenario: Scenario;
    readonly world: World;
    readonly accounts: Accounts;
    readonly clock: Clock & Timers;
    readonly wire: WireProfile;
    readonly slowReaders: SlowReaderPolicy;
    readonly journal: ExchangeJournal;
    readonly faults: FaultPlan;
  }) {
    const { world, wire } = options;
    const { clock } = options.scenario;
    this.#accounts = options.accounts;
    this.#slowReaders = options.slowReaders;
    this.#faults = new FeedFaults('live', options);
    this.#clients = new FeedClients('live', options);
    this.#clock = options.clock;
    this.#grid = new FlushGrid(options.clock, Number(wire.cadenceMs), () => this.#flush());
    this.#bell = new SessionBell(clock.date);
    this.#floor = {
      world,
      tape: new QuoteTape(world, { closesAtMs: closeOf(clock.date), wire }),
      clock: options.clock,
      wire,
      isMuted: createMuting(options.faults, 'live'),
    };
  }

  /**
   * Opens a session on an accepted connection. A login that is no good is told so by packet 50 and a close, and has no
   * session: the result is then undefined. Without a login the session waits for the one of the API's first version, a
   * binary message. The sixth connection of a client id costs its oldest.
   */
  connect(
    login: FeedLogin | undefined,
    sink: FeedSink,
    keepAlive: Clock & Timers = this.#clock,
  ): FeedSession | undefined {
    if (!login) return this.#connectFirstVersion(sink, keepAlive);
    const refusal = refusalOf(this.#accounts, login, this.#clock.nowMs());
    if (refusal !== undefined) {
      turnAway(
        sink,
        { reason: refusal, packet: encodeDisconnectPacket(refusal), clientId: login.clientId ?? '' },
        {
          tally: this.#clients.tally,
          wire: this.#floor.wire,
          timers: keepAlive,
          journal: this.#clients.openJournal(),
        },
      );
      return undefined;
    }
    const clientId = login.clientId ?? '';
    const session: FeedSession = new FeedSession(this.#floor, {
      clientId,
      accessToken: login.token ?? '',
      sink,
      clock: this.#clock,
      keepAlive,
      tally: this.#clients.tally,
      journal: this.#clients.openJournal(),
      slowReaders: this.#slowReaders,
      faults: this.#faults,
      onEnd: () => this.#forget(session),
    });
    this.#clients.makeRoomFor(clientId);
    this.#admit(session);
    return session;
  }

  disconnect(reason: DisconnectReason, clientId?: string): number {
    return this.#clients.disconnect(reason, clientId);
  }

  sessions(clientId?: string): readonly FeedSession[] {
    return this.#clients.sessions(clientId);
  }

  /** Every instrument has a place here. */
  carries(): boolean {
    return true;
  }

  /** When a change of the instrument was last sent to whoever reads it, epoch ms; 0 if it never was. */
  publishedAtMs(index: number): number {
    return this.#floor.tape.publishedAtMs[index]!;
  }

  evict(session: ClientSession): void {
    this.#clients.evict(session);
  }

  connections(): FeedConnectionInfo[] {
    return this.#clients.connections();
  }

  /** What the feed did since the exchange opened. */
  counters(): FeedCounters {
    return this.#clients.counters();
  }

  close(): void {
    this.#clients.shutDown();
  }

  #connectFirstVersion(sink: FeedSink, keepAlive: Clock & Timers): FeedSession {
    const session: FirstVersionSession = new FirstVersionSession(this.#floor, {
      sink,
      clock: this.#clock,
      keepAlive,
      slowReaders: this.#slowReaders,
      faults: this.#faults,
      tally: this.#clients.tally,
      journal: this.#clients.openJournal(),
      onEnd: () => this.#forget(session),
      judge: (login) => {
        const refusal = refusalOf(this.#accounts, login, this.#clock.nowMs());
        if (refusal === undefined) this.#clients.makeRoomFor(login.clientId ?? '');
        return refusal;
      },
    });
    this.#admit(session);
    return session;
  }

  #admit(session: FeedSession): void {
    if (this.#clients.size === 0) {
      // The market opened or closed before anyone listened: that is no news.
      this.#bell.hasRung(this.#clock.nowMs());
      // Changes from before anyone listened are in the snapshots already.
      this.#floor.world.sync(this.#clock.nowMs());
      this.#floor.tape.dropChanges();
      this.#grid.start();
    }
    this.#clients.add(session);
  }

  #forget(session: FeedSession): void {
    this.#clients.remove(session);
    if (this.#clients.size === 0) this.#grid.stop();
  }

  #flush(): void {
    const nowMs = this.#clock.nowMs();
    this.#clients.endDeadTokens(this.#accounts, nowMs);
    this.#floor.world.sync(nowMs);
    if (this.#floor.isMuted()) {
      this.#floor.tape.dropChanges();
      return;
    }
    this.#tellMarketStatus(nowMs);
    const changes = this.#floor.tape.takeChanges(nowMs);
    for (const session of this.#clients) session.deliver(changes);
  }

  #tellMarketStatus(nowMs: number): void {
    if (!this.#bell.hasRung(nowMs) || this.#floor.wire.marketStatusPackets === 'off') return;
    const packet = encodeMarketStatusPacket();
    for (const session of this.#clients) session.announce(packet);
  }
}

/** End of the index session, epoch ms; a day without one has long closed. */
function closeOf(date: string): number {
  return derivativesSession('NSE', date)?.closeMs ?? 0;
}
