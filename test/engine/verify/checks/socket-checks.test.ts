import { expect, test } from 'vitest';
import { feedDepth20, feedDepth200, feedOrderUpdates } from '#engine/verify/checks/socket-checks.ts';
import type { ExchangeTarget, SocketFacts } from '#engine/verify/targets.ts';
import { CLOSED_MS, healthyExchange, judge, marketAt } from '../fake-targets.ts';

const ALL = [feedDepth20, feedDepth200, feedOrderUpdates];

function bringing(facts: Partial<SocketFacts>): ExchangeTarget {
  const { openSocket } = healthyExchange();
  return healthyExchange({ openSocket: async (socket) => ({ ...(await openSocket(socket)), ...facts }) });
}

test.each(ALL)('$id passes on a socket that stands, and is a socket of our own', async (check) => {
  expect((await judge(check, healthyExchange())).status).toBe('pass');
  expect(check.tags).toContain('sockets');
  expect(check.severity).toBe('warn');
});

test.each(ALL)('$id tells why a socket ended', async (check) => {
  const target = bringing({ ended: 'code 809 (access token invalid)', firstPacketAfterMs: undefined });
  expect(await judge(check, target)).toMatchObject({
    status: 'fail',
    observed: 'code 809 (access token invalid)',
  });
});

test('depth that cannot be decoded fails', async () => {
  const target = bringing({ findings: ['depth packet: expected 332 bytes, was 12'] });
  expect((await judge(feedDepth20, target)).observed).toContain('undecodable: depth packet');
});

test('no depth fails in an open market alone', async () => {
  const mute = bringing({ firstPacketAfterMs: undefined, watchedMs: 15_000 });
  expect(await judge(feedDepth200, mute)).toMatchObject({
    status: 'fail',
    observed: 'nothing of NIFTY 2026-02-10 23000 CE in 15 s',
  });
  expect((await judge(feedDepth200, { ...mute, market: marketAt(CLOSED_MS) })).status).toBe('skip');
});

test('without an option to ask for the socket alone is judged', async () => {
  const target = bringing({ instrument: undefined, firstPacketAfterMs: undefined });
  expect((await judge(feedDepth20, target)).observed).toContain('no NSE chain names an option');
});
