/** Which failing check is the root of the others, so that one knows what to mend first. */
import type { CheckResult } from './check.ts';

/** A check of a finished run, with what it waited for. */
export type ExplainedCheck = Pick<
  CheckResult,
  'id' | 'group' | 'status' | 'observed' | 'remedy' | 'attempts'
> & {
  readonly dependsOn: readonly string[];
};

/** A check that is not well, and what follows from it. */
export interface Cause {
  readonly check: ExplainedCheck;
  readonly follows: readonly Cause[];
}

/**
 * What lies behind a built-in check's failure when it failed too, though it does not wait for it: they read the same facts. What is wrong with
 * the exchange is behind what is wrong with the backend: `chain.priced` behind `backend.chain.priced`, without a line here.
 */
const EXPLAINED_BY: Readonly<Record<string, readonly string[]>> = {
  'token.outlives-close': ['token.claims'],
  'exchange.login': ['token.valid', 'credentials.present', 'exchange.reachable'],
  'chain.priced': ['chain.complete'],
  'chain.grid': ['chain.complete'],
  'chain.values': ['chain.priced', 'chain.complete'],
  'chain.quality': ['chain.priced', 'chain.values'],
  'chain.forward': ['chain.priced', 'chain.values', 'chain.quality'],
  'feed.connects': ['exchange.login'],
  'feed.first-tick': ['feed.connects', 'feed.decode'],
  'feed.segments': ['feed.first-tick', 'feed.decode'],
  'feed.legs': ['feed.segments', 'feed.first-tick'],
  'feed.moves': ['feed.first-tick', 'feed.values'],
  'feed.rate': ['feed.first-tick', 'feed.segments'],
  'feed.fresh': ['feed.first-tick', 'feed.clock', 'feed.moves', 'feed.legs', 'feed.rate'],
  'feed.clock': ['exchange.clock'],
  'feed.values': ['feed.decode'],
  'backend.startup': ['backend.reachable', 'token.valid', 'credentials.present', 'exchange.login'],
  'backend.health': ['backend.startup', 'backend.reachable', 'feed.first-tick'],
  'backend.cache': ['backend.startup', 'backend.reachable'],
  'backend.counters': ['backend.cache', 'backend.startup', 'expiries.listed'],
  'backend.expiries': ['backend.cache', 'backend.startup', 'expiries.calendar', 'expiries.listed'],
  'backend.chain': ['backend.cache', 'backend.startup', 'chain.complete'],
  'backend.chain.priced': ['backend.chain'],
  'backend.chain.grid': ['backend.chain'],
  'backend.chain.values': ['backend.chain.priced'],
  'backend.chain.quality': ['backend.chain.priced', 'backend.chain.values'],
  'backend.chain.forward': ['backend.chain.priced', 'backend.chain.values', 'backend.chain.quality'],
  'backend.chain.greeks': ['backend.chain.priced', 'backend.chain.values', 'backend.chain.quality'],
  'backend.chain.interest': ['backend.chain.values'],
  'backend.analytics': ['backend.chain.priced', 'backend.chain.values'],
  'backend.analytics.interest': ['backend.chain.interest', 'backend.chain.values'],
  'backend.analytics.prices': ['backend.chain.priced', 'backend.chain.quality', 'backend.chain.forward'],
  'backend.surface': ['backend.analytics', 'backend.chain.priced', 'backend.chain.values'],
  'backend.source': ['backend.startup', 'exchange.login'],
  'backend.sockets': ['backend.startup', 'backend.reachable', 'feed.connects', 'exchange.login'],
  'backend.reconnects': ['backend.sockets', 'feed.connects'],
  'backend.moves': [
    'backend.startup',
    'backend.cache',
    'feed.first-tick',
    'feed.moves',
    'backend.sockets',
    'backend.reconnects',
    'backend.health',
  ],
  'backend.legs-follow': ['backend.cache', 'backend.moves', 'backend.chain', 'feed.legs'],
  'backend.fresh': ['backend.startup', 'backend.cache', 'backend.moves', 'backend.legs-follow', 'feed.fresh'],
  'backend.drift': ['backend.moves', 'backend.fresh', 'backend.source', 'feed.moves'],
  'open.auction': ['backend.startup', 'backend.health', 'backend.cache'],
  'open.first-tick': ['backend.moves', 'backend.startup', 'feed.first-tick'],
  'open.legs-follow': ['backend.legs-follow', 'open.first-tick', 'backend.cache'],
  'open.live': ['backend.source'],
  'log.startup': ['backend.startup', 'backend.cache', 'credentials.present', 'token.valid'],
  'log.fatal': ['backend.startup', 'credentials.present', 'token.valid'],
  'log.updates': ['backend.legs-follow', 'log.startup'],
  'platform.backend': ['container.backend'],
  'platform.user-service': ['container.user-service'],
  'platform.ticker': ['container.ticker'],
  'auth.login': ['platform.user-service'],
  'auth.matrix': ['auth.keys-inside'],
  'auth.keys-inside': ['container.backend', 'platform.user-service'],
  'indicators.library': ['container.backend'],
  'indicators.value': ['indicators.library'],
  'monitor.underlying': ['platform.backend', 'redis.underlying', 'redis.subscribers'],
  'monitor.options': ['platform.backend', 'redis.options', 'redis.subscribers'],
  'monitor.real': ['platform.backend'],
  'monitor.fresh': ['platform.backend', 'redis.underlying', 'redis.subscribers', 'monitor.underlying'],
  'bars.fresh': ['platform.backend', 'redis.options', 'monitor.options', 'monitor.fresh'],
  'redis.subscribers': ['container.redis', 'platform.backend'],
  'redis.underlying': ['platform.ticker'],
  'redis.options': ['platform.ticker'],
};

/** A failure, a warning, or a target that did not answer: what somebody has to mend. */
function isWrong({ status, attempts, remedy }: ExplainedCheck): boolean {
  return status === 'fail' || status === 'warn' || (status === 'skip' && attempts > 0 && remedy !== '');
}

/** Everything that is wrong or waits for it, as trees: each check stands below the first of its causes that is wrong too; warnings last. */
export function causesOf(checks: readonly ExplainedCheck[]): readonly Cause[] {
  const byId = new Map(checks.map((check) => [check.id, check]));
  const told = checks.filter((check) => isWrong(check) || waitsForWrong(check, byId));
  const toldIds = new Set(told.map(({ id }) => id));
  const causeOf = new Map(told.map((check) => [check.id, firstCause(check, toldIds)]));
  const tree = (check: ExplainedCheck): Cause => ({
    check,
    follows: told.filter(({ id }) => causeOf.get(id) === check.id).map(tree),
  });
  const roots = told.filter(({ id }) => causeOf.get(id) === undefined).map(tree);
  return [
    ...roots.filter(({ check }) => check.status !== 'warn'),
    ...roots.filter(({ check }) => check.status === 'warn'),
  ];
}

/** Skipped because of a check that is wrong, at first or second hand. */
function waitsForWrong(check: ExplainedCheck, byId: ReadonlyMap<string, ExplainedCheck>): boolean {
  if (check.status !== 'skip' || check.attempts > 0) return false;
  return check.dependsOn.some((id) => {
    const other = byId.get(id);
    return other !== undefined && (isWrong(other) || waitsForWrong(other, byId));
  });
}

function firstCause({ id, dependsOn }: ExplainedCheck, told: ReadonlySet<string>): string | undefined {
  return [...dependsOn, ...causesBehind(id)].find((cause) => cause !== id && told.has(cause));
}

/** Ids of what may be behind the failure of a built-in check, the nearest to the root first. */
export function causesBehind(id: string): readonly string[] {
  const twin = id.startsWith('backend.') ? [id.slice('backend.'.length)] : [];
  return [...twin, ...(EXPLAINED_BY[id] ?? [])];
}
