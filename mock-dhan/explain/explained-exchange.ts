import type { Clock } from '#engine/ports.ts';
import type { ServedMode } from '#engine/wire/feed-codes.ts';
import type { FaultPlan } from '../faults/fault-plan.ts';
import type { ClientSession } from '../feed/client-session.ts';
import type { FeedType } from '../feed/feed-routing.ts';
import type { SubscriptionNotes } from '../feed/subscription-notes.ts';
import type { ExchangeJournal } from '../journal/exchange-journal.ts';
import type { Accounts } from '../world/accounts.ts';
import type { TradingFloor } from '../world/trading-floor.ts';
import type { World } from '../world/world.ts';

/** What became of one instrument on one session. */
export interface InstrumentDelivery {
  /** Of the subscription, epoch ms. */
  readonly sinceMs: number;
  /** What it is subscribed in; empty on a depth feed, which has one mode only. */
  readonly modes: readonly ServedMode[];
  /** How often the market has moved what the feed tells of it since then. */
  readonly moves: number;
  /** Handed to the line since it was subscribed, the snapshot's included. */
  readonly packets: number;
  /** Something changed that the client was too busy to be sent. */
  readonly isHeldBack: boolean;
}

/** A client of a feed that carries instruments. */
export interface CarryingSession extends ClientSession {
  /** What it asked for. */
  readonly notes: SubscriptionNotes;
  /** By the instrument's place on the board; undefined when it is not subscribed. */
  deliveryOf(index: number): InstrumentDelivery | undefined;
}

/** A feed that carries instruments. */
export interface CarryingFeed {
  /** Whether it tells of an instrument at all. */
  carries(index: number): boolean;
  sessions(clientId?: string): readonly CarryingSession[];
  /** When a change of the instrument was last sent to whoever reads it, epoch ms; 0 if it never was. */
  publishedAtMs(index: number): number;
}

/** The feeds that carry instruments. */
export type CarryingFeedType = Exclude<FeedType, 'order-update'>;

/** What an explanation is drawn from. */
export interface ExplainedExchange {
  readonly clock: Clock;
  readonly world: World;
  readonly accounts: Accounts;
  readonly journal: ExchangeJournal;
  readonly feeds: Readonly<Record<CarryingFeedType, CarryingFeed>> & {
    readonly 'order-update': { sessions(clientId?: string): readonly ClientSession[] };
  };
  readonly faults: FaultPlan;
  readonly trading: TradingFloor;
}

/** What the feeds are called. */
export const FEED_WORDS: Readonly<Record<FeedType, string>> = {
  live: 'the live feed',
  'depth-20': 'the feed of 20 levels',
  'depth-200': 'the feed of 200 levels',
  'order-update': 'the order updates',
};
