import type { PlannedFault } from '#engine/faults/planned-fault.ts';
import { isMomentFault } from '#engine/faults/moment-fault.ts';
import type { CutFault, EvictFault, MomentFault, SlowCloseFault } from '#engine/faults/moment-fault.ts';
import type { Clock, TimerHandle, Timers } from '#engine/ports.ts';
import type { DisconnectReason } from '#engine/wire/feed-codes.ts';
import type { ClientSession } from '../feed/client-session.ts';
import type { FeedType, SocketFeed } from '../feed/feed-routing.ts';
import type { Account, Accounts } from '../world/accounts.ts';
import type { FaultPlan } from './fault-plan.ts';

/** The accounts whose tokens and plans can end. */
type MomentAccounts = Pick<Accounts, 'all' | 'endToken' | 'endDataPlan'>;

/** Orders need no data plan. */
const MARKET_FEEDS = ['live', 'depth-20', 'depth-200'] as const;

/** Acts out the faults that strike at a moment of their own; those whose time is over when they are planned never do. */
export class MomentFaults {
  readonly #plan: FaultPlan;
  readonly #clock: Clock & Timers;
  readonly #feeds: Readonly<Record<FeedType, SocketFeed>>;
  readonly #accounts: MomentAccounts;
  readonly #timers = new Map<PlannedFault, TimerHandle>();

  constructor(exchange: {
    readonly faults: FaultPlan;
    readonly clock: Clock & Timers;
    readonly feeds: Readonly<Record<FeedType, SocketFeed>>;
    readonly accounts: MomentAccounts;
  }) {
    this.#plan = exchange.faults;
    this.#clock = exchange.clock;
    this.#feeds = exchange.feeds;
    this.#accounts = exchange.accounts;
    this.#plan.watch(() => this.#setTimers());
  }

  /** The exchange closes: nothing strikes any more. */
  cancel(): void {
    for (const timer of this.#timers.values()) timer.cancel();
  }

  #setTimers(): void {
    const states = this.#plan.states();
    for (const [fault, timer] of this.#timers) {
      if (states.some((state) => state.fault === fault && !state.isRecorded)) continue;
      timer.cancel();
      this.#timers.delete(fault);
    }
    for (const { fault, fromMs, isRecorded } of states) {
      const isToCome = fromMs >= this.#clock.nowMs() && Number.isFinite(fromMs);
      if (!isMomentFault(fault) || this.#timers.has(fault) || isRecorded || !isToCome) continue;
      this.#timers.set(
        fault,
        this.#clock.at(fromMs, () => this.#strike(fault)),
      );
    }
  }

  #strike(fault: MomentFault): void {
    switch (fault.kind) {
      case 'token-rollover':
        this.#rollOver(fault);
        break;
      case 'data-plan-lapse':
        this.#lapse(fault);
        break;
      case 'disconnect':
        this.#end(fault, [fault.feed], (session) => session.disconnect(fault.reason));
        break;
      case 'evict':
        this.#evict(fault);
        break;
      default:
        this.#end(fault, fault.feed ? [fault.feed] : FEEDS, (session) => cut(session, fault));
    }
  }

  #rollOver(fault: MomentFault): void {
    const nowMs = this.#clock.nowMs();
    const onRefused = (): void => this.#plan.hasStruck(fault.id);
    for (const account of this.#meant(fault)) {
      this.#accounts.endToken(account, { nowMs, onRefused });
      this.#disconnect(fault, FEEDS, { clientId: account.clientId, reason: 807 });
    }
  }

  #lapse(fault: MomentFault): void {
    const onRefused = (): void => this.#plan.hasStruck(fault.id);
    for (const account of this.#meant(fault)) {
      this.#accounts.endDataPlan(account, onRefused);
      this.#disconnect(fault, MARKET_FEEDS, { clientId: account.clientId, reason: 806 });
    }
  }

  #meant({ clientId }: MomentFault): Account[] {
    return this.#accounts.all.filter((account) => clientId === undefined || account.clientId === clientId);
  }

  #disconnect(
    { id }: MomentFault,
    feeds: readonly FeedType[],
    end: { readonly clientId: string; readonly reason: DisconnectReason },
  ): void {
    const counts = feeds.map((feed) => this.#feeds[feed].disconnect(end.reason, end.clientId));
    if (counts.some((count) => count > 0)) this.#plan.hasStruck(id);
  }

  #evict({ id, feed, clientId }: EvictFault): void {
    const oldest = new Map<string, ClientSession>();
    for (const session of this.#feeds[feed].sessions(clientId))
      if (!oldest.has(session.clientId)) oldest.set(session.clientId, session);
    for (const session of oldest.values()) this.#feeds[feed].evict(session);
    if (oldest.size > 0) this.#plan.hasStruck(id);
  }

  #end(
    { id, clientId }: MomentFault,
    feeds: readonly FeedType[],
    end: (session: ClientSession) => void,
  ): void {
    const sessions = feeds.flatMap((feed) => this.#feeds[feed].sessions(clientId));
    for (const session of sessions) end(session);
    if (sessions.length > 0) this.#plan.hasStruck(id);
  }
}

const FEEDS = [...MARKET_FEEDS, 'order-update'] as const;

function cut(session: ClientSession, fault: CutFault | SlowCloseFault): void {
  switch (fault.kind) {
    case 'reset':
      session.reset();
      break;
    case 'fin':
      session.hangUp();
      break;
    case 'half-open':
      session.fallSilent();
      break;
    case 'slow-close':
      session.closeSlowly(fault.closeMs);
      break;
  }
}
