import { expect, test } from 'vitest';
import type { TestContext } from 'vitest';
import type { CheckResult } from '#engine/verify/check.ts';
import { preopen } from '#test/support/preopen-command.ts';
import { serveMock } from '#test/support/served-mock.ts';
import { redisUrl } from '#test/support/services.ts';

const PORTS = ['--port', '--backend-port', '--user-service-port', '--ticker-port', '--redis-port'].flatMap(
  (flag) => [flag, '0'],
);

/** Ids by status, of the suite on a platform served in that state. Nothing of the suite waits on time but its own deadlines. */
async function verdictOn(context: TestContext, state: string): Promise<Record<string, readonly string[]>> {
  await redisUrl(context);
  await using served = await serveMock(['--platform', state, '--scenario', 'market-hours', ...PORTS]);
  const env = { PLATFORM_READY_FILE: served.readyFile };
  const verify = () => preopen(['verify', '--suite', 'stocksblitz', '-f', 'json'], { env });
  let results: readonly Pick<CheckResult, 'id' | 'status'>[] = [];
  // The first bars are written after some seconds of the market.
  const hasNoBarsYet = (): boolean =>
    state === 'whole' && results.some(({ id, status }) => id === 'bars.fresh' && status === 'fail');
  do results = (JSON.parse((await verify()).stdout) as { checks: typeof results }).checks;
  while (hasNoBarsYet());
  return Object.fromEntries(
    ['fail', 'warn', 'skip'].map((wanted) => [
      wanted,
      results.filter(({ status }) => status === wanted).map(({ id }) => id),
    ]),
  );
}

test('the suite stocksblitz is green on a whole platform', async (context) => {
  expect(await verdictOn(context, 'whole')).toEqual({ fail: [], warn: [], skip: [] });
}, 120_000);

test.for([
  { state: 'underlying-null', ids: ['monitor.underlying', 'redis.underlying'] },
  { state: 'redis-no-subscribers', ids: ['redis.subscribers'] },
  { state: 'is-mock-leak', ids: ['monitor.real'] },
  { state: 'jwt-only-401', ids: ['auth.matrix'] },
])(
  'on a platform with $state the suite is red there',
  { timeout: 120_000 },
  async ({ state, ids }, context) => {
    const { fail = [] } = await verdictOn(context, state);
    expect(fail.filter((id) => id !== 'bars.fresh')).toEqual(ids);
  },
);
