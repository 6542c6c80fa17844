import type { Clock } from '#engine/ports.ts';
import type { FaultPlan } from '../faults/fault-plan.ts';
import type { LiveFeed } from '../feed/live-feed.ts';
import type { ExchangeJournal } from '../journal/exchange-journal.ts';
import type { Accounts } from '../world/accounts.ts';
import type { World } from '../world/world.ts';

/** What an explanation is drawn from. */
export interface ExplainedExchange {
  readonly clock: Clock;
  readonly world: World;
  readonly accounts: Accounts;
  readonly journal: ExchangeJournal;
  readonly feed: LiveFeed;
  readonly faults: FaultPlan;
}
