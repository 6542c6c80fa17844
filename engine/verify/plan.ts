import { InvariantError } from '../errors.ts';
import type { Underlying } from '../market/instrument.ts';
import { withDependencies } from './check-order.ts';
import type { Check } from './check.ts';
import {
  backendSameLegs,
  backendSameLots,
  backendSamePrices,
  backendSameStrikes,
  backendSameVolumes,
} from './checks/agreement-checks.ts';
import type { BothTargets } from './checks/agreement-checks.ts';
import {
  backendChain,
  backendChainPriced,
  backendChainTruth,
  backendSource,
} from './checks/backend-chain-checks.ts';
import {
  backendCache,
  backendCors,
  backendHealth,
  backendReachable,
  backendStartup,
} from './checks/backend-checks.ts';
import {
  backendCounters,
  backendReconnects,
  backendSubscriptions,
  backendTimes,
  backendUnderlyings,
} from './checks/backend-consistency-checks.ts';
import { backendLegsFollow, backendMoves } from './checks/backend-movement-checks.ts';
import { chainComplete, chainPriced, chainTruth, expiriesListed, statistics } from './checks/chain-checks.ts';
import {
  credentialsPresent,
  credentialsUnambiguous,
  tokenLife,
  tokenValid,
} from './checks/credential-checks.ts';
import { exchangeClock, exchangeLogin, exchangeReachable } from './checks/exchange-checks.ts';
import { backendExpiries, expiriesCalendar } from './checks/expiry-checks.ts';
import { feedConnects, feedFirstTick, feedMoves } from './checks/feed-checks.ts';
import { logFatal, logStartup, logUpdates, logWarnings } from './checks/log-checks.ts';
import { masterContracts, masterRows } from './checks/master-checks.ts';
import { checkOf, spokenDeclaration } from './declared/declared-check.ts';
import { redactSecrets } from './redact.ts';
import { DEFAULT_SUITE } from './suite.ts';
import type { BuiltInSuite, CheckChange, Suite } from './suite.ts';
import type { VerifyTargets } from './targets.ts';

/** What a run looks at. A part that is absent is neither asked nor judged. */
export interface VerificationPlan {
  readonly exchange?: {
    readonly restUrl: string;
    readonly feedUrl: string;
    readonly masterUrl: string;
    readonly underlyings: readonly Pick<Underlying, 'symbol'>[];
  };
  readonly backend?: { readonly url: string };
  /** `file backend.log`, `command docker logs tv-backend`. */
  readonly log?: { readonly description: string };
  /** Everything built in, unless given. */
  readonly suite?: Suite;
  /** Every check, unless given; what a chosen check depends on is kept. */
  readonly chosen?: (check: { readonly id: string; readonly tags: readonly string[] }) => boolean;
}

/** The checks of a plan, dependencies first. Credentials are judged with the exchange: a backend has its own. */
export function checksFor(plan: VerificationPlan): readonly Check<VerifyTargets>[] {
  const { suite = DEFAULT_SUITE, chosen = () => true } = plan;
  const asks = (name: BuiltInSuite): boolean => suite.builtIn.includes(name);
  const builtIn = [
    ...(plan.exchange && asks('dhan') ? EXCHANGE_CHECKS : []),
    ...(plan.backend && asks('options-backend') ? BACKEND_CHECKS : []),
    ...(plan.exchange && plan.backend && asks('options-backend') ? AGREEMENT_CHECKS : []),
    ...(plan.log && asks('options-backend') ? LOG_CHECKS : []),
  ].filter(({ id }) => !suite.without.includes(id));
  const present = new Set([...builtIn, ...suite.checks].map(({ id }) => id));
  const checks = [...builtIn, ...suite.checks.map(checkOf)]
    .map((check) => ({ ...check, dependsOn: check.dependsOn.filter((id) => present.has(id)) }))
    .map((check) => changed({ ...check, tags: check.tags ?? [check.group] }, suite.change.get(check.id)));
  return withDependencies(checks, ({ id, tags = [] }) => chosen({ id, tags }));
}

/** The ids that a built-in suite brings, in the order of its report. */
export function builtInCheckIds(name: BuiltInSuite): readonly string[] {
  const checks = name === 'dhan' ? EXCHANGE_CHECKS : [...BACKEND_CHECKS, ...AGREEMENT_CHECKS, ...LOG_CHECKS];
  return checks.map(({ id }) => id);
}

function changed<Targets>(check: Check<Targets>, change: CheckChange | undefined): Check<Targets> {
  if (!change) return check;
  const { severity, tags, retry, timeoutMs } = change;
  return {
    ...check,
    ...(severity === undefined ? {} : { severity }),
    ...(tags === undefined ? {} : { tags }),
    ...(retry === undefined ? {} : { retry }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
}

/** Every host and call of a plan, for `--dry-run`; none is made. */
export function describePlan(plan: VerificationPlan): string[] {
  const { exchange, backend, log, suite = DEFAULT_SUITE } = plan;
  const lines = [
    ...(exchange ? exchangeCalls(exchange) : ['exchange: not asked']),
    ...(backend ? backendCalls(backend.url) : ['backend: not asked']),
    log ? `log: ${log.description}` : 'log: not read',
    ...suite.checks.map(({ declaration }) => spokenDeclaration(declaration)),
  ];
  const checks = checksFor(plan);
  const summary = `${checks.length} checks: ${checks.map(({ id }) => id).join(', ')}`;
  return [...lines, summary].map((line) => redactSecrets(line));
}

const EXCHANGE_CHECKS: readonly Check<VerifyTargets>[] = [
  onTarget(exchangeReachable, 'exchange'),
  ...[credentialsPresent, credentialsUnambiguous, tokenValid, tokenLife].map((check) =>
    onTarget(check, 'credentials'),
  ),
  ...[
    exchangeClock,
    exchangeLogin,
    masterRows,
    masterContracts,
    expiriesListed,
    expiriesCalendar,
    chainComplete,
    chainPriced,
    ...chainTruth,
    statistics,
    feedConnects,
    feedFirstTick,
    feedMoves,
  ].map((check) => onTarget(check, 'exchange')),
];

const BACKEND_CHECKS: readonly Check<VerifyTargets>[] = [
  backendReachable,
  backendHealth,
  backendStartup,
  backendCache,
  backendCors,
  backendChain,
  backendChainPriced,
  ...backendChainTruth,
  backendExpiries,
  backendSource,
  backendMoves,
  backendLegsFollow,
  backendCounters,
  backendUnderlyings,
  backendSubscriptions,
  backendReconnects,
  backendTimes,
].map((check) => onTarget(check, 'backend'));

/** These need both sides: a backend that was asked alone is not compared. */
const AGREEMENT_CHECKS: readonly Check<VerifyTargets>[] = [
  backendSameLegs,
  backendSameStrikes,
  backendSamePrices,
  backendSameVolumes,
  backendSameLots,
].map(onBoth);

const LOG_CHECKS: readonly Check<VerifyTargets>[] = [logStartup, logFatal, logUpdates, logWarnings].map(
  (check) => onTarget(check, 'log'),
);

/** A check of one target as a check of all of them. */
function onTarget<Name extends keyof VerifyTargets>(
  check: Check<NonNullable<VerifyTargets[Name]>>,
  name: Name,
): Check<VerifyTargets> {
  return {
    ...check,
    run: (targets) => {
      const target = targets[name];
      if (!target) throw new InvariantError(`${check.id} runs without its target "${name}"`);
      return check.run(target);
    },
  };
}

/** A check of the exchange against the backend as a check of all targets. */
function onBoth(check: Check<BothTargets>): Check<VerifyTargets> {
  return {
    ...check,
    run: ({ exchange, backend }) => {
      if (!exchange || !backend) throw new InvariantError(`${check.id} runs without both of its targets`);
      return check.run({ exchange, backend });
    },
  };
}

function exchangeCalls(exchange: NonNullable<VerificationPlan['exchange']>): string[] {
  const { restUrl, feedUrl, masterUrl, underlyings } = exchange;
  const symbols = underlyings.map(({ symbol }) => symbol).join(', ');
  return [
    `exchange: GET ${restUrl} (is anybody there, what time is it)`,
    `exchange: GET ${restUrl}/profile`,
    `exchange: GET ${masterUrl}`,
    `exchange: POST ${restUrl}/optionchain/expirylist, ${underlyings.length} times (${symbols})`,
    `exchange: POST ${restUrl}/optionchain, ${underlyings.length} times (the nearest expiry of each)`,
    `exchange: WebSocket ${feedUrl}, subscribing ${symbols}`,
  ];
}

function backendCalls(url: string): string[] {
  return [
    `backend: GET ${url}/health`,
    `backend: GET ${url}/api/v2/options/cache/stats`,
    `backend: GET ${url}/api/v2/options/available/underlyings`,
    `backend: GET ${url}/api/v2/options/available/expiries, per underlying it offers`,
    `backend: GET ${url}/api/v2/options/live, per underlying, again every 500 ms while it is watched for movement`,
    `backend: GET ${url}/prices, every 500 ms while it is watched for movement`,
    `backend: OPTIONS ${url}/api/v2/options/live (preflight of the frontend)`,
  ];
}
