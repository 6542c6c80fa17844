/** The shipped scenarios, each against a client that is as it should be and against one that is not. */
import { expect, test } from 'vitest';
import { playScenario } from '#cli/replay-run.ts';
import { loadScenario, scenarioNames } from '#scenarios/catalogue.ts';
import { playBroken } from '#test/support/broken-client.ts';
import { REPLAY_OPTIONS } from '#test/support/replay-options.ts';

/** Drills of orders need another client. */
const PLACES_NO_ORDERS = 'the reference backend, which places none';
const WHOLE_DAY_MS = 240_000;
/** A whole recorded day, which the benchmark's row `memory` plays, and must pass. */
const PLAYED_ELSEWHERE: ReadonlySet<string> = new Set(['nifty-2025-08-29']);

test('there are at least 35 of them, and each says what a correct client does', () => {
  const scenarios = scenarioNames().map((name) => loadScenario(name).scenario);
  expect(scenarios.length).toBeGreaterThanOrEqual(35);
  for (const { name, description, faults, rules } of scenarios) {
    const { behaviour, startup } = rules.expect;
    expect
      .soft([name, behaviour.length > 0 || startup === 'refused', description.length > 40])
      .toEqual([name, true, true]);
    if (faults.length > 0) expect.soft([name, behaviour.length]).not.toEqual([name, 0]);
  }
});

test.each(scenarioNames().filter((name) => !PLAYED_ELSEWHERE.has(name)))(
  '%s: the reference backend does all that is expected, and every planned fault strikes',
  async (name) => {
    const { checks, exitCode } = await playScenario(loadScenario(name), REPLAY_OPTIONS);
    const failed = checks.filter(({ status }) => status === 'fail');
    expect({ failed, exitCode }).toEqual({ failed: [], exitCode: 0 });
    for (const { id, status, observed } of checks)
      if (/^(?:expect|fault)\./.test(id) && observed !== PLACES_NO_ORDERS)
        expect.soft([id, status]).toEqual([id, 'pass']);
  },
  WHOLE_DAY_MS,
);

test.each([
  ['calm-morning', ['keeps-to-the-budget']],
  ['drop-then-accept', ['back-with-everything']],
  ['tcp-reset', ['back-with-everything']],
  ['no-close-frame', ['back-with-everything']],
  ['half-open-feed', ['notices-the-silence']],
  ['evicted-by-a-sixth-connection', ['back-with-everything']],
  ['handshake-flood', ['back-with-everything']],
  ['reconnect-storm', ['grows-its-back-off', 'few-in-all', 'says-so']],
  ['overnight-idle-drops', ['there-at-the-open']],
  ['mute-after-subscribe', ['says-so']],
  ['stall-after-the-open', ['says-so']],
  ['zero-prices', ['keeps-its-prices']],
  ['nan-prices', ['keeps-its-prices']],
  ['token-rollover-0300', ['leaves-the-dead-token', 'says-so', 'names-the-remedy']],
  ['token-expires-mid-session', ['leaves-the-dead-token', 'says-so']],
  ['token-revoked', ['says-so']],
  ['data-plan-lapse', ['does-not-hammer', 'says-so']],
  ['no-data-plan', ['does-not-retry']],
  ['cold-cache-under-rate-limit', ['does-not-hammer']],
  ['zero-chain', ['is-not-healthy']],
  ['null-legs', ['is-not-healthy']],
  ['holiday-stub-master', ['is-not-healthy']],
  ['html-error-body', ['is-not-healthy']],
  ['market-close', ['saves-the-close']],
])('%s: the broken client fails %j and nothing else', async (name, ids) => {
  const broken = (await playBroken(name)).filter(({ outcome }) => outcome === 'broken');
  expect(broken.map(({ id }) => id)).toEqual(ids);
});
