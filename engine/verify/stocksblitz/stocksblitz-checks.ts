/**
 * The second system, StocksBlitz. The states its documents use are read so: COMPLETE is `pass`, PARTIALLY WORKING is `warn`, PENDING is `pending`, and a
 * KNOWN ISSUE is a failure that the suite lists under `knownIssues`, which makes a warning of it.
 */
import type { Check } from '../check.ts';
import { shellWord, shownUrl } from '../declared/shown-address.ts';
import { authChecks } from './auth-checks.ts';
import { containerChecks } from './container-checks.ts';
import { healthChecks } from './health-checks.ts';
import { indicatorChecks } from './indicator-checks.ts';
import { monitorChecks } from './monitor-checks.ts';
import type { PlatformTarget, VerifiedPlatform } from './platform-target.ts';
import { redisChecks } from './redis-checks.ts';
import { symbolChecks } from './symbol-checks.ts';

/** The suite `stocksblitz`, in the order of its report. */
export const STOCKSBLITZ_CHECKS: readonly Check<PlatformTarget>[] = [
  ...healthChecks,
  ...authChecks,
  ...indicatorChecks,
  ...symbolChecks,
  ...monitorChecks,
  ...redisChecks,
  ...containerChecks,
];

/** What they ask, for `--dry-run`. */
export function platformCalls(places: VerifiedPlatform): string[] {
  const { backendUrl, userServiceUrl, tickerUrl, redisUrl, barsUrl } = places;
  const { backendContainer, userServiceContainer, tickerContainer, redisContainer } = places;
  const containers = [backendContainer, userServiceContainer, tickerContainer, redisContainer].filter(
    (name) => name !== undefined,
  );
  return [
    ...[backendUrl, userServiceUrl, tickerUrl].map((url) => `platform: GET ${url}/health`),
    `platform: POST ${userServiceUrl}/v1/auth/login, once`,
    `platform: GET ${userServiceUrl}/v1/auth/.well-known/jwks.json`,
    `platform: GET ${backendUrl}/indicators/current, history and at-offset`,
    `platform: GET ${backendUrl}/monitor/snapshot`,
    redisUrl === undefined ? 'platform: no Redis' : `platform: ${shownUrl(redisUrl)}, listening`,
    barsUrl === undefined
      ? 'platform: no database'
      : `platform: ${shownUrl(barsUrl)}, read-only: option_bars`,
    ...containers.map((name) => `platform: ${places.containerCommand} inspect ${shellWord(name)}`),
    ...(backendContainer === undefined
      ? []
      : [
          `platform: GET ${places.keysUrl} and an import of pandas_ta, from ${places.containerCommand} exec ${shellWord(backendContainer)}`,
        ]),
  ];
}
