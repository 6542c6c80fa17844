import { expect, test } from 'vitest';
import { RecordingError } from '#engine/errors.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { expiryMomentMs } from '#engine/market/trading-calendar.ts';
import { black76Price } from '#engine/pricing/black76.ts';
import { discountFactor, yearsToExpiry } from '#engine/pricing/discounting.ts';
import type { RecordedChain, RecordedSession, RecordedUnderlying } from '#engine/replay/recording.ts';
import { defaultJudgedExpiries, predictChain, repriceErrors } from '#engine/replay/reprice-error.ts';

const DATE = '2025-08-29';
const WEEKLY = '2025-09-02';
const MONTHLY = '2025-09-30';
const OPEN_MS = istToEpochMs(DATE, '10:00');
const STRIKES = Float64Array.from({ length: 41 }, (_, index) => 24_000 + index * 50);

/** NIFTY once a minute for half an hour, swinging 30 points, both expiries priced by Black-76 at fixed volatilities. */
function recordedNifty(): RecordedUnderlying {
  const spots = Array.from({ length: 31 }, (_, minute) => 25_000 + 30 * Math.sin(minute));
  return {
    symbol: 'NIFTY',
    lotSize: 75,
    strikeInterval: 50,
    previousClose: 24_950,
    isSpotDerived: false,
    expiries: [WEEKLY, MONTHLY].map((expiry) => ({ expiry, strikes: STRIKES })),
    snapshots: spots.map((spot, minute) => ({
      atMs: OPEN_MS + minute * 60_000,
      spot,
      chains: [
        recordedChain({ expiry: WEEKLY, forward: spot + 15, volatility: 0.09, minute }),
        recordedChain({ expiry: MONTHLY, forward: spot + 140, volatility: 0.11, minute }),
      ],
    })),
  };
}

function recordedChain(at: {
  readonly expiry: string;
  readonly forward: number;
  readonly volatility: number;
  readonly minute: number;
}): RecordedChain {
  const years = yearsToExpiry(expiryMomentMs('NSE', at.expiry), OPEN_MS + at.minute * 60_000);
  const prices = Float64Array.from({ length: STRIKES.length * 2 }, (_, leg) =>
    black76Price({
      forward: at.forward,
      strike: STRIKES[leg >>> 1]!,
      yearsToExpiry: years,
      volatility: at.volatility,
      discount: discountFactor(years),
      optionType: leg % 2 === 0 ? 'CE' : 'PE',
    }),
  );
  const empty = new Float64Array(prices.length);
  return {
    ltp: empty.slice(),
    bid: prices.map((price) => price * 0.999),
    bidQuantity: empty.slice(),
    ask: prices.map((price) => price * 1.001),
    askQuantity: empty.slice(),
    volume: empty.slice(),
    oi: empty.slice(),
  };
}

function session(nifty = recordedNifty()): RecordedSession {
  return { date: DATE, underlyings: [nifty] };
}

const predictionAt10 = { expiry: WEEKLY, snapshotIndex: 10, driverChange: 12.5, targetMs: OPEN_MS + 900_000 };

test('altering every leg after a snapshot leaves the prediction made there unchanged bit for bit', () => {
  const before = predictChain({ underlying: recordedNifty(), ...predictionAt10 });
  const altered = recordedNifty();
  for (const { chains } of altered.snapshots.slice(11))
    for (const chain of chains)
      for (const column of [chain!.ltp, chain!.bid, chain!.ask])
        column.forEach((_, leg) => (column[leg] = leg + 1));
  const after = predictChain({ underlying: altered, ...predictionAt10 });
  expect(before!.ltp.some((price) => price > 0)).toBe(true);
  expect(after).toEqual(before);
});

test('altering the snapshot itself changes the prediction', () => {
  const altered = recordedNifty();
  const bids = altered.snapshots[10]!.chains[0]!.bid;
  bids.forEach((bid, leg) => (bids[leg] = bid * 0.9));
  const before = predictChain({ underlying: recordedNifty(), ...predictionAt10 });
  expect(predictChain({ underlying: altered, ...predictionAt10 })!.ltp).not.toEqual(before!.ltp);
});

test('a prediction does not write into the recording', () => {
  const nifty = recordedNifty();
  predictChain({ underlying: nifty, ...predictionAt10 });
  expect(nifty).toEqual(recordedNifty());
});

test('in a market that obeys the model predictions are right within a tick, though time runs by the session, and beat the stale price', () => {
  const rows = repriceErrors(session());
  const atTheMoney = rows.filter(({ bucket }) => bucket === 'ATM +-.25%');
  expect(atTheMoney.map(({ expiry, horizonSeconds }) => [expiry, horizonSeconds])).toEqual([
    [WEEKLY, 60],
    [WEEKLY, 300],
    [WEEKLY, 900],
    [MONTHLY, 60],
    [MONTHLY, 300],
    [MONTHLY, 900],
  ]);
  for (const { horizonSeconds, count, modelError, staleError } of atTheMoney) {
    expect(count).toBeGreaterThan(30);
    // The market here is made on calendar time; a quarter of an hour of the session is worth more to the model.
    expect(modelError).toBeLessThan(horizonSeconds === 60 ? 0.051 : 0.6);
    expect(staleError).toBeGreaterThan(5);
  }
});

test('later legs are what predictions are judged by', () => {
  const nifty = recordedNifty();
  for (const { chains } of nifty.snapshots.slice(1)) {
    const { bid, ask } = chains[0]!;
    for (let leg = 0; leg < bid.length; leg += 1) {
      bid[leg] = bid[leg]! + 4;
      ask[leg] = ask[leg]! + 4;
    }
  }
  const [honest] = repriceErrors(session(), [judged(WEEKLY, MONTHLY)]);
  const [shifted] = repriceErrors(session({ ...nifty, snapshots: nifty.snapshots.slice(0, 2) }), [
    judged(WEEKLY, MONTHLY),
  ]);
  expect(honest!.modelError).toBeLessThan(0.03);
  expect(shifted!.modelError).toBeCloseTo(4, 1);
});

test('a snapshot whose neighbours are too far from the horizon is not judged', () => {
  const nifty = recordedNifty();
  const sparse = nifty.snapshots.filter((_, index) => index % 10 === 0);
  const horizons = repriceErrors(session({ ...nifty, snapshots: sparse })).map((row) => row.horizonSeconds);
  expect(horizons).toEqual([]);
});

test('a weekly and the expiry nearest to 30 days drive each other; monthlies alone drive themselves', () => {
  const nifty = {
    ...recordedNifty(),
    expiries: ladders([WEEKLY, '2025-09-09', '2025-09-23', MONTHLY, '2025-10-28']),
  };
  const bankNifty = { ...nifty, symbol: 'BANKNIFTY', expiries: ladders([MONTHLY, '2025-10-28']) };
  expect(defaultJudgedExpiries({ date: DATE, underlyings: [nifty, bankNifty] })).toEqual([
    judged(WEEKLY, MONTHLY),
    judged(MONTHLY, WEEKLY),
    { underlying: 'BANKNIFTY', expiry: MONTHLY, driverExpiry: MONTHLY },
  ]);
});

test('an expiry that was not recorded is refused by name', () => {
  expect(judgeUnrecorded).toThrow(RecordingError);
  expect(judgeUnrecorded).toThrow(/expected a recorded expiry of NIFTY, was "2025-10-07"/);
});

function judgeUnrecorded(): void {
  repriceErrors(session(), [judged('2025-10-07', MONTHLY)]);
}

function judged(expiry: string, driverExpiry: string) {
  return { underlying: 'NIFTY', expiry, driverExpiry };
}

function ladders(dates: readonly string[]) {
  return dates.map((expiry) => ({ expiry, strikes: STRIKES }));
}
