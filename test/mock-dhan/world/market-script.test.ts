import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { scriptOf, scriptedUnderlyings } from '#mock-dhan/world/market-script.ts';
import { createWorld } from '#mock-dhan/world/world.ts';
import { loadScenario } from '#scenarios/catalogue.ts';

const { scenario, session } = loadScenario('first-hour');
const at = (time: string): number => istToEpochMs(scenario.clock.date, time);
const generated = () => createWorld({ scenario, session, seed: 1, isRaw: false });

test('a market written down as a script moves the same instruments to the same prices', () => {
  const ticks = scriptOf(generated(), at('09:10:00'), at('09:16:00'));
  const underlyings = scriptedUnderlyings(scenario.world.underlyings, generated());
  const scripted = createWorld({
    scenario: { ...scenario, world: { prices: { kind: 'scripted', ticks }, underlyings } },
    session: undefined,
    seed: 1,
    isRaw: false,
  });
  const original = generated();
  for (const time of ['09:15:10', '09:15:40', '09:16:00']) {
    for (const world of [original, scripted]) world.sync(at(time));
    for (const [index, instrument] of original.universe.instruments.entries()) {
      const { exchangeSegment, securityId } = instrument;
      if (instrument.kind !== 'index') continue;
      const twin = scripted.universe.indexOf(exchangeSegment, securityId);
      expect(scripted.board.ltp[twin]).toBe(original.board.ltp[index]);
    }
  }
  const legs = ticks.filter(({ strike }) => strike !== undefined);
  expect(legs.length).toBeGreaterThan(100);
});

test('a recorded day gets ladders of its own that reach every strike on the grid', () => {
  const recorded = loadScenario('nifty-2025-08-29');
  const world = createWorld({ ...recorded, seed: 1, isRaw: true });
  world.sync(istToEpochMs(recorded.scenario.clock.date, '09:30:00'));
  const [nifty] = scriptedUnderlyings(recorded.scenario.world.underlyings, world);
  expect(nifty!.expiries).toEqual(world.universe.underlyings[0]!.expiries);
  expect(nifty!.spot).toBeGreaterThan(20_000);
  expect(nifty!.strikeCount).toBeGreaterThan(100);
});
