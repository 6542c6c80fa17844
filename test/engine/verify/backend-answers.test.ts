import { expect, test } from 'vitest';
import {
  readBackendChain,
  readCacheCounters,
  readHealth,
  readNames,
  readPrices,
} from '#engine/verify/backend-answers.ts';

const LEGS = { CE: { ltp: 234.95, bid: 230.05, ask: 239.85 }, PE: { ltp: '12.5' } };

test('the real envelope and the flat body are read alike, strikes ascending', () => {
  const envelope = readBackendChain({
    status: 'success',
    data: { underlying_ltp: 23_150.5, strikes: { '23100.0': LEGS, '9000.0': LEGS } },
  });
  const flat = readBackendChain({ underlying: 'NIFTY', strikes: { 9000: LEGS, 23100: LEGS } });
  expect([envelope?.shape, flat?.shape]).toEqual(['envelope', 'flat']);
  expect(envelope?.strikes).toEqual(flat?.strikes);
  expect(envelope?.strikes.map(({ strike }) => strike)).toEqual([9_000, 23_100]);
  expect(envelope?.spot).toBe(23_150.5);
  expect(flat?.strikes[0]).toMatchObject({ ce: { ltp: 234.95 }, pe: { ltp: 12.5, bid: 0 } });
});

test.each([undefined, null, 'x', 7, [], {}, { data: null }, { data: {} }, { strikes: null }])(
  '%j is no chain',
  (body) => {
    expect(readBackendChain(body)).toBeUndefined();
  },
);

test('legs that are null, NaN or missing are absent, not zero prices that count', () => {
  const chain = readBackendChain({ strikes: { 100: { CE: null, PE: {} }, junk: LEGS, 200: null } });
  expect(chain?.strikes).toEqual([
    { strike: 100, ce: undefined, pe: undefined },
    { strike: 200, ce: undefined, pe: undefined },
  ]);
});

test('cache counters are read inside data and bare', () => {
  expect(readCacheCounters({ data: { total_strikes: 1200 } })['strikes']).toBe(1_200);
  expect(readCacheCounters({ total_strikes: 1200 })['strikes']).toBe(1_200);
  expect(readCacheCounters('no')['strikes']).toBeUndefined();
});

test('names come from data or a bare array, prices from prices or bare, without zeros and nulls', () => {
  expect(readNames({ data: ['NIFTY', 7] })).toEqual(['NIFTY']);
  expect(readNames(['NIFTY'])).toEqual(['NIFTY']);
  expect([...readPrices({ prices: { NIFTY: 23_150.5, SENSEX: null } })]).toEqual([['NIFTY', 23_150.5]]);
  expect([...readPrices({ NIFTY: 0, RELIANCE: '1400.5' })]).toEqual([['RELIANCE', 1_400.5]]);
});

test('a health body of any type is read', () => {
  expect(readHealth({ status: 'Healthy', startup: { state: 'refused', cause: ['a', 'b'] } })).toMatchObject({
    status: 'healthy',
    startupState: 'refused',
    causes: ['a', 'b'],
  });
  expect(readHealth(undefined)).toMatchObject({ status: '', startupState: undefined, causes: [] });
});
