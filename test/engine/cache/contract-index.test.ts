import { expect, test } from 'vitest';
import { ContractIndex } from '#engine/cache/contract-index.ts';
import { UNDERLYINGS } from '#engine/market/instrument.ts';
import type { MasterRow } from '#engine/market/instrument-master.ts';
import { NIFTY, legId, masterRows } from '#test/support/fake-exchange.ts';

const SENSEX = UNDERLYINGS[4]!;
const row: MasterRow = { ...masterRows()[0]!, securityId: 7 };

test('a contract is found by underlying, expiry, strike and type', () => {
  const index = new ContractIndex(masterRows(), [NIFTY]);
  expect(index.contract('NIFTY', '2026-02-10', 23_000, 'PE')).toMatchObject({
    securityId: legId('2026-02-10', 23_000, 'PE'),
    lotSize: 65,
  });
  expect(index.contract('NIFTY', '2026-02-10', 23_025, 'PE')).toBeUndefined();
  expect(index.anyContract('NIFTY', '2026-02-11')).toBeUndefined();
});

test('futures of an underlying are known by expiry, and are no options', () => {
  const future: MasterRow = {
    ...row,
    optionType: undefined,
    strike: undefined,
    instrument: 'FUTIDX',
    tickSize: 0.1,
  };
  const rows = [
    { ...future, expiry: '2026-03-30', securityId: 2 },
    { ...future, expiry: '2026-02-24', securityId: 1 },
    { ...future, expiry: '2026-02-24', exchangeSegment: 'BSE_FNO' as const, securityId: 3 },
    { ...future, expiry: undefined, securityId: 4 },
  ];
  const index = new ContractIndex(rows, [NIFTY, SENSEX]);
  expect(index.futures('NIFTY')).toMatchObject([
    { kind: 'future', securityId: 1, expiry: '2026-02-24', lotSize: 65, tickSize: 0.1 },
    { kind: 'future', securityId: 2, expiry: '2026-03-30' },
  ]);
  expect(index.futures('SENSEX')).toEqual([]);
  expect(index.size).toBe(0);
});

test('futures, other underlyings and the same name on the wrong exchange are no contracts of ours', () => {
  const rows: MasterRow[] = [
    { ...row, optionType: undefined, strike: undefined, instrument: 'FUTIDX' },
    { ...row, underlyingSymbol: 'RELIANCE' },
    { ...row, exchangeSegment: 'BSE_FNO' },
    { ...row, underlyingSymbol: 'SENSEX', exchangeSegment: 'BSE_FNO', securityId: 8 },
  ];
  expect(new ContractIndex(rows, [NIFTY]).size).toBe(0);
  expect(new ContractIndex(rows, [NIFTY, SENSEX]).anyContract('SENSEX', row.expiry!)?.securityId).toBe(8);
});
