import { expect, test } from 'vitest';
import type { PlannedFault } from '#engine/faults/planned-fault.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { FaultPlan } from '#mock-dhan/faults/fault-plan.ts';
import { listedTargets } from '#mock-dhan/faults/fault-targets.ts';
import { ExchangeJournal } from '#mock-dhan/journal/exchange-journal.ts';
import { SMALL_DATE, createSmallWorld, smallScenario } from '#test/support/small-world.ts';

const OUTAGE: PlannedFault = {
  id: 'outage',
  kind: 'answer',
  routes: ['*'],
  status: 503,
  body: 'html',
  probability: 1,
  from: '09:21:00',
  until: '09:22:00',
};

function planned(faults: readonly PlannedFault[], seed = 1) {
  const clock = new VirtualClock(istToEpochMs(SMALL_DATE, '09:20:00'));
  const journal = new ExchangeJournal();
  const targets = listedTargets(createSmallWorld().universe);
  const plan = new FaultPlan({ scenario: smallScenario({ faults }), seed, clock, journal, targets });
  const strikes = (clientId?: string) => plan.strike('answer', () => true, clientId)?.id;
  const advanceTo = (time: string) => clock.advanceTo(istToEpochMs(SMALL_DATE, time));
  return { plan, journal, strikes, advanceTo };
}

test('a fault strikes within its window, whose end is no longer part of it', () => {
  const { strikes, advanceTo } = planned([OUTAGE]);
  const seen = ['09:20:59', '09:21:00', '09:21:59', '09:22:00'].map((time) => {
    advanceTo(time);
    return strikes();
  });
  expect(seen).toEqual([undefined, 'outage', 'outage', undefined]);
});

test('a fault aimed at a client leaves the others alone, and one with a number ends with it', () => {
  const { strikes, advanceTo } = planned([{ ...OUTAGE, clientId: '1100000001', times: 2 }]);
  advanceTo('09:21:00');
  expect(strikes('1100000002')).toBeUndefined();
  expect([strikes('1100000001'), strikes('1100000001'), strikes('1100000001')]).toEqual([
    'outage',
    'outage',
    undefined,
  ]);
});

test('what is left to chance is the same for the same seed, another for another, whatever else is planned', () => {
  const unsure = { ...OUTAGE, probability: 0.5 };
  const drawn = (faults: readonly PlannedFault[], seed: number) => {
    const { plan, advanceTo } = planned(faults, seed);
    advanceTo('09:21:00');
    return Array.from({ length: 64 }, () => plan.strike('answer', ({ id }) => id === 'outage') !== undefined);
  };
  const first = drawn([unsure], 1);
  expect(new Set(first)).toEqual(new Set([true, false]));
  expect(drawn([{ ...unsure, id: 'other' }, unsure], 1)).toEqual(first);
  expect(drawn([unsure], 2)).not.toEqual(first);
});

test('strikes are counted and journalled, of a mute the first alone', () => {
  const { plan, journal, strikes, advanceTo } = planned([OUTAGE, { id: 'mute', kind: 'mute' }]);
  advanceTo('09:21:30');
  for (let count = 0; count < 3; count += 1) {
    strikes();
    plan.strike('mute', () => true);
  }
  expect(plan.states().map((state) => [state.fault.id, state.strikes])).toEqual([
    ['outage', 3],
    ['mute', 3],
  ]);
  expect(journal.after(0).map(({ event }) => 'id' in event && event.id)).toEqual([
    'outage',
    'mute',
    'outage',
    'outage',
  ]);
});

test('a route that the exchange does not have is refused by its name', () => {
  expect(() => planned([{ ...OUTAGE, routes: ['GET /v2/optionchain'] }])).toThrow(
    'fault outage: expected routes of the exchange or "*", was "GET /v2/optionchain"',
  );
});
