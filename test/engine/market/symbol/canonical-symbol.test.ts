import { expect, test } from 'vitest';
import { canonicalSymbol } from '#engine/market/symbol/canonical-symbol.ts';

test.each([
  ['NIFTY50', 'NIFTY'],
  ['nifty 50', 'NIFTY'],
  ['NIFTY BANK', 'BANKNIFTY'],
  ['reliance', 'RELIANCE'],
  ['NIFTY NOV FUT', 'NIFTY25NOVFUT'],
  ['NIFTY-Nov2025-FUT', 'NIFTY25NOVFUT'],
  ['NIFTY 11 NOV 24000 CALL', 'NIFTY25N1124000CE'],
  ['NIFTY25112524500PE', 'NIFTY25NOV24500PE'],
  ['CRUDEOIL-19Nov2025-FUT', 'CRUDEOIL25NOVFUT'],
  ['NIFTTY', undefined],
])('%s is kept as %s', (text, canonical) => {
  expect(canonicalSymbol(text, '2025-11-03')).toBe(canonical);
});
