import { expect, test } from 'vitest';
import { causesOf } from '#engine/verify/causal-chain.ts';
import type { Cause, ExplainedCheck } from '#engine/verify/causal-chain.ts';
import type { CheckStatus } from '#engine/verify/check.ts';
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
