import { expect, test } from 'vitest';
import {
  black76Greeks,
  black76Price,
  impliedVolatility,
  replay,
  scenarioNames,
  startExchange,
  verify,
} from '../index.ts';

test('an exchange started from code answers a login with its own credentials and closes with its scope', async () => {
  let profileUrl = '';
  {
    await using exchange = await startExchange({ scenario: 'market-hours', speed: 0 });
    profileUrl = `${exchange.restUrl}/profile`;
    const response = await fetch(profileUrl, {
      headers: { 'access-token': exchange.env['DHAN_ACCESS_TOKEN'] ?? '' },
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ dhanClientId: exchange.env['DHAN_CLIENT_ID'] });
  }
  await expect(fetch(profileUrl)).rejects.toThrow();
});

test('a clock that the caller holds moves only when it is told to', async () => {
  await using exchange = await startExchange({ scenario: 'market-hours', speed: 0, at: '10:00:00' });
  const startMs = exchange.clock.nowMs();
  const dateOf = async (): Promise<number> =>
    Date.parse((await fetch(exchange.restUrl)).headers.get('date') ?? '');
  expect(await dateOf()).toBe(startMs);
  exchange.clock.advanceTo(startMs + 60_000);
  expect(await dateOf()).toBe(startMs + 60_000);
});

test('replay and verify answer with their reports', async () => {
  const report = await replay('options-page-2026-02-04');
  expect(report).toMatchObject({ exitCode: 0, statistics: { underlyings: 1, tokens: 100 } });
  const verification = await verify('missing-credentials');
  expect(verification.checks.find(({ id }) => id === 'credentials.present')?.status).toBe('fail');
});

test('the shipped scenarios are listed by name', () => {
  expect(scenarioNames()).toContain('nifty-2025-08-29');
});

test('an option is priced, its price inverted and its greeks told', () => {
  const contract = { forward: 24_500, strike: 24_600, yearsToExpiry: 7 / 365, discount: 0.9988 };
  const call = { ...contract, optionType: 'CE' as const };
  const price = black76Price({ ...call, volatility: 0.12 });
  expect(impliedVolatility({ ...call, price })).toBeCloseTo(0.12, 12);
  const { delta, vega } = black76Greeks({ ...call, volatility: 0.12 });
  const higher = black76Price({ ...call, volatility: 0.1201, forward: 24_501 });
  expect(higher - price).toBeCloseTo(delta + vega * 0.01, 2);
});
