import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtInCheckIds } from '#engine/verify/plan.ts';
import { containerChecks } from '#engine/verify/stocksblitz/container-checks.ts';
import { servePlatform, verdictOf } from '#test/support/judged-platform.ts';
import type { PlatformPlaces } from '#cli/platform/platform.ts';
import { preopen } from '#test/support/preopen-command.ts';
import { serveMock } from '#test/support/served-mock.ts';
import { needRedisServer } from '#test/support/services.ts';

const TIMEOUT = { timeout: 90_000 };
/** Nobody names a container here. */
const OF_CONTAINERS = containerChecks.map(({ id }) => id);
const MORNING = ['--scenario', 'calm-morning', '--at', '09:31:00'];

test('on a whole platform verify --suite stocksblitz is green', TIMEOUT, async (context) => {
  needRedisServer(context);
  await using served = await servePlatform(MORNING, '09:32:00');
  const env = { PLATFORM_READY_FILE: served.readyFile };
  const { exitCode, stdout } = await preopen(
    ['verify', '--suite', 'stocksblitz', '--wait', '60s', '--no-color'],
    { env },
  );
  expect(stdout).toMatch(/^0 failed, \d+ passed, 0 warned, 6 skipped/m);
  for (const id of builtInCheckIds('stocksblitz'))
    expect(stdout).toMatch(new RegExp(` ${OF_CONTAINERS.includes(id) ? 'skip' : 'ok'} .* ${id}$`, 'm'));
  expect(exitCode).toBe(0);
});

test(
  'without a redis-server the bus is in the process: that is said, and what needs Redis is not judged',
  TIMEOUT,
  async () => {
    const nowhere = mkdtempSync(join(tmpdir(), 'preopen-no-programs-'));
    await using served = await servePlatform(MORNING, '09:32:00', { PATH: nowhere });
    expect(readFileSync(served.logFile, 'utf8')).toContain(
      'no redis-server on PATH: the bus is in this process and others cannot hear it.',
    );
    await expect
      .poll(() => verdictOf(served), { timeout: 60_000, interval: 500 })
      .toEqual({
        fail: [],
        warn: [],
        pending: [],
        skip: ['redis.subscribers', 'redis.underlying', 'redis.options', ...OF_CONTAINERS],
      });
    const env = { PLATFORM_READY_FILE: served.readyFile };
    const { stdout } = await preopen(['verify', '--suite', 'stocksblitz', '--grep', 'redis'], { env });
    expect(stdout).toContain("the bus is in the backend's process: there is no Redis");
  },
);

test(
  'futures have indicators from the days before and from their ticks, and stand in the snapshot',
  TIMEOUT,
  async () => {
    await using served = await servePlatform(MORNING, '09:32:00');
    const ready = JSON.parse(readFileSync(served.readyFile, 'utf8')) as {
      readonly platform: Pick<PlatformPlaces, 'apiKey'>;
    };
    const asked = async (path: string) => {
      const headers = { authorization: `Bearer ${ready.platform.apiKey}` };
      const answer = await fetch(`${served.ready.backendUrl}${path}`, { headers });
      return { status: answer.status, body: JSON.parse(await answer.text()) };
    };
    const query = 'timeframe=5min&indicators=RSI_14,SMA_20&offset=0';
    for (const symbol of ['NIFTY26FEBFUT', 'nifty%20mar%20fut', 'BANKNIFTY-Apr2026-FUT']) {
      const { status, body } = await asked(`/indicators/at-offset?symbol=${symbol}&${query}`);
      expect([symbol, status]).toEqual([symbol, 200]);
      expect(body.indicators.RSI_14).toBeGreaterThan(0);
      expect(body.indicators.SMA_20).toBeGreaterThan(20_000);
    }
    expect((await asked(`/indicators/at-offset?symbol=NIFTY26JUNFUT&${query}`)).status).toBe(404);
    const { futures, underlying } = (await asked('/monitor/snapshot?underlying=NIFTY26FEBFUT')).body;
    expect(futures.NIFTY26FEBFUT).toMatchObject({
      symbol: 'NIFTY',
      lot_size: 65,
      segment: 'NFO-FUT',
      is_mock: false,
    });
    expect(futures.NIFTY26FEBFUT.ltp / underlying.ltp).toBeCloseTo(1.0036, 3);
  },
);

test('a scenario of the second system that is served without it says so', TIMEOUT, async () => {
  await using served = await serveMock(['--scenario', 'jwt-only-401']);
  served.signal('SIGTERM');
  const { stderr } = await served.ended;
  expect(stderr).toContain(
    'scenario jwt-only-401 plans faults of the second system (jwt-only-401), which is not served: give --platform',
  );
});

test('--platform takes no state', TIMEOUT, async () => {
  const { exitCode, stderr } = await preopen(['serve', '--platform', 'jwt-only-401']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('jwt-only-401');
});
