import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readInspection, readStats } from '#engine/adapters/probes/container-inspection.ts';
import { createContainerProbe } from '#engine/adapters/probes/container-probe.ts';
import { ProbeUnreachable } from '#engine/verify/check.ts';
import type { Judgement } from '#engine/verify/check.ts';
import { judgeContainer } from '#engine/verify/declared/container-check.ts';
import { UsageSeries } from '#engine/verify/declared/usage.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { containerDeclaration } from '#scenarios/suites/container-schema.ts';
import { fakeDocker } from '#test/support/fake-docker.ts';
import type { FakeContainer } from '#test/support/fake-docker.ts';

const NOW = '2026-02-04T03:30:00Z';
const clock = new VirtualClock(Date.parse(NOW));

/** The four of document S4, as they should be. */
const PLATFORM: Readonly<Record<string, FakeContainer>> = {
  'tv-backend': {
    health: ['healthy', 'ok'],
    ports: { '8000/tcp': [{ HostIp: '127.0.0.1', HostPort: '8081' }] },
    networks: ['stocksblitz', 'bridge'],
  },
  'tv-user-service': { health: ['healthy', 'ok'] },
  'tv-ticker': { ports: { '8080/tcp': [{ HostIp: '0.0.0.0', HostPort: '8080' }], '9000/tcp': null } },
  'tv-redis': { ports: { '6379/tcp': [{ HostIp: '::', HostPort: '6381' }] }, image: 'redis:7-alpine' },
};

const docker = fakeDocker(PLATFORM);
const probe = createContainerProbe({ clock, command: docker.path });

function judged(written: unknown, series?: UsageSeries): Promise<Judgement> {
  return judgeContainer(containerDeclaration.parse(written), probe, series);
}

test('a container that runs and is healthy is what a name alone asks for', async () => {
  expect(await judged('tv-backend')).toMatchObject({
    status: 'pass',
    observed: 'tv-backend is running, its health is healthy',
  });
  expect(await judged('tv-ticker')).toMatchObject({ status: 'pass', observed: 'tv-ticker is running' });
});

test('a name that compose does not know is answered with the one that holds it (I31)', async () => {
  expect(await judged('tv-ticker-service')).toMatchObject({
    status: 'fail',
    observed: 'no container tv-ticker-service; there is tv-ticker, tv-user-service, tv-backend, tv-redis',
    remedy: expect.stringContaining('such as tv-ticker: docker ps --all'),
  });
});

test('ports are judged by where they are published', async () => {
  const port = (name: string, ports: object): Promise<Judgement> => judged({ name, expect: { ports } });
  expect(await port('tv-backend', { 8000: 8081 })).toMatchObject({ status: 'pass' });
  expect(await port('tv-backend', { '8000/tcp': '127.0.0.1:8081' })).toMatchObject({ status: 'pass' });
  expect(await port('tv-redis', { 6379: '[::]:6381' })).toMatchObject({ status: 'pass' });
  expect(await port('tv-backend', { 8000: 8000 })).toMatchObject({
    status: 'fail',
    observed: '8000/tcp is published at 127.0.0.1:8081',
    remedy: expect.stringContaining('ports: ["8000:8000"]'),
  });
  expect(await port('tv-ticker', { 8080: '127.0.0.1:8080' })).toMatchObject({
    observed: '8080/tcp is published at 0.0.0.0:8080',
  });
  expect(await port('tv-ticker', { 9000: 9000, 8080: false })).toMatchObject({
    observed: '8080/tcp is published at 0.0.0.0:8080, 9000/tcp is not published',
  });
  expect(await port('tv-ticker', { 9000: false })).toMatchObject({ status: 'pass' });
});

test('a container that ended says with what, and what its health check said', async () => {
  docker.hold({
    gone: { state: 'exited', exitCode: 137, oomKilled: true },
    sick: { health: ['unhealthy', 'curl: (7) Failed to connect\n to localhost'] },
    young: { health: ['starting', ''] },
  });
  expect(await judged('gone')).toMatchObject({
    status: 'fail',
    observed: 'gone is exited (exit code 137, killed because it ran out of memory)',
    remedy: 'Its last words: docker logs --tail 50 gone',
  });
  expect(await judged({ name: 'gone', expect: { state: 'exited' } })).toMatchObject({ status: 'pass' });
  expect(await judged('sick')).toMatchObject({
    observed: 'its health is unhealthy; its check said: curl: (7) Failed to connect to localhost',
  });
  expect(await judged('young')).toMatchObject({ status: 'fail', observed: 'its health is starting' });
  expect(await judged({ name: 'tv-ticker', expect: { health: 'healthy' } })).toMatchObject({
    status: 'fail',
    observed: 'it has no health check',
  });
});

test('restarts, image, networks and the start are judged', async () => {
  docker.hold({ restless: { restarts: 4, startedAt: '2026-02-04T03:29:30Z', image: 'tv-backend:1.3.0' } });
  const expectations = {
    restartsMax: 2,
    image: ':1\\.4',
    networks: ['stocksblitz'],
    upFor: '1m',
    startedSince: '2026-02-04T08:59:50+05:30',
  };
  const judgement = await judged({ name: 'restless', expect: expectations });
  expect(judgement.observed).toBe(
    'restarted 4 times, image tv-backend:1.3.0, in bridge, started 30 s ago, started 30 s ago',
  );
  expect(judgement.expected).toContain('started within the last 10 s');
  expect(judgement.measurements).toMatchObject([{ name: 'restarts', value: 4 }]);
  const kept = { ...expectations, startedSince: '2026-02-04T03:00:00Z', restartsMax: 0 };
  expect(await judged({ name: 'tv-backend', expect: kept })).toMatchObject({ status: 'pass' });
});

test('memory, processor and growth are those that stats tells', async () => {
  docker.hold({ greedy: { use: { CPUPerc: '180.25%', MemUsage: '512MiB / 7.6GiB' } } });
  const series = new UsageSeries();
  const limits = { memoryMiBMax: 600, cpuPercentMax: 100, memoryGrowthMiBMax: 50 };
  expect(await judged({ name: 'greedy', expect: limits }, series)).toMatchObject({
    status: 'fail',
    observed: '180 % of a core',
    remedy: 'Look what it does: docker stats --no-stream greedy',
  });
  docker.hold({ greedy: { use: { CPUPerc: '3.00%', MemUsage: '1.5GiB / 7.6GiB' } } });
  expect(await judged({ name: 'greedy', expect: limits }, series)).toMatchObject({
    status: 'fail',
    observed: '1536 MiB, +1024 MiB in 2 looks',
  });
});

test('what podman prints is read too', () => {
  const list = [{ id: 'a9', name: 'x', cpu_percent: '3.07%', mem_usage: '52.43MB / 16.7GB' }];
  expect(readStats(JSON.stringify(list, null, 1))).toEqual({ memoryBytes: 52_430_000, cpuPercent: 3.07 });
  const podman = {
    Id: 'a9',
    ImageName: 'localhost/tv:1',
    Config: {},
    State: { Status: 'created', StartedAt: '0001-01-01T00:00:00Z', Healthcheck: { Status: '', Log: null } },
    NetworkSettings: { Ports: null, Networks: null },
  };
  expect(readInspection(JSON.stringify([podman]))).toMatchObject({
    image: 'localhost/tv:1',
    health: 'none',
    startedAtMs: undefined,
    restarts: 0,
  });
  expect(readInspection('[]')).toBeUndefined();
  expect(readStats('not json')).toBeUndefined();
});

test('no docker, no daemon and no readable answer judge nothing, and say what is to be done', async () => {
  const asked = containerDeclaration.parse('tv-backend');
  const none = createContainerProbe({ clock, command: join(docker.folder, 'none') });
  await expect(judgeContainer(asked, none)).rejects.toMatchObject({
    name: 'ProbeUnreachable',
    message: expect.stringContaining('cannot be run'),
    remedy: expect.stringContaining('Install docker or podman'),
  });
  const speechless = (name: string, said: string): string => {
    const path = join(docker.folder, name);
    writeFileSync(path, `#!/bin/sh\n${said}\n`);
    chmodSync(path, 0o755);
    return path;
  };
  const daemonless = speechless(
    'daemonless',
    'echo "[]"; echo "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?" >&2; exit 1',
  );
  await expect(
    judgeContainer(asked, createContainerProbe({ clock, command: daemonless })),
  ).rejects.toMatchObject({
    message: expect.stringContaining('Cannot connect to the Docker daemon'),
    remedy: expect.stringContaining('Start its daemon'),
  });
  const strange = createContainerProbe({ clock, command: speechless('strange', 'echo "{}"') });
  await expect(judgeContainer(asked, strange)).rejects.toThrow(ProbeUnreachable);
});

test('a command of several words reaches the runtime, and a runtime that is named is asked by its name', async () => {
  const words = createContainerProbe({ clock, command: `env ${docker.path}` });
  expect(await judgeContainer(containerDeclaration.parse('tv-redis'), words)).toMatchObject({
    status: 'pass',
  });
  const asked = containerDeclaration.parse({ name: 'tv-redis', runtime: 'podman' });
  const podman = fakeDocker(PLATFORM, 'podman');
  const prefix = ['env', `PATH=${podman.folder}:${process.env['PATH']}`];
  const prefixed = createContainerProbe({ clock, command: 'never-there', prefix });
  expect(await judgeContainer(asked, prefixed)).toMatchObject({ status: 'pass' });
});

test.each([
  ['--help', "a container's name"],
  [{ name: 'a', expect: { ports: { web: 1 } } }, 'expected a port of the container'],
  [{ name: 'a', expect: { ports: { 80: 'x' } } }, 'expected a port of the host'],
  [{ name: 'a', expect: { startedSince: '2026-02-04 08:55' } }, 'expected a time with its zone'],
  [{ name: 'a', runtime: 'containerd' }, 'docker'],
  [{ name: 'a', expect: { state: 'up' } }, 'running'],
])('%o is refused', (written, words) => {
  expect(JSON.stringify(containerDeclaration.safeParse(written).error?.issues)).toContain(words);
});
