import { expect, test } from 'vitest';
import { readFault } from '#scenarios/fault-schema.ts';

test.each([
  ['mute BANKNIFTY', { id: 'mute-banknifty', kind: 'mute-instrument', instruments: ['BANKNIFTY'] }],
  ['freeze NIFTY, NSE_FNO:40000', { kind: 'freeze-price', instruments: ['NIFTY', 'NSE_FNO:40000'] }],
  ['zero-chain SENSEX', { kind: 'zero-chain', underlyings: ['SENSEX'] }],
  ['silence', { id: 'silence', kind: 'mute', feed: 'live' }],
  ['disconnect', { kind: 'disconnect', feed: 'live', from: true }],
  ['token-rollover', { kind: 'token-rollover', from: true }],
])('"%s" is a fault that a scenario file could hold', (words, fault) => {
  const read = readFault(words, '09:16:00.000');
  expect(read).toMatchObject({ ok: true });
  if (read.ok)
    expect(read.fault).toMatchObject({ ...fault, ...('from' in fault ? { from: expect.anything() } : {}) });
});

test.each([['sulk NIFTY'], ['mute'], ['disconnect NIFTY'], [''], ['constructor'], ['mute __proto__']])(
  '"%s" is refused with what may be said',
  (words) => {
    const read = readFault(words);
    expect(read.ok).toBe(false);
    if (!read.ok) expect(read.reason).toMatch(/^fault.*expected (?:mute INSTRUMENT|an instrument)/);
  },
);
