import type { Clock } from '#engine/ports.ts';
import type { Scenario } from '#engine/scenario.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import type { Accounts } from '../world/accounts.ts';
import type { Consents } from '../world/consents.ts';
import type { RateLimiter } from '../world/rate-limits.ts';
import type { StaticIps } from '../world/static-ips.ts';
import type { FaultPlan } from '../faults/fault-plan.ts';
import type { SlowAnswers } from '../faults/slow-answers.ts';
import type { TradingFloor } from '../world/trading-floor.ts';
import type { World } from '../world/world.ts';
import type { ExchangeJournal } from '../journal/exchange-journal.ts';
import type { RequestCounters } from './request-counters.ts';

/** What the REST routes answer from. */
export interface RestExchange {
  readonly scenario: Scenario;
  readonly world: World;
  /** The run's. */
  readonly seed: number;
  readonly clock: Clock;
  readonly wire: WireProfile;
  readonly accounts: Accounts;
  /** Orders and portfolios of all accounts. */
  readonly trading: TradingFloor;
  readonly limiter: RateLimiter;
  readonly staticIps: StaticIps;
  readonly consents: Consents;
  readonly requests: RequestCounters;
  readonly journal: ExchangeJournal;
  readonly faults: FaultPlan;
  readonly slowAnswers: SlowAnswers;
}
