import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fakeDocker } from '#test/support/fake-docker.ts';
import { serveGuarded } from '#test/support/guarded-server.ts';
import { emptyFolder, preopen } from '#test/support/preopen-command.ts';

interface Seen {
  readonly exitCode: number;
  readonly checks: readonly {
    readonly id: string;
    readonly status: string;
    readonly observed: string;
    readonly remedy: string;
    readonly seenFrom?: string;
  }[];
}

/** The checks of containers in the suite `stocksblitz`, or in the one that is given. */
async function verified(env: Readonly<Record<string, string>>, suite = 'stocksblitz'): Promise<Seen> {
  const args = ['--suite', suite, '--grep', '^container|keys-inside|indicators.library', '-f', 'json'];
  const { exitCode, stdout } = await preopen(['verify', ...args], { env });
  return { exitCode: exitCode!, checks: JSON.parse(stdout).checks };
}

test('the containers that variables name are judged, and keys and library from inside that of the backend', async () => {
  await using server = await serveGuarded();
  const docker = fakeDocker({
    'tv-backend': { health: ['healthy', ''] },
    'tv-user-service': { health: ['unhealthy', 'no answer'] },
    'tv-ticker': {},
  });
  const { checks, exitCode } = await verified({
    DOCKER: docker.path,
    PLATFORM_BACKEND_CONTAINER: 'tv-backend',
    PLATFORM_USER_SERVICE_CONTAINER: 'tv-user-service',
    PLATFORM_TICKER_CONTAINER: 'tv-ticker-service',
    PLATFORM_BACKEND_JWKS_URL: server.jwksUrl,
  });
  const inside = `${docker.path} exec tv-backend`;
  expect(checks).toMatchObject([
    { id: 'container.backend', status: 'pass' },
    { id: 'container.user-service', status: 'fail', observed: expect.stringContaining('no answer') },
    { id: 'container.ticker', status: 'fail', observed: expect.stringContaining('there is tv-ticker') },
    {
      id: 'container.redis',
      status: 'skip',
      observed: 'no container is named: set PLATFORM_REDIS_CONTAINER',
    },
    { id: 'auth.keys-inside', status: 'pass', seenFrom: expect.stringContaining(inside) },
    { id: 'indicators.library', seenFrom: expect.stringContaining(inside) },
  ]);
  expect(exitCode).toBe(1);
});

test('keys that the backend does not reach from its container are red, with what may be behind it', async () => {
  const docker = fakeDocker({ 'tv-backend': {} });
  const { checks } = await verified({
    DOCKER: docker.path,
    PLATFORM_BACKEND_CONTAINER: 'tv-backend',
    PLATFORM_BACKEND_JWKS_URL: 'http://127.0.0.1:1/jwks.json',
  });
  expect(checks.find(({ id }) => id === 'auth.keys-inside')).toMatchObject({
    status: 'fail',
    remedy: expect.stringContaining('host.docker.internal'),
  });
});

test('a suite names containers too, and one that is gone is red while what looks from inside it is skipped', async () => {
  const docker = fakeDocker({ 'tv-ticker': {} });
  const file = join(emptyFolder(), 'suite.yaml');
  writeFileSync(
    file,
    `schemaVersion: 1
name: desk
extends: [stocksblitz]
targets: { platform: { containers: { backend: tv-backend, ticker: tv-ticker } } }
`,
  );
  const { checks } = await verified({ DOCKER: docker.path }, file);
  expect(checks.map(({ id, status }) => `${id} ${status}`)).toEqual([
    'container.backend fail',
    'container.user-service skip',
    'container.ticker pass',
    'container.redis skip',
    'auth.keys-inside skip',
    'indicators.library skip',
  ]);
  expect(checks.at(-1)?.observed).toContain('No such container: tv-backend');
});

test('without a docker they are skipped with the reason, and nothing is inconclusive for it', async () => {
  const names = { PLATFORM_BACKEND_CONTAINER: 'tv-backend', PLATFORM_TICKER_CONTAINER: 'tv-ticker' };
  const { checks } = await verified({ DOCKER: '/no/such/docker', ...names });
  expect(new Set(checks.map(({ status }) => status))).toEqual(new Set(['skip']));
  expect(checks[0]?.observed).toContain('/no/such/docker cannot be run');
  expect(checks[0]?.observed).toContain('Install docker or podman');
  expect(checks[5]?.observed).toContain('/no/such/docker');
  expect(checks.map(({ remedy }) => remedy).join('')).toBe('');
});
