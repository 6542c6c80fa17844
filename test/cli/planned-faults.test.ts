import { expect, test } from 'vitest';
import { faultChecks } from '#cli/planned-faults.ts';
import type { PlannedFault } from '#engine/faults/planned-fault.ts';
import { createSmallExchange } from '#test/support/small-world.ts';

function checkOf(fault: PlannedFault) {
  const { exchange } = createSmallExchange({ faults: [fault] });
  return { exchange, check: () => faultChecks(exchange.faults)[0]! };
}

test('a fault that struck passes with how often and since when', () => {
  const { exchange, check } = checkOf({ id: 'quiet', kind: 'mute', from: '09:19:00' });
  exchange.faults.strike('mute', () => true);
  expect(check()).toEqual({
    id: 'fault.quiet',
    status: 'pass',
    expected: 'the planned fault (mute) strikes from 09:19:00 on',
    observed: 'struck 1 times, first at 09:20:00',
    remedy: '',
  });
});

test('a drill of orders is skipped where nobody places any, and says who would', () => {
  const { exchange } = checkOf({ id: 'held', kind: 'hold-in-transit', probability: 1 });
  expect(faultChecks(exchange.faults)[0]).toMatchObject({ status: 'fail' });
  expect(faultChecks(exchange.faults, { takesOrders: false })[0]).toMatchObject({
    status: 'skip',
    remedy: expect.stringContaining('preopen run -- COMMAND'),
  });
});

test.for<[PlannedFault, string, string]>([
  [
    { id: 'a', kind: 'disconnect', feed: 'live', reason: 807, from: '09:21:00', clientId: '1100000001' },
    'at 09:21:00',
    'expected client 1100000001 to be connected to live then',
  ],
  [
    { id: 'a', kind: 'refuse-upgrade', status: 503, probability: 0.25, from: '09:21:00', until: '09:22:00' },
    'from 09:21:00 until 09:22:00',
    'expected any client to connect to any feed in that time, or chance spared them all (probability 0.25)',
  ],
  [
    { id: 'a', kind: 'empty-expiry-list', underlyings: ['NIFTY'], probability: 1, until: '09:22:00' },
    'before 09:22:00',
    'expected any client to ask for an expiry list of NIFTY in that time.',
  ],
])('%j that never struck says when and what would have brought it', ([fault, when, occasion]) => {
  const { status, expected, observed, remedy } = checkOf(fault).check();
  expect([status, observed]).toEqual(['fail', 'it never struck']);
  expect(expected.endsWith(when), expected).toBe(true);
  expect(remedy).toContain(occasion);
});
