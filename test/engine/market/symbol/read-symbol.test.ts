import {
  array,
  assert,
  constantFrom,
  integer,
  nat,
  oneof,
  option,
  pre,
  property,
  record,
  string,
} from 'fast-check';
import { expect, test } from 'vitest';
import { expiryOfMonth, listedExpiries } from '#engine/market/expiry-calendar.ts';
import { UNDERLYINGS } from '#engine/market/instrument.ts';
import { addDays } from '#engine/market/ist-time.ts';
import { symbolForms } from '#engine/market/symbol/format-symbol.ts';
import type { ContractSymbol, MarketSymbol } from '#engine/market/symbol/market-symbol.ts';
import { readSymbol } from '#engine/market/symbol/read-symbol.ts';
import type { SymbolReading } from '#engine/market/symbol/read-symbol.ts';

const AS_OF = '2025-11-03';

function read(text: string, asOf: string = AS_OF): SymbolReading {
  const answer = readSymbol(text, asOf);
  if (!answer.ok) throw new Error(answer.error);
  return answer.readings[0];
}

test.each([
  ['NIFTY25NOVFUT', 'future', 'NSE', 'NIFTY', '2025-11-25'],
  ['BANKNIFTY25NOVFUT', 'future', 'NSE', 'BANKNIFTY', '2025-11-25'],
  ['FINNIFTY25NOVFUT', 'future', 'NSE', 'FINNIFTY', '2025-11-25'],
  ['MIDCPNIFTY25DECFUT', 'future', 'NSE', 'MIDCPNIFTY', '2025-12-30'],
  ['SENSEX25NOVFUT', 'future', 'BSE', 'SENSEX', '2025-11-27'],
  ['BANKEX25NOVFUT', 'future', 'BSE', 'BANKEX', '2025-11-27'],
  ['RELIANCE25NOVFUT', 'future', 'NSE', 'RELIANCE', '2025-11-25'],
  ['M&M25NOVFUT', 'future', 'NSE', 'M&M', '2025-11-25'],
  ['360ONE25NOVFUT', 'future', 'NSE', '360ONE', '2025-11-25'],
  ['NIFTYNXT5025NOVFUT', 'future', 'NSE', 'NIFTYNXT50', '2025-11-25'],
  ['CRUDEOIL25NOVFUT', 'future', 'MCX', 'CRUDEOIL', undefined],
  ['CRUDEOIL-19Oct2026-FUT', 'future', 'MCX', 'CRUDEOIL', '2026-10-19'],
  ['NIFTY-Oct2026-FUT', 'future', 'NSE', 'NIFTY', '2026-10-27'],
  ['NIFTY NOV FUT', 'future', 'NSE', 'NIFTY', '2025-11-25'],
  ['SENSEX JUL  FUT', 'future', 'BSE', 'SENSEX', '2026-07-30'],
] as const)('%s is a %s of %s', (text, kind, exchange, underlying, expiry) => {
  expect(read(text).symbol).toMatchObject({ kind, exchange, underlying, expiry });
});

test.each([
  ['NIFTY25NOV24500CE', 'NIFTY', '2025-11-25', 24_500, 'CE'],
  ['nifty25nov24500ce', 'NIFTY', '2025-11-25', 24_500, 'CE'],
  ['NIFTY25N1124500PE', 'NIFTY', '2025-11-11', 24_500, 'PE'],
  ['NIFTY25O0725000PE', 'NIFTY', '2025-10-07', 25_000, 'PE'],
  ['NIFTY25D0926000CE', 'NIFTY', '2025-12-09', 26_000, 'CE'],
  ['NIFTY2611325000CE', 'NIFTY', '2026-01-13', 25_000, 'CE'],
  ['SENSEX25N1384000CE', 'SENSEX', '2025-11-13', 84_000, 'CE'],
  ['BANKNIFTY25NOV58000PE', 'BANKNIFTY', '2025-11-25', 58_000, 'PE'],
  ['FINNIFTY25NOV26000PE', 'FINNIFTY', '2025-11-25', 26_000, 'PE'],
  ['RELIANCE25NOV1402.5CE', 'RELIANCE', '2025-11-25', 1402.5, 'CE'],
  ['BAJAJ-AUTO25NOV9000CE', 'BAJAJ-AUTO', '2025-11-25', 9000, 'CE'],
  ['BAJAJ-AUTO-Nov2025-9000-CE', 'BAJAJ-AUTO', '2025-11-25', 9000, 'CE'],
  ['CRUDEOIL25NOV5000CE', 'CRUDEOIL', undefined, 5000, 'CE'],
  ['GOLD-31Aug2026-163500-CE', 'GOLD', '2026-08-31', 163_500, 'CE'],
  ['NIFTY-Nov2025-24000-CE', 'NIFTY', '2025-11-25', 24_000, 'CE'],
  ['NIFTY 25 NOV 24000 CALL', 'NIFTY', '2025-11-25', 24_000, 'CE'],
  ['NIFTY 27 NOV 2029 24000 PUT', 'NIFTY', '2029-11-27', 24_000, 'PE'],
  ['NIFTY BANK 25 NOV 58000 PUT', 'BANKNIFTY', '2025-11-25', 58_000, 'PE'],
  ['CRUDEOIL 17 SEP 9500 CALL', 'CRUDEOIL', '2026-09-17', 9500, 'CE'],
] as const)('%s is an option of %s', (text, underlying, expiry, strike, optionType) => {
  expect(read(text).symbol).toMatchObject({ kind: 'option', underlying, expiry, strike, optionType });
});

test.each([
  ['NIFTY', 'index', 'NIFTY'],
  ['Nifty 50', 'index', 'NIFTY'],
  ['NIFTY50', 'index', 'NIFTY'],
  ['NIFTY BANK', 'index', 'BANKNIFTY'],
  ['BANKNIFTY', 'index', 'BANKNIFTY'],
  ['finnifty', 'index', 'FINNIFTY'],
  ['Nifty Midcap Select', 'index', 'MIDCPNIFTY'],
  ['BSE BANKEX', 'index', 'BANKEX'],
  ['RELIANCE', 'equity', 'RELIANCE'],
  ['CRUDEOIL', 'commodity', 'CRUDEOIL'],
] as const)('%s is the %s %s', (text, kind, symbol) => {
  expect(read(text).symbol).toMatchObject({ kind, symbol });
});

test('the calendar decides between a month of one digit and of two, and both are said', () => {
  const twoDigits = read('NIFTY25112524500PE');
  expect(twoDigits.symbol).toMatchObject({ expiry: '2025-11-25', strike: 24_500 });
  expect(twoDigits.notes).toEqual([expect.stringContaining('524500 put, expiry 2025-01-12')]);
  const neither = read('NIFTY2511024500PE');
  expect(neither.symbol).toMatchObject({ expiry: '2025-01-10', strike: 24_500 });
  expect(neither.notes).toEqual([
    '2025-01-10 is no expiry of NIFTY by the calendar; the nearest is 2025-01-09.',
    expect.stringContaining('4500 put, expiry 2025-11-02 too, which is no expiry'),
  ]);
});

test('what a form leaves open is said', () => {
  expect(read('NIFTY-Nov2025-24000-CE').notes).toEqual([
    expect.stringContaining('2025-11-04, 2025-11-11, 2025-11-18, 2025-11-25'),
  ]);
  expect(read('NIFTY 27 NOV 24000 CALL').notes).toEqual([
    expect.stringContaining('No year is written'),
    '2025-11-27 is no expiry of NIFTY by the calendar; the nearest is 2025-11-25.',
  ]);
  expect(read('CRUDEOIL25NOVFUT').notes).toEqual([expect.stringContaining('no expiries of MCX')]);
  expect(read('NIFTY28NOVFUT').notes).toEqual([expect.stringContaining('holidays of 2028 are not known')]);
});

test('a date without a year is read as of the day', () => {
  expect(read('NIFTY 27 NOV 24000 CALL', '2025-05-02').symbol).toMatchObject({ expiry: '2025-11-27' });
  expect(read('NIFTY NOV FUT', '2025-11-25').symbol).toMatchObject({ expiry: '2025-11-25' });
  expect(read('NIFTY NOV FUT', '2025-11-26').symbol).toMatchObject({ expiry: '2026-11-24' });
  // The holidays of 2026 were published in between.
  expect(read('NIFTY NOV FUT', '2025-12-15').symbol).toMatchObject({ expiry: '2026-11-23' });
});

test.each([
  ['BANKNIFY25NOVFUT', 'BANKNIFTY25NOVFUT'],
  ['NIFTTY', 'NIFTY'],
  ['NIFTY25NVFUT', 'NIFTY25NOVFUT'],
  ['NIFTYNOVFUT', 'NIFTY25NOVFUT'],
  ['NIFTY25NOV24500', 'NIFTY25NOV24500CE'],
  ['NIFTY25NOV24500CALL', 'NIFTY25NOV24500CE'],
  ['NIFTY25N3124500PE', 'NIFTY25N1124500PE'],
  ['NIFTY 31 NOV 24500 PUT', 'NIFTY 11 NOV 24500 PUT'],
  ['NIFTY25NOV2524500CE', 'NIFTY25NOV24500CE'],
  ['NIFTY25NOV0CE', undefined],
  ['USDINR25NOVFUT', undefined],
  ['FOOBARBAZQUUX', undefined],
  ['', undefined],
  ['NIFTY25NOVFUT; DROP', undefined],
  ['25', undefined],
])('"%s" is refused with the forms', (text, nearest) => {
  const answer = readSymbol(text, AS_OF);
  expect(answer).toMatchObject({ ok: false, error: expect.stringContaining('NIFTY 27 NOV 24000 CALL') });
  if (nearest !== undefined)
    expect(answer).toMatchObject({ nearest, error: expect.stringContaining(`The nearest is ${nearest}.`) });
});

const asOf = integer({ min: 0, max: 700 }).map((days) => addDays('2025-01-02', days));
const strike = oneof(
  integer({ min: 1, max: 200_000 }),
  integer({ min: 1, max: 4_000_000 }).map((ticks) => ticks / 20),
);
const type = constantFrom('CE' as const, 'PE' as const);
const right = record({ strike, optionType: type });

/** A contract listed on a day. */
const indexContract = record({
  underlying: constantFrom(...UNDERLYINGS),
  asOf,
  position: nat(40),
  right: option(right),
}).map(({ underlying, asOf, position, right }) => {
  const { symbol, exchange } = underlying;
  const listed = listedExpiries(underlying, asOf).map(({ expiry }) => expiry);
  const some = listed[position % listed.length]!;
  const expiry = right ? some : expiryOfMonth(underlying, some.slice(0, 7), asOf);
  return { asOf, symbol: contract({ underlying: symbol, exchange, kind: 'index', expiry }, right) };
});

const shareContract = record({
  underlying: constantFrom('RELIANCE', 'M&M', 'BAJAJ-AUTO', '360ONE', 'TCS', 'NAM-INDIA', 'ITC'),
  asOf,
  months: integer({ min: 0, max: 2 }),
  right: option(right),
}).map(({ underlying, asOf, months, right }) => {
  const month = addDays(`${asOf.slice(0, 7)}-01`, 31 * months).slice(0, 7);
  const expiry = expiryOfMonth({ symbol: underlying, exchange: 'NSE' }, month, asOf);
  return { asOf, symbol: contract({ underlying, exchange: 'NSE', kind: 'equity', expiry }, right) };
});

function contract(
  of: {
    readonly underlying: string;
    readonly exchange: 'NSE' | 'BSE' | 'MCX';
    readonly kind: 'index' | 'equity' | 'commodity';
    readonly expiry: string;
  },
  right: { readonly strike: number; readonly optionType: 'CE' | 'PE' } | null,
): ContractSymbol {
  const { underlying, exchange, kind, expiry } = of;
  const parts = { underlying, exchange, underlyingKind: kind, month: expiry.slice(0, 7), expiry };
  return right ? { kind: 'option', ...parts, ...right } : { kind: 'future', ...parts };
}

function textOf(symbol: MarketSymbol, form: string, asOf: string): string {
  const text = symbolForms(symbol, asOf).find((candidate) => candidate.form === form)?.text;
  if (text === undefined) throw new Error(`no ${form} form`);
  return text;
}

test('every listed contract of an index or share reads back from its compact form, in either case', () => {
  assert(
    property(oneof(indexContract, shareContract), ({ asOf, symbol }) => {
      const text = textOf(symbol, 'compact', asOf);
      expect(read(text, asOf).symbol).toEqual(symbol);
      expect(read(text.toLowerCase(), asOf).symbol).toEqual(symbol);
    }),
    { numRuns: 2000 },
  );
});

test('from its trading symbol it reads back but for the day within the month', () => {
  assert(
    property(oneof(indexContract, shareContract), ({ asOf, symbol }) => {
      const back = read(textOf(symbol, 'trading', asOf), asOf).symbol;
      expect(back).toEqual({ ...symbol, expiry: expect.stringMatching(`^${symbol.month}`) });
    }),
    { numRuns: 500 },
  );
});

test('from its custom symbol it reads back within a year', () => {
  assert(
    property(oneof(indexContract, shareContract), ({ asOf, symbol }) => {
      pre(symbol.expiry! >= asOf && symbol.expiry! < addDays(asOf, 330));
      expect(read(textOf(symbol, 'custom', asOf), asOf).symbol).toEqual(symbol);
    }),
    { numRuns: 1000 },
  );
});

test('commodity contracts read back from the trading symbol, which has their day', () => {
  const commodity = record({
    underlying: constantFrom('CRUDEOIL', 'CRUDEOILM', 'GOLD', 'GOLDM', 'SILVERMIC', 'NATURALGAS'),
    asOf,
    days: nat(300),
    right: option(right),
  }).map(({ underlying, asOf, days, right }) => {
    const expiry = addDays(asOf, days);
    return { asOf, symbol: contract({ underlying, exchange: 'MCX', kind: 'commodity', expiry }, right) };
  });
  assert(
    property(commodity, ({ asOf, symbol }) => {
      expect(read(textOf(symbol, 'trading', asOf), asOf).symbol).toEqual(symbol);
      expect(read(textOf(symbol, 'compact', asOf), asOf).symbol).toEqual({ ...symbol, expiry: undefined });
    }),
    { numRuns: 500 },
  );
});

test('no text makes the reader throw, and what it reads it writes again', () => {
  const pieces = array(
    constantFrom(
      'NIFTY',
      'BANK',
      '25',
      'NOV',
      'N',
      '11',
      '24500',
      'CE',
      'PE',
      'FUT',
      '-',
      ' ',
      '.5',
      '0',
      'é',
    ),
    { maxLength: 9 },
  );
  assert(
    property(
      oneof(
        pieces.map((parts) => parts.join('')),
        string(),
      ),
      (text) => {
        const answer = readSymbol(text, AS_OF);
        if (!answer.ok) return;
        const [{ symbol }] = answer.readings;
        for (const { text: again } of symbolForms(symbol, AS_OF))
          expect([again, readSymbol(again, AS_OF).ok]).toEqual([again, true]);
      },
    ),
    { numRuns: 3000 },
  );
});
