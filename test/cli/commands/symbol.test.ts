import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyFolder, preopen } from '#test/support/preopen-command.ts';

test('a symbol is told with its expiry, lot, forms, and its id in the master of a scenario', async () => {
  const { exitCode, stdout, stderr } = await preopen([
    'symbol',
    'NIFTY 24 FEB 25000 CALL',
    '--scenario',
    'market-hours',
  ]);
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout).toContain('NIFTY 25000 call of NSE (NSE_FNO)');
  expect(stdout).toMatch(/expiry +2026-02-24/);
  expect(stdout).toMatch(/lot +65/);
  expect(stdout).toMatch(/security id +4\d{4}/);
  for (const form of ['NIFTY26FEB25000CE', 'NIFTY-Feb2026-25000-CE', 'NIFTY 24 FEB 25000 CALL'])
    expect(stdout).toContain(form);
});

test('BANKNIFTY is not NIFTY, and a date decides the lot', async () => {
  const { stdout } = await preopen([
    'symbol',
    'BANKNIFTY25NOVFUT',
    'NIFTY25NOVFUT',
    '--date',
    '2025-11-03',
    '-f',
    'json',
  ]);
  expect(JSON.parse(stdout)).toMatchObject([
    { kind: 'future', underlying: 'BANKNIFTY', expiry: '2025-11-25', lotSize: 35 },
    { kind: 'future', underlying: 'NIFTY', expiry: '2025-11-25', lotSize: 75 },
  ]);
});

test('a security id is told within its segment', async () => {
  const index = await preopen(['symbol', '25', '--segment', 'IDX_I']);
  expect([index.exitCode, index.stdout]).toEqual([0, expect.stringContaining('BANKNIFTY')]);
  const leg = await preopen(['symbol', '40000', '--segment', 'NSE_FNO', '--scenario', 'market-hours']);
  expect(leg.stdout).toMatch(/NIFTY \d+ call of NSE/);
  const bare = await preopen(['symbol', '25']);
  expect([bare.exitCode, bare.stderr]).toEqual([2, expect.stringContaining('--segment IDX_I')]);
  const unknown = await preopen(['symbol', '26000', '--segment', 'IDX_I']);
  expect([unknown.exitCode, unknown.stderr]).toEqual([2, expect.stringContaining('13, 25, 27, 442, 51, 69')]);
});

test('what is no symbol is told with the forms and the nearest, beside those that are', async () => {
  const { exitCode, stdout, stderr } = await preopen(['symbol', 'BANKNIFY25NOVFUT', 'NIFTY25NOVFUT']);
  expect(exitCode).toBe(2);
  expect(stdout).toContain('NIFTY-Nov2025-FUT');
  expect(stderr).toContain('expected one of the forms NIFTY25NOVFUT');
  expect(stderr).toContain('The nearest is BANKNIFTY25NOVFUT.');
});

test('a scrip master of Dhan is read, and what is none is refused', async () => {
  const cwd = emptyFolder();
  writeFileSync(
    join(cwd, 'master.csv'),
    'SEM_EXM_EXCH_ID,SEM_SEGMENT,SEM_SMST_SECURITY_ID,SEM_INSTRUMENT_NAME,SEM_EXPIRY_CODE,SEM_TRADING_SYMBOL,SEM_LOT_UNITS,SEM_CUSTOM_SYMBOL,SEM_EXPIRY_DATE,SEM_STRIKE_PRICE,SEM_OPTION_TYPE,SEM_TICK_SIZE,SEM_EXPIRY_FLAG,SEM_EXCH_INSTRUMENT_TYPE,SEM_SERIES,SM_SYMBOL_NAME\n' +
      'MCX,M,569900,FUTCOM,0,CRUDEOIL-19Oct2026-FUT,1.0,CRUDEOIL OCT FUT,2026-10-19 23:30:00,0.00000,XX,100.0000,M,FUTCOM,2,CRUDEOIL\n',
  );
  const found = await preopen(['symbol', 'CRUDEOIL26OCTFUT', '--master', 'master.csv'], { cwd });
  expect(found.stdout).toMatch(/expiry +2026-10-19[^]*security id +569900/);
  expect(found.stdout).toContain('CRUDEOIL-19Oct2026-FUT');
  const absent = await preopen(['symbol', 'CRUDEOIL26NOVFUT', '--master', 'master.csv'], { cwd });
  expect([absent.exitCode, absent.stderr]).toEqual([2, expect.stringContaining('security id 569900')]);
  writeFileSync(join(cwd, 'other.csv'), 'a,b\n1,2\n');
  for (const file of ['other.csv', 'none.csv', '.']) {
    const refused = await preopen(['symbol', 'NIFTY', '--master', file], { cwd });
    expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining('symbol --master')]);
  }
});

test.each([
  [['symbol', 'NIFTY', '--date', '2026-02-30'], 'symbol --date: expected a date'],
  [['symbol', 'NIFTY', '--segment', 'IDX_I'], 'expected security ids'],
  [['symbol', 'NIFTY', '--scenario', 'no-such'], 'no-such'],
  [['symbol'], "missing required argument 'name'"],
])('%j is refused', async (args, message) => {
  const { exitCode, stdout, stderr } = await preopen(args);
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
});
