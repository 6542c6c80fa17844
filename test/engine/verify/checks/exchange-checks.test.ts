import { expect, test } from 'vitest';
import { exchangeClock, exchangeLogin, exchangeReachable } from '#engine/verify/checks/exchange-checks.ts';
import { healthyExchange, judge, OPEN_MS } from '../fake-targets.ts';

test.each([exchangeReachable, exchangeClock, exchangeLogin])(
  '$id passes on a healthy exchange',
  async (check) => {
    expect((await judge(check, healthyExchange())).status).toBe('pass');
  },
);

test('any status means that somebody is there', async () => {
  const target = healthyExchange({ reach: async () => ({ status: 404, dateMs: undefined, localMs: 0 }) });
  expect(await judge(exchangeReachable, target)).toMatchObject({
    status: 'pass',
    observed: 'http://127.0.0.1:9000/v2 answers (HTTP 404)',
  });
});

test.each([
  [7_000, 'behind', 'warn'],
  [-7_000, 'ahead of', 'warn'],
  [4_000, '', 'pass'],
])('a clock %i ms from ours is printed above 5 s', async (localAhead, word, status) => {
  const target = healthyExchange({
    reach: async () => ({ status: 200, dateMs: OPEN_MS, localMs: OPEN_MS + localAhead }),
  });
  const judgement = await judge(exchangeClock, target);
  expect(judgement.status).toBe(status);
  expect(judgement.observed).toContain(word);
});

test.each([19_800_000, -19_800_500])(
  'a clock %i ms from ours is IST read as UTC, which fails',
  async (localAhead) => {
    const target = healthyExchange({
      reach: async () => ({ status: 200, dateMs: OPEN_MS, localMs: OPEN_MS + localAhead }),
    });
    const judgement = await judge(exchangeClock, target);
    expect(judgement.status).toBe('fail');
    expect(judgement.observed).toContain('5 h 30 min');
  },
);

test('an answer without a Date warns', async () => {
  const target = healthyExchange({ reach: async () => ({ status: 200, dateMs: undefined, localMs: 0 }) });
  expect((await judge(exchangeClock, target)).status).toBe('warn');
});

test('a refused login fails with the code of the exchange', async () => {
  const reason = 'HTTP 401 DH-901 Client ID or user generated access token is invalid or expired.';
  const target = healthyExchange({
    profile: async () => ({ kind: 'refused', failure: 'authentication', reason }),
  });
  expect(await judge(exchangeLogin, target)).toMatchObject({ status: 'fail', observed: reason });
});
