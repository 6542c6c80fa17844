import { expect, test } from 'vitest';
import type { Instrument } from '#engine/market/instrument.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { scriptOf, scriptedUnderlyings } from '#mock-dhan/world/market-script.ts';
import type { ScriptedTick } from '#engine/scenario.ts';
import type { World } from '#mock-dhan/world/world.ts';
import { createWorld } from '#mock-dhan/world/world.ts';
import { loadScenario } from '#scenarios/catalogue.ts';

const { scenario, session } = loadScenario('first-hour');
const at = (time: string): number => istToEpochMs(scenario.clock.date, time);
const generated = () => createWorld({ scenario, session, seed: 1, isRaw: false });

/** What a tick and the instrument it moves have in common. */
function nameOf(one: Instrument | ScriptedTick): string {
  if ('kind' in one && one.kind === 'index') return one.symbol;
  const { underlying, expiry, strike, optionType } = one as ScriptedTick;
  return expiry === undefined ? underlying : `${underlying} ${expiry} ${strike} ${optionType}`;
}

function priceOf({ universe, board }: World, instrument: Instrument): number | undefined {
  const index = universe.instruments.findIndex((other) => nameOf(other) === nameOf(instrument));
  return board.ltp[index];
}

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
  const spoken = new Set(ticks.filter(({ at: time }) => time < '09:15:10').map(nameOf));
  expect(spoken.size).toBeGreaterThan(50);
  for (const time of ['09:15:10', '09:15:40', '09:16:00']) {
    for (const world of [original, scripted]) world.sync(at(time));
    for (const [index, instrument] of original.universe.instruments.entries())
      if (spoken.has(nameOf(instrument)))
        expect
          .soft([time, nameOf(instrument), priceOf(scripted, instrument)])
          .toEqual([time, nameOf(instrument), original.board.ltp[index]]);
  }
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
