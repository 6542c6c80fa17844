import type { Clock, Timers } from '#engine/ports.ts';
import type { OrderUpdateLogin } from '#engine/wire/order-update-login.ts';
import type { DisconnectReason } from '#engine/wire/feed-codes.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import { FeedFaults } from '../faults/feed-faults.ts';
import type { FaultPlan } from '../faults/fault-plan.ts';
import type { ExchangeJournal } from '../journal/exchange-journal.ts';
import type { Accounts } from '../world/accounts.ts';
import { TEST_PARTNER } from '../world/consenting-parties.ts';
import type { TradingFloor } from '../world/trading-floor.ts';
import type { World } from '../world/world.ts';
import { FeedClients } from './feed-clients.ts';
import type { FeedConnectionInfo, FeedCounters } from './feed-clients.ts';
import type { FeedLogin } from './feed-login.ts';
import type { ClientSession, SlowReaderPolicy } from './client-session.ts';
import type { FeedSink } from './feed-sink.ts';
import { OrderAlerts } from './order-alerts.ts';
import { OrderUpdateSession } from './order-update-session.ts';

/**
 * The order-update socket without its sockets: lets everybody in, judges the login that comes as the first message, and tells who is logged in
 * every change of the account's orders.
 */
export class OrderUpdateFeed {
  readonly #accounts: Accounts;
  readonly #clock: Clock & Timers;
  readonly #slowReaders: SlowReaderPolicy;
  readonly #faults: FeedFaults;
  readonly #clients: FeedClients<OrderUpdateSession>;
  readonly #alerts: OrderAlerts;

  constructor(options: {
    readonly accounts: Accounts;
    readonly clock: Clock & Timers;
    readonly wire: WireProfile;
    readonly slowReaders: SlowReaderPolicy;
    readonly journal: ExchangeJournal;
    readonly faults: FaultPlan;
    readonly trading: TradingFloor;
    readonly world: World;
  }) {
    this.#clients = new FeedClients('order-update', options);
    this.#accounts = options.accounts;
    this.#slowReaders = options.slowReaders;
    this.#faults = new FeedFaults('order-update', options);
    this.#clock = options.clock;
    this.#alerts = new OrderAlerts({
      ...options,
      board: options.world.board,
      isHeard: (clientId) => this.#followers(clientId).length > 0,
      send: (clientId, frames, alerts) => {
        for (const session of this.#followers(clientId)) session.alert(frames, alerts);
      },
    });
  }

  /** The URL of this socket carries no login, so whatever it holds is not looked at. */
  connect(
    _login: FeedLogin | undefined,
    sink: FeedSink,
    keepAlive: Clock & Timers = this.#clock,
  ): OrderUpdateSession {
    const session: OrderUpdateSession = new OrderUpdateSession({
      clientId: '',
      accessToken: '',
      sink,
      clock: this.#clock,
      keepAlive,
      tally: this.#clients.tally,
      journal: this.#clients.openJournal(),
      slowReaders: this.#slowReaders,
      faults: this.#faults,
      onEnd: () => this.#clients.remove(session),
      judge: (login) => this.#judge(login),
    });
    this.#clients.add(session);
    return session;
  }

  disconnect(reason: DisconnectReason, clientId?: string): number {
    return this.#clients.disconnect(reason, clientId);
  }

  sessions(clientId?: string): readonly OrderUpdateSession[] {
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
    this.#alerts.close();
    this.#clients.shutDown();
  }

  /** Those that hear of an account's orders. */
  #followers(clientId: string): readonly OrderUpdateSession[] {
    const { partnerId = '' } = this.#accounts.find(clientId) ?? {};
    return [...this.#clients].filter((session) => session.follows({ clientId, partnerId }));
  }

  /** A good login takes one of the client's connections. Orders need no data plan. */
  #judge(login: OrderUpdateLogin): boolean {
    const isGood = login.userType === 'PARTNER' ? isPartner(login) : this.#isClient(login);
    if (isGood) this.#clients.makeRoomFor(login.clientId);
    return isGood;
  }

  #isClient({ clientId, token }: OrderUpdateLogin): boolean {
    const nowMs = this.#clock.nowMs();
    const login = { accessToken: token, clientId, nowMs, needsDataPlan: false };
    return this.#accounts.judgeLogin(login) === 'ok';
  }
}

function isPartner({ clientId, secret }: OrderUpdateLogin): boolean {
  return clientId === TEST_PARTNER.id && secret === TEST_PARTNER.secret;
}
