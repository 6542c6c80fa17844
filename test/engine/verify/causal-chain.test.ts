import { expect, test } from 'vitest';
import { causesBehind, causesOf } from '#engine/verify/causal-chain.ts';
import type { Cause, ExplainedCheck } from '#engine/verify/causal-chain.ts';
import type { CheckStatus } from '#engine/verify/check.ts';
import { dependencyCircle } from '#engine/verify/check-order.ts';
import { builtInChecks } from '#engine/verify/plan.ts';
import { resultOf } from '#test/cli/verify/sample-runs.ts';

function check(
  id: string,
  status: CheckStatus,
  dependsOn: readonly string[] = [],
  attempts = 1,
): ExplainedCheck {
  return { ...resultOf(id, status, { attempts, ...(attempts === 0 ? { remedy: '' } : {}) }), dependsOn };
}

const spoken = ({ check: { id }, follows }: Cause): string =>
  follows.length === 0 ? id : `${id} > [${follows.map(spoken).join(', ')}]`;

test('a run in which all is well has no cause', () => {
  expect(
    causesOf(
      [check('backend.reachable', 'pass'), check('backend.moves', 'skip')].map((one) => ({
        ...one,
        remedy: '',
      })),
    ),
  ).toEqual([]);
});

test('what waits for a failure follows from it, at first and second hand', () => {
  const causes = causesOf([
    check('suite.login', 'fail'),
    check('suite.orders', 'skip', ['suite.login'], 0),
    check('suite.fills', 'skip', ['suite.orders'], 0),
    check('suite.other', 'pass'),
  ]);
  expect(causes.map(spoken)).toEqual(['suite.login > [suite.orders > [suite.fills]]']);
});

test('a token that expired explains the refused start, the empty cache and the still legs', () => {
  const causes = causesOf([
    check('exchange.clock', 'warn'),
    check('token.valid', 'fail'),
    check('backend.health', 'fail', ['backend.reachable']),
    check('backend.startup', 'fail', ['backend.reachable']),
    check('backend.cache', 'fail', ['backend.reachable']),
    check('backend.legs-follow', 'fail', ['backend.reachable']),
    check('backend.reachable', 'pass'),
  ]);
  expect(causes.map(spoken)).toEqual([
    'token.valid > [backend.startup > [backend.health, backend.cache > [backend.legs-follow]]]',
    'exchange.clock',
  ]);
});

test('a target that did not answer is a root; failures that share nothing are roots of their own', () => {
  const causes = causesOf([
    check('backend.reachable', 'skip'),
    check('backend.cache', 'skip', ['backend.reachable'], 0),
    check('suite.redis', 'fail'),
  ]);
  expect(causes.map(spoken)).toEqual(['backend.reachable > [backend.cache]', 'suite.redis']);
});

test('a chain of zeros at the exchange is behind all that follows from it, on both sides', () => {
  const causes = causesOf([
    check('chain.priced', 'fail'),
    check('chain.values', 'fail'),
    check('chain.quality', 'fail'),
    check('backend.chain.priced', 'fail'),
    check('backend.chain.values', 'fail'),
  ]);
  expect(causes.map(spoken)).toEqual([
    'chain.priced > [chain.values > [backend.chain.values], chain.quality, backend.chain.priced]',
  ]);
});

test('a feed without a first tick is behind the rate, the freshness and what the backend shows', () => {
  const causes = causesOf([
    check('feed.first-tick', 'fail'),
    check('feed.rate', 'fail'),
    check('feed.fresh', 'fail'),
    check('backend.moves', 'fail'),
    check('backend.fresh', 'fail'),
    check('backend.drift', 'warn'),
  ]);
  expect(causes.map(spoken)).toHaveLength(1);
  expect(causes[0]!.check.id).toBe('feed.first-tick');
});

test('a ticker that publishes nothing is behind the silent bus, the empty snapshot and the missing bars of the platform', () => {
  const causes = causesOf([
    check('platform.ticker', 'fail'),
    check('monitor.underlying', 'fail'),
    check('monitor.options', 'fail'),
    check('monitor.fresh', 'fail'),
    check('bars.fresh', 'fail'),
    check('redis.underlying', 'fail'),
    check('redis.options', 'fail'),
  ]);
  expect(causes.map(spoken)).toEqual([
    'platform.ticker > [redis.underlying > [monitor.underlying, monitor.fresh], redis.options > [monitor.options, bars.fresh]]',
  ]);
});

test('no check is behind itself, however many steps away: nothing that failed can be left out', () => {
  const checks = builtInChecks().map(({ check: { id, dependsOn } }) => ({ id, dependsOn }));
  const known = new Set(checks.map(({ id }) => id));
  const graph = checks.map(({ id, dependsOn }) => ({
    id,
    dependsOn: [...dependsOn, ...causesBehind(id)].filter((cause) => known.has(cause)),
  }));
  expect(dependencyCircle(graph)).toBeUndefined();
});

test('every built-in check but those that stand on their own has something that may be behind it', () => {
  const alone = builtInChecks()
    .filter(({ check: { id, dependsOn } }) => dependsOn.length === 0 && causesBehind(id).length === 0)
    .map(({ check: { id } }) => id);
  expect(alone).toEqual([
    'exchange.reachable',
    'log.warnings',
    'container.backend',
    'container.user-service',
    'container.ticker',
    'container.redis',
  ]);
});
