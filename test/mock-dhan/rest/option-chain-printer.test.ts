import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';
import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { OptionChainPrinter } from '#mock-dhan/rest/option-chain-printer.ts';
import { SMALL_DATE, SMALL_EXPIRY, createSmallWorld } from '#test/support/small-world.ts';

const NOW_MS = istToEpochMs(SMALL_DATE, '09:20:00');

test('an unchanged chain is the very same bytes, a changed leg or spot makes new ones', () => {
  const world = createSmallWorld();
  const printer = new OptionChainPrinter(world, WIRE_PROFILES.observed);
  const first = printer.print('NIFTY', SMALL_EXPIRY, NOW_MS);
  expect(printer.print('NIFTY', SMALL_EXPIRY, NOW_MS + 1000)).toBe(first);
  world.board.trade(world.universe.legsOf('NIFTY', SMALL_EXPIRY)[5]!, 201, NOW_MS);
  const second = printer.print('NIFTY', SMALL_EXPIRY, NOW_MS + 1000);
  expect(second).not.toBe(first);
  world.board.trade(0, 25_001, NOW_MS);
  expect(printer.print('NIFTY', SMALL_EXPIRY, NOW_MS + 1000)).not.toBe(second);
});

test('a change of another underlying leaves the bytes alone', () => {
  const world = createSmallWorld();
  const printer = new OptionChainPrinter(world, WIRE_PROFILES.observed);
  const first = printer.print('NIFTY', SMALL_EXPIRY, NOW_MS);
  world.board.trade(1, 56_001, NOW_MS);
  expect(printer.print('NIFTY', SMALL_EXPIRY, NOW_MS)).toBe(first);
});

test('the chain is printed as of the moment asked for', () => {
  const world = createSmallWorld();
  const printer = new OptionChainPrinter(world, WIRE_PROFILES.observed);
  world.plan(NOW_MS + 500, (board) => board.trade(0, 25_123.45, NOW_MS + 500));
  const spotAt = (nowMs: number) =>
    JSON.parse(new TextDecoder().decode(printer.print('NIFTY', SMALL_EXPIRY, nowMs))).data.last_price;
  expect([spotAt(NOW_MS + 499), spotAt(NOW_MS + 500)]).toEqual([25_000, 25_123.45]);
});

test('a traded leg rewrites its own strike alone; the whole is what a new printer writes', () => {
  const world = createSmallWorld();
  const printer = new OptionChainPrinter(world, WIRE_PROFILES.observed);
  const strikesAt = (nowMs: number, from = printer) =>
    JSON.parse(new TextDecoder().decode(from.print('NIFTY', SMALL_EXPIRY, nowMs))).data.oc;
  const first = strikesAt(NOW_MS);
  world.board.trade(world.universe.legsOf('NIFTY', SMALL_EXPIRY)[2]!, 201, NOW_MS);
  const later = NOW_MS + 3_600_000;
  const second = strikesAt(later);
  const fresh = strikesAt(later, new OptionChainPrinter(world, WIRE_PROFILES.observed));
  expect(second['25000.000000']).toEqual(fresh['25000.000000']);
  // An hour has passed for a new printer's greeks; strikes that stand keep theirs.
  for (const strike of ['24950.000000', '25050.000000']) {
    expect(second[strike]).toEqual(first[strike]);
    expect(fresh[strike]).not.toEqual(first[strike]);
  }
});
