import { expect, test } from 'vitest';
import { FaultsSchema } from '#scenarios/fault-schema.ts';

const firstIssue = (faults: unknown) => {
  const { error } = FaultsSchema.safeParse(faults);
  const [issue] = error?.issues ?? [];
  return issue && `${issue.path.join('.')}: ${issue.message}`;
};

test('a fault is read with its defaults', () => {
  expect(FaultsSchema.parse([{ id: 'html', kind: 'answer', routes: ['*'], body: 'html' }])).toEqual([
    { id: 'html', kind: 'answer', routes: ['*'], body: 'html', probability: 1 },
  ]);
  expect(FaultsSchema.parse(undefined)).toEqual([]);
});

test.for([
  [[{ id: 'a', kind: 'answer', routes: ['*'] }], '0.status: expected a status or a body other than as-is'],
  [
    [
      { id: 'a', kind: 'mute' },
      { id: 'a', kind: 'mute' },
    ],
    '1.id: expected an id that no other fault has',
  ],
  [[{ id: 'a', kind: 'mute', from: '09:30:00', until: '09:20:00' }], '0.until: expected a time after from'],
  [[{ id: 'a', kind: 'mute', probability: 0.5 }], '0: Unrecognized key: "probability"'],
  [[{ id: 'a', kind: 'mute', feed: 'order-update' }], '0.feed: '],
  [[{ id: 'a', kind: 'answer', routes: ['*'], status: 204 }], '0.status: expected a status whose answer may'],
  [
    [{ id: 'a', kind: 'disconnect', feed: 'live', reason: 807, from: '09:20:00', until: '09:30:00' }],
    '0: Unrecognized key: "until"',
  ],
  [[{ id: 'a', kind: 'disconnect', feed: 'live', reason: 807 }], '0.from: '],
  [[{ id: 'a', kind: 'disconnect', feed: 'live', reason: 42, from: '09:20:00' }], '0.reason: '],
  [
    [{ id: 'a', kind: 'answer', routes: ['/v2/orders'], status: 500 }],
    '0.routes.0: expected a route such as',
  ],
  [[{ id: 'a', kind: 'mute-instrument', instruments: ['NIFTI'] }], '0.instruments.0: expected an instrument'],
  [[{ id: 'a', kind: 'delay', delay: 'never' }], '0.delay: expected milliseconds, or "late"'],
  [
    [{ id: 'a', kind: 'wrong-expiry-list', underlyings: ['*'], shiftDays: 0 }],
    '0.shiftDays: expected a number',
  ],
  [[{ id: 'a', kind: 'stub-master', clientId: '1100000001' }], '0: Unrecognized key: "clientId"'],
  [[{ id: 'a', kind: 'stale-time', feed: 'depth-20' }], 'expected live: a packet of depth has no trade time'],
  [[{ id: 'a', kind: 'zero-price', feed: 'order-update' }], 'expected one of "live"|"depth-20"|"depth-200"'],
] as const)('%j is refused', ([faults, message]) => {
  expect(firstIssue(faults)).toContain(message);
});
