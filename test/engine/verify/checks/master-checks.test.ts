import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { masterContracts, masterRows } from '#engine/verify/checks/master-checks.ts';
import { masterFacts } from '#engine/verify/master-facts.ts';
import type { ExchangeTarget } from '#engine/verify/targets.ts';
import { healthyExchange, judge, marketAt } from '../fake-targets.ts';

const HEADER =
  'EXCH_ID,SEGMENT,SECURITY_ID,ISIN,INSTRUMENT,UNDERLYING_SECURITY_ID,UNDERLYING_SYMBOL,SYMBOL_NAME,DISPLAY_NAME,INSTRUMENT_TYPE,SERIES,LOT_SIZE,SM_EXPIRY_DATE,STRIKE_PRICE,OPTION_TYPE,TICK_SIZE,EXPIRY_FLAG,';
const INDEX = 'NSE,I,13,NA,INDEX,13,NIFTY,NIFTY,Nifty 50,INDEX,NA,1.0,0001-01-01,,XX,0.0500,N';

function option(symbol: string, id: number, name = `${symbol}-Feb2026-23000-CE`): string {
  return `NSE,D,${id},NA,OPTIDX,26000,${symbol},${name},${symbol} 23000 CALL,OP,NA,65.0,2026-02-10,23000.00000,CE,5.0000,W`;
}

function withMaster(lines: readonly string[], status = 200): ExchangeTarget {
  return healthyExchange({ master: async () => masterFacts(status, `${lines.join('\n')}\n`) });
}

test('a whole table passes with its size', async () => {
  const target = withMaster([HEADER, INDEX, option('NIFTY', 1), option('BANKNIFTY', 2)]);
  expect(await judge(masterRows, target)).toMatchObject({
    status: 'pass',
    observed: '3 rows, 17 columns, 2 of them F&O',
  });
  expect(await judge(masterContracts, target)).toMatchObject({
    status: 'pass',
    observed: 'NIFTY 1, BANKNIFTY 1',
  });
});

test('a header alone is called one, with the holiday that explains it', async () => {
  const target = { ...withMaster([HEADER]), market: marketAt(istToEpochMs('2026-01-26', '09:00:00')) };
  expect(await judge(masterRows, target)).toMatchObject({
    status: 'fail',
    observed: 'a header without rows, no option or future; today is a holiday, Republic Day',
  });
});

test.each([
  ['a stub of indices', [HEADER, INDEX], 200, '1 rows, 17 columns, no option or future'],
  [
    'a page of HTML',
    ['<html>maintenance</html>'],
    200,
    '0 rows, 0 columns, no option or future (scrip master: expected the columns',
  ],
  ['an error', ['Bad gateway'], 502, 'HTTP 502'],
])('%s is no master', async (_, lines, status, observed) => {
  const judgement = await judge(masterRows, withMaster(lines, status));
  expect(judgement.status).toBe('fail');
  expect(judgement.observed).toContain(observed);
});

test('many unsound rows warn', async () => {
  const broken = option('NIFTY', 3).replace(',3,', ',x,');
  const judgement = await judge(masterRows, withMaster([HEADER, option('NIFTY', 1), broken]));
  expect(judgement).toMatchObject({ status: 'warn' });
  expect(judgement.observed).toContain('security id is no integer');
});

test('an underlying without options and blank names fail and are counted', async () => {
  const target = withMaster([HEADER, option('NIFTY', 1), option('NIFTY', 2, '')]);
  expect(await judge(masterContracts, target)).toMatchObject({
    status: 'fail',
    observed: 'no option of BANKNIFTY; 1 of 2 derivative rows without a name',
  });
});
