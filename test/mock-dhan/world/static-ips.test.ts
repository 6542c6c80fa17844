import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { StaticIps } from '#mock-dhan/world/static-ips.ts';

const NOW_MS = istToEpochMs('2026-02-04', '09:20:00');
const WEEK_MS = 7 * 86_400_000;
const WRITE = { clientId: '1', flag: 'PRIMARY', ip: '10.0.0.1', nowMs: NOW_MS } as const;

test('an address stands for seven days from its last write, and a refused write changes nothing', () => {
  const ips = new StaticIps();
  expect(ips.modify(WRITE)).toBe('IP is not set');
  expect(ips.set(WRITE)).toBeUndefined();
  expect(ips.set({ ...WRITE, ip: '10.0.0.2' })).toContain('already set');
  expect(ips.modify({ ...WRITE, ip: '10.0.0.2', nowMs: NOW_MS + WEEK_MS - 1 })).toContain('2026-02-11');
  expect(ips.find('1', 'PRIMARY')).toEqual({ ip: '10.0.0.1', modifiableFromMs: NOW_MS + WEEK_MS });
  expect(ips.modify({ ...WRITE, ip: '10.0.0.2', nowMs: NOW_MS + WEEK_MS })).toBeUndefined();
  expect(ips.find('1', 'PRIMARY')).toEqual({ ip: '10.0.0.2', modifiableFromMs: NOW_MS + 2 * WEEK_MS });
});

test('clients and flags do not share an address', () => {
  const ips = new StaticIps();
  expect(ips.set(WRITE)).toBeUndefined();
  expect(ips.find('1', 'SECONDARY')).toBeUndefined();
  expect(ips.find('2', 'PRIMARY')).toBeUndefined();
  expect(ips.set({ ...WRITE, flag: 'SECONDARY' })).toBeUndefined();
});
