import { ProbeUnreachable } from '../check.ts';
import type { Check, Judgement } from '../check.ts';
import { judgeContainer } from '../declared/container-check.ts';
import type { Declaration } from '../declared/declared-check.ts';
import { judgeHttp } from '../declared/http-check.ts';
import type { HttpDeclaration } from '../declared/http-check.ts';
import { judgePythonImport } from '../declared/python-import-check.ts';
import type { PythonImportDeclaration } from '../declared/python-import-check.ts';
import { shellWord } from '../declared/shown-address.ts';
import { judgeFrom } from '../declared/vantage.ts';
import type { Probes } from '../declared/declared-check.ts';
import { notJudged } from '../judgement.ts';
import type { PlatformTarget, VerifiedPlatform } from './platform-target.ts';

/** Places that are the name of a container, with the variable that gives it. */
const CONTAINERS = {
  backendContainer: { part: 'backend', variable: 'PLATFORM_BACKEND_CONTAINER' },
  userServiceContainer: { part: 'user service', variable: 'PLATFORM_USER_SERVICE_CONTAINER' },
  tickerContainer: { part: 'ticker service', variable: 'PLATFORM_TICKER_CONTAINER' },
  redisContainer: { part: 'Redis', variable: 'PLATFORM_REDIS_CONTAINER' },
} as const satisfies Partial<
  Record<keyof VerifiedPlatform, { readonly part: string; readonly variable: string }>
>;

type ContainerPlace = keyof typeof CONTAINERS;

/** Of the import, which a cold disk makes slow. */
const LIBRARY_MS_MAX = 60_000;

/** What operators looked at by hand: the containers, and from inside the backend's its key document and its indicator library. Source: seed-requirements A10 items 82 to 86. */
export const containerChecks: readonly Check<PlatformTarget>[] = [
  wellCheck('container.backend', 'backendContainer'),
  wellCheck('container.user-service', 'userServiceContainer'),
  wellCheck('container.ticker', 'tickerContainer'),
  wellCheck('container.redis', 'redisContainer'),
  {
    id: 'auth.keys-inside',
    title: 'The backend reaches the published keys from its container',
    asserts:
      'GET of PLATFORM_BACKEND_JWKS_URL, as it is seen from inside the container of the backend, answers 200 with a key id or more; without a container or a docker it is not judged.',
    group: 'auth',
    dependsOn: [],
    run: (target) =>
      insideBackend(target, keysDeclaration(target.places.keysUrl), (probes, declaration) =>
        judgeHttp(declaration, probes.http),
      ),
  },
  {
    id: 'indicators.library',
    title: 'The backend has its indicator library',
    asserts:
      'python3 in the container of the backend imports pandas_ta; without a container or a docker it is not judged.',
    group: 'indicators',
    dependsOn: [],
    run: (target) =>
      insideBackend(target, LIBRARY, (probes, declaration) => judgePythonImport(declaration, probes.python)),
  },
];

const LIBRARY: PythonImportDeclaration = {
  kind: 'pythonImport',
  python: 'python3',
  modules: [{ module: 'pandas_ta' }],
  timeoutMs: LIBRARY_MS_MAX,
};

function wellCheck(id: string, place: ContainerPlace): Check<PlatformTarget> {
  const { part, variable } = CONTAINERS[place];
  return {
    id,
    title: `The container of the ${part} is well`,
    asserts: `The container that ${variable} names runs and, where it has a health check, is healthy; without a name or a docker it is not judged.`,
    group: 'container',
    dependsOn: [],
    run: ({ places, probes }) =>
      named(places, place, (name) => {
        const expect = { state: 'running', ports: new Map(), networks: [] } as const;
        return judgeContainer({ kind: 'container', name, expect }, probes.container);
      }),
  };
}

function insideBackend<Asked extends Declaration>(
  { places, probes }: PlatformTarget,
  declaration: Asked,
  judge: (probes: Probes, declaration: Asked) => Promise<Judgement>,
): Promise<Judgement> {
  return named(places, 'backendContainer', (name) => {
    const vantage = {
      kind: 'inside',
      command: `${places.containerCommand} exec ${shellWord(name)}`,
    } as const;
    return judgeFrom(vantage, declaration, { probes, judge: (seen) => judge(seen, declaration) });
  });
}

/** Nothing is judged of a container that nobody named, nor where no runtime can be asked: both are said. */
async function named(
  places: VerifiedPlatform,
  place: ContainerPlace,
  judge: (name: string) => Promise<Judgement>,
): Promise<Judgement> {
  const { part, variable } = CONTAINERS[place];
  const expected = `the container of the ${part}, seen by ${places.containerCommand}`;
  const name = places[place];
  if (name === undefined) return notJudged(expected, `no container is named: set ${variable}`);
  try {
    return await judge(name);
  } catch (error) {
    if (!(error instanceof ProbeUnreachable)) throw error;
    const reason = /[.?!]$/.test(error.message) ? error.message : `${error.message}.`;
    return notJudged(expected, `${reason} ${error.remedy}`);
  }
}

function keysDeclaration(url: string): HttpDeclaration {
  return {
    kind: 'http',
    url,
    method: 'GET',
    headers: {},
    expect: {
      status: [200],
      mayBeEmpty: false,
      headers: new Map(),
      json: new Map([['$.keys[*].kid', { minCount: 1 }]]),
    },
  };
}
