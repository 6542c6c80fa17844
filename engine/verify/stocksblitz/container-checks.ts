import type { Declaration, DeclaredCheck } from '../declared/declared-check.ts';
import type { PlatformContainers, VerifiedPlatform } from './platform-places.ts';

/** What the platform's operators looked at by hand: its containers, and from inside the backend's its key document and its indicator library. None that is not named is judged. */
export function containerChecks({ containers }: VerifiedPlatform): readonly DeclaredCheck[] {
  const { backend, userService, ticker } = containers;
  return [
    ...running('container.backend', 'the container of the backend is well', backend),
    ...running('container.user-service', 'the container of the user service is well', userService),
    ...running('container.ticker', 'the container of the ticker service is well', ticker),
    ...(backend === undefined ? [] : insideBackend(backend, containers)),
  ];
}

function running(id: string, title: string, name: string | undefined): readonly DeclaredCheck[] {
  if (name === undefined) return [];
  const expect = { state: 'running', ports: new Map(), networks: [] } as const;
  return [check(id, title, { kind: 'container', name, expect })];
}

function insideBackend(backend: string, { jwksUrl }: PlatformContainers): readonly DeclaredCheck[] {
  const from = `docker exec ${backend}`;
  const dependsOn = ['container.backend'];
  const keys: Declaration = {
    kind: 'http',
    url: jwksUrl,
    method: 'GET',
    headers: {},
    expect: {
      status: [200],
      mayBeEmpty: false,
      headers: new Map(),
      json: new Map([['$.keys[*].kid', { minCount: 1 }]]),
    },
  };
  const library: Declaration = {
    kind: 'pythonImport',
    python: 'python3',
    modules: [{ module: 'pandas_ta' }],
    timeoutMs: LIBRARY_MS_MAX,
  };
  return [
    { ...check('auth.keys-inside', 'the backend reaches the published keys', keys), from, dependsOn },
    { ...check('indicators.library', 'the backend has its indicator library', library), from, dependsOn },
  ];
}

const LIBRARY_MS_MAX = 60_000;

function check(id: string, title: string, declaration: Declaration): DeclaredCheck {
  const [group = id] = id.split('.');
  return { id, title, group, severity: 'fail', tags: [group], dependsOn: [], declaration };
}
