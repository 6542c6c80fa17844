import type { Hono } from 'hono';
import type { BehaviourFinding } from '#engine/behaviour/behaviour-judge.ts';
import type { VirtualClock } from '#engine/virtual-clock.ts';
import type { TickQuestion } from './explain/explain-tick.ts';
import type { Explanation } from './explain/explanation.ts';
import type { FaultPlan } from './faults/fault-plan.ts';
import type { FeedConnectionInfo } from './feed/feed-clients.ts';
import type { FeedLogin } from './feed/feed-login.ts';
import type { FeedType, SocketFeed } from './feed/feed-routing.ts';
import type { ExchangeJournal } from './journal/exchange-journal.ts';
import type { DirectCalls } from './rest/direct-calls.ts';
import type { TenantDirectory } from './tenants/tenant-directory.ts';

/** An exchange as the control port asks it. */
export interface ControlledExchange {
  /** What it plays, and on which day. */
  readonly scenario: { readonly name: string; readonly clock: { readonly date: string } };
  readonly clock: VirtualClock;
  readonly feeds: Readonly<Record<FeedType, SocketFeed>>;
  readonly journal: ExchangeJournal;
  readonly faults: Pick<FaultPlan, 'states' | 'add' | 'remove'>;
  counters(): object;
  connections(): FeedConnectionInfo[];
  /** How the scenario's expectations of its client stand; absent where nobody judges them. */
  expectations?(): readonly BehaviourFinding[];
  /** Clients with exchanges of their own behind the same port; absent where there are none. */
  readonly tenants?: TenantDirectory;
  /** Begins again as at first; absent where there is no beginning to go back to. */
  reset?(): void;
  /** Why a client got no tick of an instrument; absent where a recording speaks. */
  explain?(question: TickQuestion): Explanation;
}

/** An exchange that can listen: one that simulates a market (exchange.ts), or one that a recording speaks for (recorded/). */
export interface ServedExchange extends ControlledExchange {
  readonly app: Pick<Hono, 'fetch'>;
  /** The app's data routes, where a server need not go through it. */
  readonly directCalls: DirectCalls | undefined;
  /** Answers that wait for the clock. */
  heldAnswers(): number;
  refuseUpgrade(feedType: FeedType, login: FeedLogin | undefined): number | undefined;
  /** Whether a consent or a token id is under way here; absent where none ever is. */
  knowsConsent?(id: string): boolean;
  /** The clock that a client lives by, where that is not everybody's. */
  clockOf?(login: FeedLogin | undefined): VirtualClock;
}
