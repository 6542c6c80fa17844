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
import {
  backendChain,
  backendChainPriced,
  backendChainTruth,
  backendSource,
} from './checks/backend-chain-checks.ts';
import {
  backendAnalytics,
  backendAnalyticsInterest,
  backendAnalyticsPrices,
} from './checks/backend-analytics-checks.ts';
import { backendChainGreeks, backendChainInterest } from './checks/backend-figure-checks.ts';
import { backendSurface } from './checks/backend-surface-check.ts';
import {
  backendCounters,
  backendDrift,
  backendFresh,
  backendReconnects,
  backendSockets,
} from './checks/backend-truth-checks.ts';
import type { ExchangeAndBackend } from './checks/backend-truth-checks.ts';
import {
  backendCache,
  backendCors,
  backendHealth,
  backendReachable,
  backendStartup,
} from './checks/backend-checks.ts';
import {
  backendRefusedLogin,
  backendSubscriptions,
  backendTimes,
  backendUnderlyings,
} from './checks/backend-consistency-checks.ts';
import { backendLegsFollow, backendMoves } from './checks/backend-movement-checks.ts';
import { chainComplete, chainPriced, chainTruth, expiriesListed, statistics } from './checks/chain-checks.ts';
import { credentialsPresent, credentialsUnambiguous, tokenValid } from './checks/credential-checks.ts';
import { exchangeClock, exchangeLogin, exchangeReachable } from './checks/exchange-checks.ts';
import { backendExpiries, expiriesCalendar } from './checks/expiry-checks.ts';
import { feedConnects, feedFirstTick, feedMoves } from './checks/feed-checks.ts';
import {
  feedClock,
  feedDecode,
  feedFresh,
  feedLegs,
  feedRate,
  feedSegments,
  feedValues,
} from './checks/feed-watch-checks.ts';
import { logFatal, logStartup, logUpdates, logWarnings } from './checks/log-checks.ts';
import { masterContracts, masterRows } from './checks/master-checks.ts';
import { feedDepth20, feedDepth200, feedOrderUpdates } from './checks/socket-checks.ts';
import {
  tokenClaims,
  tokenDataPlan,
  tokenOutlivesClose,
  tokenRenewal,
  tokenStaticIp,
} from './checks/token-checks.ts';
import { checkOf, spokenCheck } from './declared/declared-check.ts';
import { judgedOutside } from './declared/vantage.ts';
import { notJudged } from './judgement.ts';
import { withKnownIssue } from './known-issue.ts';
import { redactSecrets } from './redact.ts';
import { platformCalls, STOCKSBLITZ_CHECKS } from './stocksblitz/stocksblitz-checks.ts';
import type { VerifiedPlatform } from './stocksblitz/platform-target.ts';
import { DEFAULT_SUITE } from './suite.ts';
import type { BuiltInSuite, CheckChange, Suite } from './suite.ts';
import type { ExtraSocket, VerifyTargets } from './targets.ts';

/** What a run looks at. A part that is absent is neither asked nor judged. */
export interface VerificationPlan {
  readonly exchange?: {
    readonly restUrl: string;
    readonly feedUrl: string;
    readonly masterUrl: string;
    readonly socketUrls: Readonly<Record<ExtraSocket, string>>;
    readonly underlyings: readonly Pick<Underlying, 'symbol'>[];
    /** False where a socket of our own might end one of the account's: checks with the tag `sockets` are then skipped. True unless given. */
    readonly mayOpenSockets?: boolean | undefined;
  };
  readonly backend?: { readonly url: string };
  /** `file backend.log`, `command docker logs tv-backend`. */
  readonly log?: { readonly description: string };
  readonly platform?: VerifiedPlatform;
  /** Where the checks of the suite look from, such as `docker exec tv-backend`; this machine unless given. */
  readonly from?: string;
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
    ...(plan.exchange && plan.backend && asks('options-backend') ? BACKEND_AND_EXCHANGE_CHECKS : []),
    ...(plan.log && asks('options-backend') ? LOG_CHECKS : []),
    ...(plan.platform && asks('stocksblitz') ? PLATFORM_CHECKS : []),
  ].filter(({ id }) => !suite.without.includes(id));
  const given = [
    ...builtIn.map((check) => (plan.from === undefined ? check : fromOutside(check))),
    ...suite.checks.map((check) => checkOf(check, plan.from)),
  ];
  const hasNoSockets = plan.exchange?.mayOpenSockets === false;
  const present = new Set(given.filter((check) => !(hasNoSockets && needsSocket(check))).map(({ id }) => id));
  const checks = given
    .map((check) => (hasNoSockets && needsSocket(check) ? withoutSocket(check) : check))
    .map((check) => ({ ...check, dependsOn: check.dependsOn.filter((id) => present.has(id)) }))
    .map((check) => changed({ ...check, tags: check.tags ?? [check.group] }, suite.change.get(check.id)))
    .map((check) => withKnownIssue(check, suite.knownIssues.get(check.id)));
  return withDependencies(checks, ({ id, tags = [] }) => chosen({ id, tags }));
}

/** A run that looks from inside says of these that they do not. */
function fromOutside(check: Check<VerifyTargets>): Check<VerifyTargets> {
  return {
    ...check,
    run: (targets) => judgedOutside(() => check.run(targets), 'outside (a built-in check of this machine)'),
  };
}

function needsSocket({ tags = [] }: Pick<Check<VerifyTargets>, 'tags'>): boolean {
  return tags.includes('sockets');
}

/** The account allows five sockets of a kind, and one more ends the oldest: perhaps the backend's own. */
function withoutSocket(check: Check<VerifyTargets>): Check<VerifyTargets> {
  return {
    ...check,
    dependsOn: [],
    run: async () =>
      notJudged(
        'a socket of our own',
        'not opened: on live it could end one of the backend (five a kind, the oldest goes); allow it with --own-socket',
      ),
  };
}

/** The ids that a built-in suite brings, in the order of its report. */
export function builtInCheckIds(name: BuiltInSuite): readonly string[] {
  return builtInChecks().flatMap(({ suite, check }) => (suite === name ? [check.id] : []));
}

/** Every built-in check with the suite that brings it, in the order of a report: what docs/checks.md is written from. */
export function builtInChecks(): readonly {
  readonly suite: BuiltInSuite;
  readonly check: Check<VerifyTargets>;
}[] {
  const of = (suite: BuiltInSuite, checks: readonly Check<VerifyTargets>[]) =>
    checks.map((check) => ({ suite, check: { ...check, tags: check.tags ?? [check.group] } }));
  return [
    ...of('dhan', EXCHANGE_CHECKS),
    ...of('options-backend', [...BACKEND_CHECKS, ...BACKEND_AND_EXCHANGE_CHECKS, ...LOG_CHECKS]),
    ...of('stocksblitz', PLATFORM_CHECKS),
  ];
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

/** Every host and call of a plan, for `--dry-run`; none is made. What looks like a secret, and the `secrets`, are masked. */
export function describePlan(plan: VerificationPlan, secrets: readonly string[] = []): string[] {
  const { exchange, backend, log, platform, suite = DEFAULT_SUITE } = plan;
  const lines = [
    ...(exchange ? exchangeCalls(exchange) : ['exchange: not asked']),
    ...(backend ? backendCalls(backend.url) : ['backend: not asked']),
    log ? `log: ${log.description}` : 'log: not read',
    ...(platform ? platformCalls(platform) : []),
    ...suite.checks.map((check) => spokenCheck(check, plan.from)),
  ];
  const checks = checksFor(plan);
  const summary = `${checks.length} checks: ${checks.map(({ id }) => id).join(', ')}`;
  return [...lines, summary].map((line) => redactSecrets(line, secrets));
}

const EXCHANGE_CHECKS: readonly Check<VerifyTargets>[] = [
  onTarget(exchangeReachable, 'exchange'),
  ...[
    credentialsPresent,
    credentialsUnambiguous,
    tokenValid,
    tokenClaims,
    tokenOutlivesClose,
    tokenRenewal,
  ].map((check) => onTarget(check, 'credentials')),
  ...[
    exchangeClock,
    exchangeLogin,
    tokenDataPlan,
    tokenStaticIp,
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
    feedLegs,
    feedSegments,
    feedRate,
    feedFresh,
    feedClock,
    feedDecode,
    feedValues,
    feedDepth20,
    feedDepth200,
    feedOrderUpdates,
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
  backendChainGreeks,
  backendChainInterest,
  backendAnalytics,
  backendAnalyticsInterest,
  backendAnalyticsPrices,
  backendSurface,
  backendExpiries,
  backendSource,
  backendMoves,
  backendLegsFollow,
  backendFresh,
  backendCounters,
  backendReconnects,
  backendSockets,
  backendUnderlyings,
  backendSubscriptions,
  backendRefusedLogin,
  backendTimes,
].map((check) => onTarget(check, 'backend'));

/** Asked where both the exchange and a backend are looked at. */
const BACKEND_AND_EXCHANGE_CHECKS: readonly Check<VerifyTargets>[] = [
  backendDrift,
  backendSameLegs,
  backendSameStrikes,
  backendSamePrices,
  backendSameVolumes,
  backendSameLots,
].map(onBoth);

const LOG_CHECKS: readonly Check<VerifyTargets>[] = [logStartup, logFatal, logUpdates, logWarnings].map(
  (check) => onTarget(check, 'log'),
);

const PLATFORM_CHECKS: readonly Check<VerifyTargets>[] = STOCKSBLITZ_CHECKS.map((check) =>
  onTarget(check, 'platform'),
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
function onBoth(check: Check<ExchangeAndBackend>): Check<VerifyTargets> {
  return {
    ...check,
    run: ({ exchange, backend }) => {
      if (!exchange || !backend) throw new InvariantError(`${check.id} runs without both of its targets`);
      return check.run({ exchange, backend });
    },
  };
}

function exchangeCalls(exchange: NonNullable<VerificationPlan['exchange']>): string[] {
  const { restUrl, feedUrl, masterUrl, socketUrls, underlyings, mayOpenSockets = true } = exchange;
  const symbols = underlyings.map(({ symbol }) => symbol).join(', ');
  const sockets = [
    `exchange: WebSocket ${feedUrl}, subscribing ${symbols} and ten legs at the money of each`,
    ...Object.values(socketUrls).map((url) => `exchange: WebSocket ${url}`),
  ];
  return [
    `exchange: GET ${restUrl} (is anybody there, what time is it)`,
    `exchange: GET ${restUrl}/profile`,
    `exchange: GET ${restUrl}/ip/getIP`,
    `exchange: GET ${masterUrl}`,
    `exchange: POST ${restUrl}/optionchain/expirylist, ${underlyings.length} times (${symbols})`,
    `exchange: POST ${restUrl}/optionchain, ${underlyings.length} times (the nearest expiry of each)`,
    ...(mayOpenSockets ? sockets : ['exchange: no WebSocket is opened (--own-socket would)']),
    `exchange: ${4 + 2 * underlyings.length} calls and ${mayOpenSockets ? sockets.length : 'no'} sockets at most, no order, nothing changed`,
  ];
}

function backendCalls(url: string): string[] {
  return [
    `backend: GET ${url}/health`,
    `backend: GET ${url}/api/v2/options/cache/stats`,
    `backend: GET ${url}/api/v2/options/available/underlyings`,
    `backend: GET ${url}/api/v2/options/available/expiries, per underlying it offers`,
    `backend: GET ${url}/api/v2/options/live, per underlying, again every 500 ms while it is watched for movement`,
    `backend: GET ${url}/api/v2/options/analytics and surface, per underlying, between two looks at options/live`,
    `backend: GET ${url}/prices, every 500 ms while it is watched for movement`,
    `backend: OPTIONS ${url}/api/v2/options/live (preflight of the frontend)`,
  ];
}
