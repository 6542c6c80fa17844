import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { createWorld } from '#mock-dhan/world/world.ts';
import {
  marketScenario,
  recordedScenario,
  smallSession,
  syntheticScenario,
} from '#test/support/market-scenarios.ts';

const synthetic = () =>
  createWorld({ scenario: syntheticScenario(), session: undefined, seed: 1, isRaw: false });

test('a recorded universe takes its contract facts and ladders from the recording', () => {
  const session = smallSession([24_520, 24_530]);
  const { universe } = createWorld({
    scenario: recordedScenario(['NIFTY']),
    session,
    seed: 1,
    isRaw: false,
  });
  expect(universe.underlyings.map(({ lotSize, expiries }) => ({ lotSize, expiries }))).toEqual([
    { lotSize: 75, expiries: ['2025-09-02'] },
  ]);
  expect(universe.legsOf('NIFTY', '2025-09-02')).toEqual([1, 2, 3, 4]);
});

test('a generated ladder puts the rounded spot at half its count', () => {
  const { universe } = synthetic();
  const strikes = universe.legsOf('NIFTY', '2026-02-10').flatMap((index) => {
    const instrument = universe.instruments[index];
    return instrument?.kind === 'option' && instrument.optionType === 'CE' ? [instrument.strike] : [];
  });
  expect(strikes).toHaveLength(60);
  expect(strikes[30]).toBe(25_750);
});

test('security ids are unique in their segment and the same every time', () => {
  const [first, second] = [synthetic(), synthetic()].map(({ universe }) =>
    universe.instruments.map(({ exchangeSegment, securityId }) => `${exchangeSegment}:${securityId}`),
  );
  expect(new Set(first).size).toBe(first!.length);
  expect(second).toEqual(first);
  expect(first).toContain('NSE_FNO:40000');
  expect(first).toContain('BSE_FNO:800000');
});

test('time does not run backwards', () => {
  const world = synthetic();
  const noonMs = istToEpochMs('2026-02-04', '12:00:00');
  world.sync(noonMs);
  const spot = world.spotOf('NIFTY');
  const events = world.board.syntheticEvents;
  world.sync(noonMs - 3_600_000);
  expect(world.spotOf('NIFTY')).toBe(spot);
  expect(world.board.syntheticEvents).toBe(events);
});

test('an unlisted underlying has no spot', () => {
  expect(synthetic().spotOf('GOLD')).toBe(0);
});

test('a recorded scenario without its recording is refused', () => {
  const scenario = marketScenario({
    date: '2025-08-29',
    prices: { kind: 'recording', file: 'recording.mcap' },
    underlyings: [],
  });
  expect(() => createWorld({ scenario, session: undefined, seed: 1, isRaw: false })).toThrow(
    /recording\.mcap/,
  );
});

test('an underlying that the recording does not hold is refused with those it does', () => {
  expect(() =>
    createWorld({
      scenario: recordedScenario(['SENSEX']),
      session: smallSession([24_520]),
      seed: 1,
      isRaw: false,
    }),
  ).toThrow(/listing SENSEX failed: expected one of the recording's underlyings \(NIFTY\)/);
});

test('an unknown underlying is refused with the known ones', () => {
  const scenario = marketScenario({
    date: '2026-02-04',
    prices: { kind: 'synthetic', annualVolatility: 11, driftPerDay: 0, regimes: [] },
    underlyings: [{ symbol: 'NFITY', spot: 100, strikeCount: 2, expiries: [] }],
  });
  expect(() => createWorld({ scenario, session: undefined, seed: 1, isRaw: false })).toThrow(
    /expected one of NIFTY, BANKNIFTY/,
  );
});
