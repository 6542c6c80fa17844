/** Every scenario of the second system, over sockets: the suite `stocksblitz` is red where the scenario file says, and nowhere else. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PLATFORM_FAULT_KINDS } from '#engine/faults/platform-fault.ts';
import { builtInCheckIds } from '#engine/verify/plan.ts';
import { loadScenario, scenarioNames } from '#scenarios/catalogue.ts';
import { servePlatform, verdictOf } from '#test/support/judged-platform.ts';
import { needRedisServer } from '#test/support/services.ts';
import { shortScenario } from '#test/support/short-scenario.ts';

const TIMEOUT = { timeout: 90_000 };
/** Consumers catch up with a clock that was moved. */
const POLL = { timeout: 60_000, interval: 500 };

const faulty = scenarioNames().flatMap((name) => {
  const { platform, rules } = loadScenario(name).scenario;
  const expected = rules.expect.suites.stocksblitz;
  return platform.faults.length > 0 ? [{ name, faults: platform.faults, expected: expected! }] : [];
});

test('every fault of the second system has a scenario of its name, which says what the suite finds', () => {
  const known = builtInCheckIds('stocksblitz');
  expect(faulty.map(({ name }) => name)).toEqual([...PLATFORM_FAULT_KINDS].sort());
  for (const { name, faults, expected } of faulty) {
    const ids = [...expected.failing, ...expected.warning, ...expected.pending];
    expect([name, faults.map(({ kind }) => kind)]).toEqual([name, [name]]);
    expect(ids.length).toBeGreaterThan(0);
    expect(known).toEqual(expect.arrayContaining(ids));
  }
});

test.for(faulty)('in $name the suite is red there alone', TIMEOUT, async ({ name, expected }, context) => {
  needRedisServer(context);
  await using served = await servePlatform(['--scenario', name], expected.at!);
  const { failing, warning, pending } = expected;
  await expect.poll(() => verdictOf(served), POLL).toMatchObject({ fail: failing, warn: warning, pending });
  expect(readFileSync(served.logFile, 'utf8')).toContain(`wrong with the platform: ${name}`);
});

test('faults of several scenarios strike together', TIMEOUT, async (context) => {
  needRedisServer(context);
  const scenario = shortScenario('is-mock-leak', '09:40:00', 'with: [jwt-only-401, monitor-task-dead]\n');
  await using served = await servePlatform(['--scenario', scenario], '09:32:00');
  await expect
    .poll(() => verdictOf(served), POLL)
    .toMatchObject({ fail: ['auth.matrix', 'monitor.real', 'monitor.fresh'] });
});
