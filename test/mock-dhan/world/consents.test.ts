import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { Consents } from '#mock-dhan/world/consents.ts';

const LATE_MS = istToEpochMs('2026-02-04', '23:59:59');
const REQUEST = { askedBy: 'app', clientId: '1100000001' };

test('the same seed gives the same ids, another seed others, and no id comes twice', () => {
  const idsOf = (seed: number) => {
    const consents = new Consents(seed);
    return Array.from({ length: 50 }, () => consents.ask(REQUEST).id);
  };
  expect(idsOf(1)).toEqual(idsOf(1));
  expect(new Set([...idsOf(1), ...idsOf(2)]).size).toBe(100);
});

test('a token id is worth its consent once, and only to who asked', () => {
  const consents = new Consents(1);
  const consent = consents.ask(REQUEST);
  const tokenId = consents.grant(consent, '1100000001');
  expect(consents.find(consent.id)).toBeUndefined();
  expect(consents.redeem(tokenId, 'partner')).toBeUndefined();
  expect(consents.redeem(tokenId, 'app')).toEqual({ askedBy: 'app', clientId: '1100000001' });
  expect(consents.redeem(tokenId, 'app')).toBeUndefined();
});

test('the day’s budget is per client and starts anew at IST midnight', () => {
  const consents = new Consents(1);
  const takeAll = (clientId: string, nowMs: number) => {
    let taken = 0;
    while (taken < 100 && consents.takeOfDay(clientId, nowMs)) taken += 1;
    return taken;
  };
  expect(takeAll('1', LATE_MS)).toBe(25);
  expect(takeAll('2', LATE_MS)).toBe(25);
  expect(takeAll('1', LATE_MS + 999)).toBe(0);
  expect(takeAll('1', LATE_MS + 1000)).toBe(25);
});

test('consents that nobody gives are forgotten, the oldest first', () => {
  const consents = new Consents(1);
  const [first, second] = Array.from({ length: 1001 }, () => consents.ask(REQUEST));
  expect(consents.find(first!.id)).toBeUndefined();
  expect(consents.find(second!.id)).toEqual(second);
});
