import type { Clock, Timers } from '#engine/ports.ts';
import type { DisconnectReason } from '#engine/wire/feed-codes.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import { encodeDepthDisconnect } from '#engine/wire/depth-packets.ts';
import type { DepthFeedLevels } from '#engine/wire/depth-packets.ts';
import type { Accounts } from '../world/accounts.ts';
import { FeedFaults } from '../faults/feed-faults.ts';
import type { FaultPlan } from '../faults/fault-plan.ts';
import type { ExchangeJournal } from '../journal/exchange-journal.ts';
import type { World } from '../world/world.ts';
import type { ClientSession, SlowReaderPolicy } from './client-session.ts';
import type { FeedSink } from './feed-sink.ts';
import { DepthSession } from './depth-session.ts';
import type { DepthFloor } from './depth-session.ts';
import { DepthTape } from './depth-tape.ts';
import { FeedClients } from './feed-clients.ts';
import type { FeedConnectionInfo, FeedCounters } from './feed-clients.ts';
import { createMuting } from './feed-muting.ts';
import { refusalOf, turnAway } from './feed-login.ts';
import type { FeedLogin } from './feed-login.ts';
import { FlushGrid } from './flush-grid.ts';

/** Full market depth of 20 or 200 levels without its sockets; conflated on the live feed's grid. */
export class DepthFeed {
  readonly #accounts: Accounts;
  readonly #clock: Clock & Timers;
  readonly #slowReaders: SlowReaderPolicy;
  readonly #faults: FeedFaults;
  readonly #floor: DepthFloor;
  readonly #clients: FeedClients<DepthSession>;
  readonly #grid: FlushGrid;

  constructor(options: {
    readonly levels: DepthFeedLevels;
    readonly world: World;
    readonly accounts: Accounts;
    readonly clock: Clock & Timers;
    readonly wire: WireProfile;
    readonly slowReaders: SlowReaderPolicy;
    readonly journal: ExchangeJournal;
    readonly faults: FaultPlan;
  }) {
    const { levels, world, clock, wire } = options;
    this.#accounts = options.accounts;
    this.#slowReaders = options.slowReaders;
    this.#clock = clock;
    const feed = levels === 20 ? 'depth-20' : 'depth-200';
    const isMuted = createMuting(options.faults, feed);
    this.#floor = { world, tape: new DepthTape(world, levels), levels, clock, wire, isMuted };
    this.#faults = new FeedFaults(feed, options);
    this.#clients = new FeedClients(feed, options);
    this.#grid = new FlushGrid(clock, Number(wire.cadenceMs), () => this.#flush());
  }

  /** Opens a session on an accepted connection; undefined for a login that is no good, which is told so by packet 50 and a close. */
  connect(
    login: FeedLogin | undefined,
    sink: FeedSink,
    keepAlive: Clock & Timers = this.#clock,
  ): DepthSession | undefined {
    const refusal = refusalOf(this.#accounts, login, this.#clock.nowMs());
    if (refusal !== undefined) {
      turnAway(
        sink,
        { reason: refusal, packet: encodeDepthDisconnect(refusal), clientId: login?.clientId ?? '' },
        {
          tally: this.#clients.tally,
          wire: this.#floor.wire,
          timers: keepAlive,
          journal: this.#clients.openJournal(),
        },
      );
      return undefined;
    }
    const clientId = login?.clientId ?? '';
    const session: DepthSession = new DepthSession(this.#floor, {
      clientId,
      accessToken: login?.token ?? '',
      sink,
      clock: this.#clock,
      keepAlive,
      tally: this.#clients.tally,
      journal: this.#clients.openJournal(),
      slowReaders: this.#slowReaders,
      faults: this.#faults,
      onEnd: () => this.#forget(session),
      consumer: this.#accounts.find(clientId)?.consumer ?? 'SELF',
    });
    this.#clients.makeRoomFor(clientId);
    if (this.#clients.size === 0) this.#grid.start();
    this.#clients.add(session);
    return session;
  }

  disconnect(reason: DisconnectReason, clientId?: string): number {
    return this.#clients.disconnect(reason, clientId);
  }

  sessions(clientId?: string): readonly DepthSession[] {
    return this.#clients.sessions(clientId);
  }

  /** Whether the instrument at that place of the board has full depth. */
  carries(index: number): boolean {
    const instrument = this.#floor.world.universe.instruments[index];
    return instrument !== undefined && this.#floor.tape.indexOf(instrument) >= 0;
  }

  publishedAtMs(index: number): number {
    return this.#floor.tape.publishedAtMs(index);
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

  #forget(session: DepthSession): void {
    this.#clients.remove(session);
    if (this.#clients.size === 0) this.#grid.stop();
  }

  #flush(): void {
    const nowMs = this.#clock.nowMs();
    this.#clients.endDeadTokens(this.#accounts, nowMs);
    this.#floor.world.sync(nowMs);
    if (this.#floor.isMuted()) return;
    const updates = this.#floor.tape.takeChanges(nowMs);
    for (const session of this.#clients) session.deliver(updates);
  }
}
