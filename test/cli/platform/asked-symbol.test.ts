import { expect, test } from 'vitest';
import { askedSymbols } from '#cli/platform/asked-symbol.ts';
import { PlatformFaults } from '#cli/platform/platform-faults.ts';
import { Refusal } from '#engine/api/refusal.ts';
import type { PlatformFault } from '#engine/faults/platform-fault.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';

const DATE = '2026-02-04';
const clock = new VirtualClock(istToEpochMs(DATE, '09:31:00'));

function symbolsWith(faults: readonly PlatformFault[] = []) {
  return askedSymbols(() => DATE, new PlatformFaults(faults, { clock, date: DATE }));
}

test.each([
  ['NIFTY 50', 'NIFTY', 'NIFTY'],
  ['NIFTY26FEBFUT', 'NIFTY26FEBFUT', 'NIFTY'],
  ['nifty feb fut', 'NIFTY26FEBFUT', 'NIFTY'],
  ['NIFTY25NOVFUT', 'NIFTY25NOVFUT', 'NIFTY'],
  ['BANKNIFTY26FEBFUT', 'BANKNIFTY26FEBFUT', 'BANKNIFTY'],
  ['NIFTY-Feb2026-25000-CE', 'NIFTY26FEB25000CE', 'NIFTY'],
  ['what is this', undefined, undefined],
])('candles of %s are those of %s, its underlying is %s', (asked, candles, underlying) => {
  const symbols = symbolsWith();
  expect([symbols.candlesOf(asked), symbols.underlyingOf(asked)]).toEqual([candles, underlying]);
});

test('with the original fault a future raises a ValueError, and nothing else does', () => {
  const { candlesOf, underlyingOf } = symbolsWith([{ kind: 'futures-symbol-valueerror' }]);
  for (const ask of [candlesOf, underlyingOf])
    expect(() => ask('NIFTY26FEBFUT')).toThrow(
      new Refusal(400, 'ValueError: cannot extract the underlying from NIFTY26FEBFUT'),
    );
  expect(candlesOf('NIFTY26FEB25000CE')).toBe('NIFTY26FEB25000CE');
});

test('a fault with a time begins then: by the clock, and for a message by its own time', () => {
  const faults = new PlatformFaults([{ kind: 'stale-bars', from: '09:31:20' }, { kind: 'is-mock-leak' }], {
    clock,
    date: DATE,
  });
  const messageAt = (time: string) => JSON.stringify({ ts: istToEpochMs(DATE, time) / 1000 });
  expect(faults.strikes('stale-bars')).toBe(false);
  expect(faults.strikesMessage('stale-bars', messageAt('09:31:19'))).toBe(false);
  expect(faults.strikesMessage('stale-bars', messageAt('09:31:20'))).toBe(true);
  expect([faults.strikes('is-mock-leak'), faults.strikesMessage('is-mock-leak', '')]).toEqual([true, true]);
  expect([faults.strikes('underlying-null'), faults.strikesMessage('underlying-null', '')]).toEqual([
    false,
    false,
  ]);
  clock.advanceTo(istToEpochMs(DATE, '09:31:20'));
  expect(faults.strikes('stale-bars')).toBe(true);
});
