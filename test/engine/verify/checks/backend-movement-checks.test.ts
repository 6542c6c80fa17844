import { expect, test } from 'vitest';
import { backendLegsFollow, backendMoves } from '#engine/verify/checks/backend-movement-checks.ts';
import type { BackendMovement } from '#engine/verify/targets.ts';
import { CLOSED_MS, healthyBackend, judge, marketAt, MOVED } from '../fake-targets.ts';

function moving(overrides: Partial<BackendMovement>) {
  return healthyBackend({ movement: async () => [{ ...MOVED, ...overrides }] });
}

test.each([backendMoves, backendLegsFollow])('$id passes when everything moved', async (check) => {
  expect((await judge(check, healthyBackend())).status).toBe('pass');
});

test('an underlying that stands still fails, with its price and how long it was watched', async () => {
  const judgement = await judge(
    backendMoves,
    moving({ hasMoved: false, priceTo: 23_150.5, watchedMs: 15_000 }),
  );
  expect(judgement).toMatchObject({ status: 'fail', observed: 'no change in 15 s: NIFTY at 23150.5' });
});

test('an underlying that never had a price fails', async () => {
  const judgement = await judge(
    backendMoves,
    moving({ hasMoved: false, priceFrom: undefined, priceTo: undefined }),
  );
  expect(judgement.observed).toContain('NIFTY without a price');
});

test('legs that stand still beneath a moving underlying fail', async () => {
  const deaf = { seen: 21, followed: 0 };
  const judgement = await judge(backendLegsFollow, moving({ calls: deaf, puts: deaf }));
  expect(judgement).toMatchObject({
    status: 'fail',
    observed: '0 of 42 legs followed NIFTY 23150.5 -> 23152.75',
  });
  expect(judgement.remedy).toContain('N > 0');
});

test('an empty chain beneath a moving underlying fails, it is never skipped', async () => {
  const none = { seen: 0, followed: 0 };
  const judgement = await judge(backendLegsFollow, moving({ expiry: undefined, calls: none, puts: none }));
  expect(judgement.status).toBe('fail');
  expect(judgement.observed).toContain('0 of 0 legs followed NIFTY');
  expect(judgement.remedy).toContain('backend.cache');
  expect(backendLegsFollow.dependsOn).toEqual(['backend.reachable']);
});

test('an empty chain in an open market fails even while its underlying stands still', async () => {
  const none = { seen: 0, followed: 0 };
  const judgement = await judge(
    backendLegsFollow,
    moving({ hasMoved: false, priceFrom: undefined, calls: none, puts: none }),
  );
  expect(judgement).toMatchObject({ status: 'fail', observed: '0 of 0 legs followed NIFTY without a price' });
});

test('calls that follow alone do not cover for deaf puts', async () => {
  const judgement = await judge(backendLegsFollow, moving({ puts: { seen: 21, followed: 0 } }));
  expect(judgement.status).toBe('fail');
  expect(judgement.observed).toContain('(no put did)');
});

test('fewer than half of the legs warn', async () => {
  expect((await judge(backendLegsFollow, moving({ calls: { seen: 21, followed: 8 } }))).status).toBe('warn');
});

test('nothing is judged while the market is closed, or while no underlying moved', async () => {
  const closed = { ...healthyBackend(), market: marketAt(CLOSED_MS) };
  expect(await judge(backendMoves, closed)).toMatchObject({
    status: 'skip',
    observed: 'not judged: NSE is closed: weekend, Saturday',
  });
  expect((await judge(backendLegsFollow, closed)).status).toBe('skip');
  expect((await judge(backendLegsFollow, moving({ hasMoved: false }))).status).toBe('skip');
});
