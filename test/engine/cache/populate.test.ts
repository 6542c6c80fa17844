import { expect, test } from 'vitest';
import { driveUntilSettled } from '#test/support/drive-clock.ts';
import { fetchLadders } from '#engine/cache/populate.ts';
import type { Population } from '#engine/cache/populate.ts';
import { RequestPacer } from '#engine/cache/request-pacing.ts';
import { UNDERLYINGS } from '#engine/market/instrument.ts';
import { istIso } from '#engine/market/ist-time.ts';
import type { ExchangeRest } from '#engine/ports.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { CLIENT_ID, NIFTY, START_MS, TOKEN, soundRest } from '#test/support/fake-exchange.ts';

function population(rest: ExchangeRest, overrides: Partial<Population> = {}) {
  const clock = new VirtualClock(START_MS);
  const subject: Population = {
    rest,
    credentials: { clientId: CLIENT_ID, accessToken: TOKEN },
    underlyings: [NIFTY],
    rules: { expiriesPerUnderlying: 2, strikesBelow: 10, strikesAbove: 10 },
    pacer: new RequestPacer(clock),
    clock,
    ...overrides,
  };
  return { clock, fetched: driveUntilSettled(clock, fetchLadders(subject)) };
}

test('the nearest expiries from today on are taken, whatever the order of the list', async () => {
  const listed = ['2026-02-24', '2026-02-03', '2026-02-04', '2026-02-10'];
  const { fetched } = population(soundRest({ expiryList: () => Promise.resolve(listed) }));
  expect((await fetched).map((ladder) => ladder.expiry)).toEqual(['2026-02-04', '2026-02-10']);
});

test('an option dies at the close of its expiry day', async () => {
  const { fetched } = population(soundRest());
  expect(istIso((await fetched)[0]!.expiresAtMs)).toContain('2026-02-10T15:30:00');
});

test('every call of six underlyings stays within five a second', async () => {
  const atMs: number[] = [];
  const { fetched, clock } = population(
    soundRest({
      expiryList: () => {
        atMs.push(clock.nowMs());
        return Promise.resolve(['2026-02-10', '2026-02-17']);
      },
      optionChain: (credentials, underlying, expiry) => {
        atMs.push(clock.nowMs());
        return soundRest().optionChain(credentials, underlying, expiry);
      },
    }),
    { underlyings: UNDERLYINGS },
  );
  expect(await fetched).toHaveLength(12);
  expect(atMs).toHaveLength(18);
  for (const [index, sentAtMs] of atMs.entries())
    if (index >= 5) expect(sentAtMs - atMs[index - 5]!).toBeGreaterThanOrEqual(1000);
});

test('a list with past expiries only is an empty reply', async () => {
  const { fetched } = population(soundRest({ expiryList: () => Promise.resolve(['2026-02-03']) }));
  await expect(fetched).rejects.toMatchObject({
    failure: 'server',
    message: expect.stringContaining('was a 200 with 1 expiries, none of them to come') as string,
  });
});
