import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import {
  feedClock,
  feedDecode,
  feedFresh,
  feedLegs,
  feedRate,
  feedSegments,
  feedValues,
} from '#engine/verify/checks/feed-watch-checks.ts';
import type { ExchangeTarget, FeedWatch, WatchedInstrument } from '#engine/verify/targets.ts';
import {
  CLOSED_MS,
  healthyExchange,
  HEALTHY_WATCH,
  judge,
  marketAt,
  watched,
  watchedLeg,
} from '../fake-targets.ts';

const IST_MS = 19_800_000;
const NEVER = {
  packets: 0,
  firstAfterMs: undefined,
  arrivalAgeMs: undefined,
  exchangeAgeMs: undefined,
  skewMs: undefined,
};

function watching(instruments: readonly WatchedInstrument[], rest: Partial<FeedWatch> = {}): ExchangeTarget {
  return healthyExchange({ watchFeed: async () => ({ ...HEALTHY_WATCH, instruments, ...rest }) });
}

function closed(target: ExchangeTarget): ExchangeTarget {
  return { ...target, market: marketAt(CLOSED_MS) };
}

test.each([feedLegs, feedSegments, feedRate, feedFresh, feedClock, feedDecode, feedValues])(
  '$id passes on a live feed, with figures',
  async (check) => {
    const judgement = await judge(check, healthyExchange());
    expect(judgement.status).toBe('pass');
    expect(judgement.measurements?.length).toBeGreaterThan(0);
  },
);

test.each([feedLegs, feedSegments, feedRate, feedFresh])(
  '$id is not judged while the market is closed, nor when it opened in the middle',
  async (check) => {
    const mute = watching([watched(NEVER), watchedLeg('NIFTY a', NEVER)]);
    expect(await judge(check, closed(mute))).toMatchObject({
      status: 'skip',
      observed: 'not judged: NSE is closed: weekend, Saturday',
    });
    const justOpened = { ...mute, market: marketAt(istToEpochMs('2026-02-04', '09:15:03')) };
    expect((await judge(check, justOpened)).status).toBe('skip');
  },
);

test('an underlying whose options are mute fails by name, half of them warn', async () => {
  const legs = ['NIFTY 1', 'NIFTY 2', 'BANKNIFTY 1', 'BANKNIFTY 2', 'BANKNIFTY 3'];
  const mute = watching(legs.map((name) => watchedLeg(name, name.startsWith('B') ? NEVER : {})));
  expect(await judge(feedLegs, mute)).toMatchObject({
    status: 'fail',
    observed: 'NIFTY 2 of 2, BANKNIFTY 0 of 3',
  });
  const thin = watching(legs.map((name) => watchedLeg(name, /BANKNIFTY [12]/.test(name) ? NEVER : {})));
  expect(await judge(feedLegs, thin)).toMatchObject({
    status: 'warn',
    observed: 'NIFTY 2 of 2, BANKNIFTY 1 of 3',
  });
});

test('a mute segment is named while the others talk', async () => {
  const target = watching([watched(), watchedLeg('NIFTY 1', NEVER)]);
  expect(await judge(feedSegments, target)).toMatchObject({
    status: 'fail',
    observed: 'nothing of NSE_FNO (IDX_I 1 of 1, NSE_FNO 0 of 1)',
  });
});

test('one packet in half a minute is too few', async () => {
  const target = watching([watched({ packets: 2, spanMs: 30_000 })]);
  expect(await judge(feedRate, target)).toMatchObject({ status: 'fail', observed: 'NIFTY 0.0' });
});

test('a connection that stands without data is stale: arrival age is judged, exchange age stands beside it', async () => {
  const stale = watching([watched({ arrivalAgeMs: 12_000, exchangeAgeMs: 13_000 })]);
  expect(await judge(feedFresh, stale)).toMatchObject({
    status: 'fail',
    observed: 'NIFTY arrived 12000 ms ago (exchange age 13 s), and the connection stands',
  });
  const late = watching([watched({ arrivalAgeMs: 50, exchangeAgeMs: 90_000 })]);
  expect(await judge(feedFresh, late)).toMatchObject({ status: 'pass' });
});

test('a feed that ended says why it is stale', async () => {
  const target = watching([watched(NEVER)], { ended: 'code 807 (access token expired)' });
  expect((await judge(feedFresh, target)).observed).toBe(
    'NIFTY never arrived; the feed ended: code 807 (access token expired)',
  );
});

test('legs that have not traded for minutes are counted and no fault', async () => {
  const target = watching([
    watched(),
    watchedLeg('NIFTY 1', { arrivalAgeMs: 300_000 }),
    watchedLeg('NIFTY 2'),
  ]);
  const judgement = await judge(feedFresh, target);
  expect(judgement).toMatchObject({ status: 'pass' });
  expect(judgement.observed).toContain('1 of 2 legs within 10 s');
});

test.each([
  ['read as true epoch', IST_MS + 800, '330 min behind'],
  ['shifted twice', -IST_MS + 800, '330 min ahead'],
])('IST %s is called five and a half hours', async (_, skewMs, spoken) => {
  const judgement = await judge(feedClock, watching([watched({ skewMs, exchangeAgeMs: skewMs + 120 })]));
  expect(judgement).toMatchObject({
    status: 'fail',
    observed: `NIFTY ${spoken}: 5 h 30 min is the distance between IST and UTC`,
  });
});

test.each([
  [20_000, 'warn', 'NIFTY 20 s behind'],
  [70_000, 'fail', 'NIFTY 70 s behind'],
  [-70_000, 'fail', 'NIFTY 70 s ahead'],
])('a skew of %d ms is a %s', async (skewMs, status, observed) => {
  const judgement = await judge(feedClock, watching([watched({ skewMs, exchangeAgeMs: skewMs + 120 })]));
  expect(judgement).toMatchObject({ status, observed });
});

test('packets whose trade time stands still are behind by as much', async () => {
  const target = watching([watched({ skewMs: undefined, exchangeAgeMs: 65_120, arrivalAgeMs: 120 })]);
  expect(await judge(feedClock, target)).toMatchObject({ status: 'fail', observed: 'NIFTY 65 s behind' });
});

test('a leg that last traded an hour ago, and yesterday on a closed day, are fine; a trade to come is not', async () => {
  const old = { packets: 1, skewMs: undefined, exchangeAgeMs: 3_600_000 };
  expect((await judge(feedClock, watching([watchedLeg('NIFTY 1', old)]))).status).toBe('skip');
  expect((await judge(feedClock, closed(watching([watched(old)])))).status).toBe('skip');
  const future = { packets: 1, skewMs: undefined, exchangeAgeMs: -IST_MS };
  expect((await judge(feedClock, closed(watching([watched(future)])))).status).toBe('fail');
});

test('frames that cannot be decoded fail with what they were', async () => {
  const target = watching([watched()], { undecodable: 4, findings: ['packet 2: expected 16 bytes'] });
  expect(await judge(feedDecode, target)).toMatchObject({
    status: 'fail',
    observed: '4 frames beside 20 packets: packet 2: expected 16 bytes',
  });
});

test('zeros, times that run back and strangers are counted by name', async () => {
  const target = watching([watchedLeg('NIFTY 1', { zeroPrices: 2 }), watched({ backwardTimes: 3 })], {
    strayPackets: 5,
    strays: ['NSE_EQ 35084'],
  });
  expect((await judge(feedValues, target)).observed).toBe(
    '5 packets of NSE_EQ 35084, which nobody subscribed, NIFTY 1 says 0 in 2 packets, NIFTY runs back 3 times',
  );
});

test('without a packet neither decoding nor values are judged', async () => {
  const silent = watching([watched(NEVER)]);
  expect((await judge(feedDecode, silent)).status).toBe('skip');
  expect((await judge(feedValues, silent)).status).toBe('skip');
});
