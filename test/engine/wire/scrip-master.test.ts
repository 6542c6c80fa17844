import { expect, test } from 'vitest';
import { UNDERLYINGS } from '#engine/market/instrument.ts';
import type { Underlying } from '#engine/market/instrument.ts';
import {
  expiryFlagOf,
  parseCompactMaster,
  parseDetailedMaster,
  renderCompactMaster,
  renderDetailedMaster,
} from '#engine/wire/scrip-master.ts';
import type { MasterSource } from '#engine/wire/scrip-master.ts';

/** Rows as the exchange published them in 2026. Source: dhan-v2-wire 5. */
const DETAILED_INDEX =
  'NSE,I,13,NA,INDEX,13,NIFTY,NIFTY,Nifty 50,INDEX,NA,1.0,0001-01-01,,XX,0.0500,N,N,N,N,NA,A,0,0,0,0,0,0,0,0,0,0,';
const DETAILED_OPTION =
  'NSE,D,35084,NA,OPTIDX,26000,NIFTY,NIFTY-Sep2026-29150-CE,NIFTY 29 SEP 29150 CALL,OP,NA,65.0,2026-09-29,29150.00000,CE,5.0000,M,N,N,N,NA,A,0,0,0,0,0,0,0,20.1000,0.0500,1756,';
const COMPACT_ROWS = [
  'SEM_EXM_EXCH_ID,SEM_SEGMENT,SEM_SMST_SECURITY_ID,SEM_INSTRUMENT_NAME,SEM_EXPIRY_CODE,SEM_TRADING_SYMBOL,SEM_LOT_UNITS,SEM_CUSTOM_SYMBOL,SEM_EXPIRY_DATE,SEM_STRIKE_PRICE,SEM_OPTION_TYPE,SEM_TICK_SIZE,SEM_EXPIRY_FLAG,SEM_EXCH_INSTRUMENT_TYPE,SEM_SERIES,SM_SYMBOL_NAME',
  'BSE,I,51,INDEX,0,SENSEX,1.0,Sensex,0001-01-01,,XX,0.0100,,INDEX,X,SENSEX',
  'NSE,D,48704,FUTIDX,0,NIFTY-Oct2026-FUT,65.0,NIFTY OCT FUT,2026-10-27 14:30:00,-0.01000,XX,10.0000,M,FUT,,',
  'NSE,D,44430,OPTIDX,0,NIFTY-Oct2024-25800-CE,25.0,NIFTY 24 OCT 25800 CALL,2024-10-24 14:30:00,25800.00000,CE,5.0000,W,OP,,',
  'NSE,E,2885,EQUITY,0,RELIANCE,1.0,Reliance Industries,,,,10.0000,NA,ES,EQ,RELIANCE INDUSTRIES LTD',
  'MCX,M,569900,FUTCOM,0,CRUDEOIL-19Oct2026-FUT,1.0,CRUDEOIL OCT FUT,2026-10-19 23:30:00,0.00000,XX,100.0000,M,FUTCOM,2,CRUDEOIL',
];

test('reads an option of the detailed master, paise become rupees', () => {
  const { rows, problems } = parseDetailedMaster(`${detailedHeader()}\n${DETAILED_OPTION}\n`);
  expect(problems).toEqual([]);
  expect(rows).toEqual([
    {
      exchange: 'NSE',
      exchangeSegment: 'NSE_FNO',
      securityId: 35084,
      instrument: 'OPTIDX',
      underlyingSymbol: 'NIFTY',
      tradingSymbol: 'NIFTY-Sep2026-29150-CE',
      displayName: 'NIFTY 29 SEP 29150 CALL',
      lotSize: 65,
      tickSize: 0.05,
      expiry: '2026-09-29',
      strike: 29150,
      optionType: 'CE',
    },
  ]);
});

test('an index row is in rupees, never expires and has no strike', () => {
  expect(parseDetailedMaster(`${detailedHeader()}\n${DETAILED_INDEX}`).rows).toMatchObject([
    { exchangeSegment: 'IDX_I', securityId: 13, tickSize: 0.05, expiry: undefined, strike: undefined },
  ]);
});

test('reads the same row with 31 columns, in another order, re-saved by a spreadsheet', () => {
  const columns = [
    'SM_EXPIRY_DATE',
    'STRIKE_PRICE',
    'OPTION_TYPE',
    'TICK_SIZE',
    'LOT_SIZE',
    'EXCH_ID',
    'SEGMENT',
  ];
  const names = [
    'SECURITY_ID',
    'INSTRUMENT',
    'UNDERLYING_SYMBOL',
    'SYMBOL_NAME',
    'DISPLAY_NAME',
    'SELL_CO_MIN',
  ];
  const cells =
    '29/09/26,29150,CE,5,65,NSE,D,35084,OPTIDX,NIFTY,NIFTY-Sep2026-29150-CE,"NIFTY 29 SEP, 29150 CALL",0';
  const { rows, problems } = parseDetailedMaster(`${[...columns, ...names].join(',')}\r\n${cells}\r\n`);
  expect(problems).toEqual([]);
  expect(rows).toMatchObject([
    {
      expiry: '2026-09-29',
      strike: 29150,
      tickSize: 0.05,
      lotSize: 65,
      displayName: 'NIFTY 29 SEP, 29150 CALL',
    },
  ]);
});

test('reads the compact master: underlying from the symbol, date without its time', () => {
  const { rows, problems } = parseCompactMaster(COMPACT_ROWS.join('\n'));
  expect(problems).toEqual([]);
  expect(
    rows.map((row) => [row.exchangeSegment, row.underlyingSymbol, row.expiry, row.strike, row.tickSize]),
  ).toEqual([
    ['IDX_I', 'SENSEX', undefined, undefined, 0.01],
    ['NSE_FNO', 'NIFTY', '2026-10-27', undefined, 0.1],
    ['NSE_FNO', 'NIFTY', '2024-10-24', 25800, 0.05],
    ['NSE_EQ', 'RELIANCE', undefined, undefined, 0.1],
    ['MCX_COMM', 'CRUDEOIL', '2026-10-19', undefined, 1],
  ]);
});

test('a master without its columns is named a problem, not read as empty', () => {
  expect(parseDetailedMaster('')).toMatchObject({ rows: [], problems: [expect.stringContaining('EXCH_ID')] });
  expect(parseDetailedMaster('<html>\n</html>').problems).toHaveLength(1);
  expect(parseDetailedMaster(COMPACT_ROWS.join('\n')).problems[0]).toContain('expected the columns EXCH_ID');
});

test('bad rows are left out and counted by problem with their first line', () => {
  const rows = [
    DETAILED_OPTION,
    DETAILED_OPTION.replace('NSE,D', 'NSE,Z'),
    DETAILED_OPTION.replace('NSE,D', 'NSE,Z'),
    DETAILED_OPTION.replace('35084', 'x'),
    DETAILED_OPTION.replace('65.0', 'many'),
    DETAILED_OPTION.replace('2026-09-29', 'soon'),
    DETAILED_OPTION.replace('29150.00000', ''),
    'NSE',
  ];
  const reading = parseDetailedMaster([detailedHeader(), ...rows].join('\n'));
  expect(reading.rows).toHaveLength(1);
  expect(reading.problems).toEqual([
    'scrip master: unknown segment NSE/Z (2 rows, first on line 3).',
    'scrip master: security id is no integer (1 row, first on line 5).',
    'scrip master: lot size or tick size is no number (1 row, first on line 6).',
    'scrip master: expiry is no date (1 row, first on line 7).',
    'scrip master: option without strike or expiry (1 row, first on line 8).',
    'scrip master: unknown segment NSE/ (1 row, first on line 9).',
  ]);
});

test('writes the published rows again, but for the price limits', () => {
  const [header, index, option] = renderDetailedMaster([indexSource('NIFTY'), optionSource('NIFTY')]).split(
    '\n',
  );
  expect(header?.split(',')).toHaveLength(33);
  expect(index).toBe(DETAILED_INDEX);
  expect(option).toBe(DETAILED_OPTION.replace('20.1000,0.0500', '0,0'));
});

test('writes the published rows of futures again', () => {
  const nifty = futureSource('NIFTY', { securityId: 48_704, expiry: '2026-10-27' });
  const bankNifty = futureSource('BANKNIFTY', { securityId: 48_699, expiry: '2026-10-27' });
  const [, ...compact] = renderCompactMaster([nifty, bankNifty]).trimEnd().split('\n');
  expect(compact).toEqual([
    COMPACT_ROWS[2],
    'NSE,D,48699,FUTIDX,0,BANKNIFTY-Oct2026-FUT,30.0,BANKNIFTY OCT FUT,2026-10-27 14:30:00,-0.01000,XX,20.0000,M,FUT,,',
  ]);
  const september = futureSource('NIFTY', { securityId: 68_407, expiry: '2026-09-29' });
  const sensex = futureSource('SENSEX', { securityId: 1_144_507, expiry: '2026-07-30' });
  const [, detailed, bse] = renderDetailedMaster([september, sensex]).split('\n');
  expect(detailed).toMatch(
    /^NSE,D,68407,NA,FUTIDX,26000,NIFTY,NIFTY-Sep2026-FUT,NIFTY SEP FUT,FUT,NA,65\.0,2026-09-29,-0\.01000,XX,10\.0000,M,.*,1756,$/,
  );
  expect(bse).toMatch(
    /^BSE,D,1144507,NA,FUTIDX,1,SENSEX,BSXFUT,SENSEX JUL {2}FUT,FUTIDX,NA,20\.0,2026-07-30,/,
  );
});

test('writes BSE rows with its product code, as published', () => {
  const [, detailed] = renderDetailedMaster([optionSource('SENSEX')]).split('\n');
  const [header, compact, index] = renderCompactMaster([optionSource('SENSEX'), indexSource('SENSEX')]).split(
    '\n',
  );
  expect(detailed).toContain(
    ',SENSEX,BSXOPT,SENSEX 29 SEP 29150 CALL,OPTIDX,NA,20.0,2026-09-29,29150.00000,CE,5.0000,M,',
  );
  expect(header).toBe(COMPACT_ROWS[0]);
  expect(compact).toBe(
    'BSE,D,35084,OPTIDX,0,SENSEX-Sep2026-29150-CE,20.0,SENSEX 29 SEP 29150 CALL,2026-09-29 14:30:00,29150.00000,CE,5.0000,M,OPTIDX,,BSXOPT',
  );
  expect(index).toBe(COMPACT_ROWS[1]);
});

test.each(UNDERLYINGS)('both masters of $symbol read back as what was written', ({ symbol }) => {
  const sources = [
    indexSource(symbol),
    optionSource(symbol),
    futureSource(symbol, { securityId: 35_000, expiry: '2026-09-29' }),
  ];
  const detailed = parseDetailedMaster(renderDetailedMaster(sources));
  const compact = parseCompactMaster(renderCompactMaster(sources));
  const expected = sources.map(({ instrument: { securityId, exchangeSegment, tickSize } }) => ({
    securityId,
    exchangeSegment,
    tickSize,
    underlyingSymbol: symbol,
  }));
  expect(detailed).toMatchObject({ rows: expected, problems: [] });
  expect(compact).toMatchObject({ rows: expected, problems: [] });
});

test('flags of the recorded expiry list: weekly, monthly, quarterly, half-yearly', () => {
  const listed = [
    '2025-01-30',
    '2025-02-06',
    '2025-02-27',
    '2025-03-06',
    '2025-03-27',
    '2025-06-26',
    '2025-12-24',
  ];
  const flags = [...listed, '2026-06-25'].map((expiry) => expiryFlagOf(expiry, [...listed, '2026-06-25']));
  expect(flags.join('')).toBe('MWMWMQQH');
});

function detailedHeader(): string {
  return renderDetailedMaster([]).trimEnd();
}

function indexSource(symbol: string): MasterSource {
  const underlying = underlyingOf(symbol);
  const { securityId, exchange, displayName, tickSize } = underlying;
  const instrument = {
    kind: 'index',
    securityId,
    exchangeSegment: 'IDX_I',
    exchange,
    symbol,
    displayName,
    tickSize,
  } as const;
  return { instrument, underlying, expiryFlag: 'M' };
}

function optionSource(symbol: string): MasterSource {
  const underlying = underlyingOf(symbol);
  const instrument = {
    kind: 'option',
    securityId: 35084,
    exchangeSegment: underlying.optionsSegment,
    underlying: symbol,
    expiry: '2026-09-29',
    strike: 29150,
    optionType: 'CE',
    lotSize: underlying.lotSize,
    tickSize: 0.05,
  } as const;
  return { instrument, underlying, expiryFlag: 'M' };
}

function futureSource(
  symbol: string,
  { securityId, expiry }: { readonly securityId: number; readonly expiry: string },
): MasterSource {
  const underlying = underlyingOf(symbol);
  const instrument = {
    kind: 'future',
    securityId,
    exchangeSegment: underlying.optionsSegment,
    underlying: symbol,
    expiry,
    lotSize: underlying.lotSize,
    tickSize: underlying.futureTickSize,
  } as const;
  return { instrument, underlying, expiryFlag: 'M' };
}

function underlyingOf(symbol: string): Underlying {
  const found = UNDERLYINGS.find((underlying) => underlying.symbol === symbol);
  if (!found) throw new Error(`no underlying ${symbol}`);
  return found;
}
