import { expect, test } from 'vitest';
import { feedConnects, feedFirstTick, feedMoves } from '#engine/verify/checks/feed-checks.ts';
import type { FirstTicks } from '#engine/verify/targets.ts';
import { CLOSED_MS, healthyExchange, judge, marketAt } from '../fake-targets.ts';

const MUTE: FirstTicks = {
  deadlineMs: 15_000,
  seen: [{ symbol: 'NIFTY', afterMs: 30, ltp: 23_000 }],
  silent: ['BANKNIFTY'],
  ended: undefined,
};

test.each([feedConnects, feedFirstTick, feedMoves])('$id passes on a live feed', async (check) => {
  expect((await judge(check, healthyExchange())).status).toBe('pass');
});

test('a refused feed fails with its status', async () => {
  const target = healthyExchange({
    connectFeed: async () => ({
      kind: 'refused',
      failure: 'rate-limit',
      reason: 'HTTP 429 too many connections',
    }),
  });
  expect(await judge(feedConnects, target)).toMatchObject({
    status: 'fail',
    observed: 'refused: HTTP 429 too many connections',
  });
});

test('a connected but mute instrument fails by name', async () => {
  const judgement = await judge(feedFirstTick, healthyExchange({ firstTicks: async () => MUTE }));
  expect(judgement).toMatchObject({ status: 'fail', observed: 'no tick of BANKNIFTY' });
  expect(judgement.expected).toContain('within 15 s');
});

test('a feed that ended says why', async () => {
  const ended = 'code 807 (access token expired)';
  const target = healthyExchange({ firstTicks: async () => ({ ...MUTE, ended }) });
  expect((await judge(feedFirstTick, target)).observed).toContain(
    'the feed ended: code 807 (access token expired)',
  );
});

test('silence outside market hours is no failure, and says why', async () => {
  const target = healthyExchange({ market: marketAt(CLOSED_MS), firstTicks: async () => MUTE });
  const judgement = await judge(feedFirstTick, target);
  expect(judgement.status).toBe('skip');
  expect(judgement.observed).toBe('no tick of BANKNIFTY, because NSE is closed: weekend, Saturday');
});

test('a price that stands still while the market is open fails; while it is closed it is not judged', async () => {
  const still = {
    watchedMs: 15_000,
    moved: ['NIFTY'],
    still: ['BANKNIFTY at 51750 (60 ticks)'],
    ended: undefined,
  };
  const mute = { feedMovement: async () => still };
  const open = await judge(feedMoves, healthyExchange(mute));
  expect(open).toMatchObject({
    status: 'fail',
    observed: 'no change in 15 s: BANKNIFTY at 51750 (60 ticks)',
  });
  const closed = await judge(feedMoves, healthyExchange({ ...mute, market: marketAt(CLOSED_MS) }));
  expect(closed).toMatchObject({ status: 'skip', observed: 'not judged: NSE is closed: weekend, Saturday' });
});

test('nothing subscribed is nothing seen, which fails', async () => {
  const target = healthyExchange({
    firstTicks: async () => ({ ...MUTE, seen: [], silent: [] }),
    feedMovement: async () => ({ watchedMs: 0, moved: [], still: [], ended: undefined }),
  });
  expect((await judge(feedFirstTick, target)).status).toBe('fail');
  expect((await judge(feedMoves, target)).status).toBe('fail');
});
