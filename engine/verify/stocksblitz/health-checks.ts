import type { Check } from '../check.ts';
import { judgeHttp } from '../declared/http-check.ts';
import type { PlatformTarget, VerifiedPlatform } from './platform-target.ts';

const GROUP = 'platform';

/** The three services say that they are healthy. Source: seed-requirements A10 items 86 and 87. */
export const healthChecks: readonly Check<PlatformTarget>[] = [
  healthCheck('backend', 'The backend is healthy', ({ backendUrl }) => backendUrl),
  healthCheck('user-service', 'The user service is healthy', ({ userServiceUrl }) => userServiceUrl),
  healthCheck('ticker', 'The ticker service is healthy', ({ tickerUrl }) => tickerUrl),
];

function healthCheck(
  service: string,
  title: string,
  urlOf: (places: VerifiedPlatform) => string,
): Check<PlatformTarget> {
  return {
    id: `${GROUP}.${service}`,
    title,
    asserts: `/health of the ${service} answers 200 with status healthy or ok.`,
    group: GROUP,
    dependsOn: [],
    run: ({ places, probes }) =>
      judgeHttp(
        {
          kind: 'http',
          url: `${urlOf(places)}/health`,
          method: 'GET',
          headers: {},
          expect: {
            status: [200],
            mayBeEmpty: false,
            headers: new Map(),
            json: new Map([['$.status', { oneOf: ['healthy', 'ok'] }]]),
          },
        },
        probes.http,
      ),
  };
}
