import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { exportRecording } from '#engine/adapters/recording/export-recording.ts';
import { importCsv } from '#engine/adapters/recording/import-csv.ts';
import { openRecordedWire } from '#engine/adapters/recording/recorded-wire.ts';
import { verifyRecording } from '#engine/adapters/recording/verify-recording.ts';
import { callKey } from '#engine/recording/call-matching.ts';
import { parseExpiryList, parseOptionChain, parseProfile } from '#engine/wire/rest-bodies.ts';
import { parseDetailedMaster } from '#engine/wire/scrip-master.ts';
import { emptyFolder } from '#test/support/preopen-command.ts';
import { recordingManifest } from '#test/support/recordings.ts';

const STRADDLE =
  'ce_open,ce_high,ce_low,ce_ltp,ce_vol,ce_iv,ce_oi,pe_open,pe_high,pe_low,pe_ltp,pe_vol,pe_iv,pe_oi';
const ATM = `ts_iso,underlying,spot_open,spot_high,spot_low,spot_close,fwd,expiry,strike,${STRADDLE}`;
const ATM_FORWARD = `ts_iso,underlying,fwd,expiry,strike,${STRADDLE}`;
const ROLLING_15M = `ts_iso,underlying,spot,fwd,expiry,strike,${STRADDLE}`;
const LEG_CANDLES = 'ts_iso,underlying,expiry,strike,type,open,high,low,close,volume';
const ROLLING_OPTION =
  'timestamp_ist,underlying,strike,option_type,open,high,low,close,volume,open_interest,provider_spot,actual_expiry_date';
const INDEX_CANDLES = 'ts_iso,underlying,open,high,low,close,volume';
const CHAIN_SIDE = ['ltp', 'bid', 'bid_qty', 'ask', 'ask_qty', 'iv', 'oi', 'oi_chg', 'vol', 'net_chg'];
const CHAIN = `ts_iso,underlying,spot,spot_src,expiry,strike,${['ce', 'pe']
  .flatMap((side) => CHAIN_SIDE.map((column) => `${side}_${column}`))
  .join(',')}`;

test('a minute at the money becomes its strike, the open at its start and the close a second before its end', () => {
  const rows = played([
    ATM,
    '2026-02-03T09:15:00+05:30,NIFTY,25000,25010,24990,25005,25020,2026-02-10,25000,100,103,99,102,650,12,1300,90,95,88,91,65,12,130',
    '2026-02-03T09:16:00+05:30,NIFTY,25005,25060,25000,25055,25070,2026-02-10,25050,80,85,79,84,130,12,650,110,115,108,109,65,12,195',
    '2026-02-03T09:17:00+05:30,NIFTY,25055,25056,24999,25000,25015,2026-02-10,25000,70,75,69,74,65,12,1365,120,125,118,119,65,12,195',
  ]);
  expect(pathOf(rows, 13).slice(0, 5)).toEqual([
    ['09:15:00', '25000'],
    ['09:15:20', '25010'],
    ['09:15:40', '24990'],
    ['09:15:59', '25005'],
    ['09:16:00', '25005'],
  ]);
  expect(pathOf(rows, 40_000)).toEqual([
    ['09:15:00', '100'],
    ['09:15:20', '99'],
    ['09:15:40', '103'],
    ['09:15:59', '102'],
    ['09:17:00', '70'],
    ['09:17:20', '69'],
    ['09:17:40', '75'],
    ['09:17:59', '74'],
  ]);
  const last = rows.findLast((row) => row['security_id'] === '40000');
  expect(last).toMatchObject({ volume: '715', oi: '1365', open: '100', high: '103', low: '69' });
});

test('without the index, its value at the end of a minute is the discounted forward', () => {
  const rows = played([
    ATM_FORWARD,
    '2026-01-12T09:15:00+05:30,SENSEX,83515.36,2026-01-14,83500,548.9,548.9,399,399.9,148240,11,253340,330.2,387.4,296.35,384.55,371380,12,457080',
  ]);
  const years = (2 + 6.25 / 24) / 365;
  const expected = Math.round(83_515.36 * Math.exp(-0.065 * years) * 100) / 100;
  expect(pathOf(rows, 51)).toEqual([['09:15:59', String(expected)]]);
  expect(rows.find((row) => row['security_id'] === '800001')).toMatchObject({
    segment: 'BSE_FNO',
    ltp: '330.2',
  });
});

test('a quarter of an hour is labelled by its end, a side without trades is left out, a volume that overflowed is mended', () => {
  const rows = played([
    ROLLING_15M,
    '2025-02-05T09:30:00+05:30,NIFTY,23686.75,,2025-02-27,23350,,,,,,,,155.5,158,150,157,-4294966546,14,75',
  ]);
  expect(
    rows.map((row) => [row['at']!.slice(11, 19), row['security_id'], row['ltp'], row['volume']]),
  ).toEqual([
    ['09:15:00', '40000', '155.5', '0'],
    ['09:20:00', '40000', '158', '0'],
    ['09:25:00', '40000', '150', '0'],
    ['09:29:59', '13', '23686.75', ''],
    ['09:29:59', '40000', '157', '750'],
  ]);
});

test.each([
  [
    'option-candles',
    [
      LEG_CANDLES,
      '2025-09-01T09:15:00+05:30,SENSEX,2025-09-11,80500.0,CE,519.95,556.5,509.65,538.0,3920',
      '2025-09-01T09:15:00+05:30,SENSEX,2025-09-11,,INDEX,79828.99,80104.56,79818.38,80091.01,0',
    ],
    { 51: '80091.01', 800_000: '538' },
  ],
  [
    'rolling-option',
    [
      ROLLING_OPTION,
      '2021-01-04 04:00:00+00,NIFTY,14100.0,CALL,282.35,283.1,281.8,283.0,5175,513975,14106.6,2021-02-25',
      '2021-01-04 04:00:00+00,NIFTY,14100.0,PUT,251.3,251.4,250.0,250.7,2400,167250,14106.6,2021-02-25',
    ],
    { 13: '14106.6', 40_000: '283', 40_001: '250.7' },
  ],
  [
    'index-candles',
    [INDEX_CANDLES, '2026-06-04T09:15:00+05:30,NIFTY,23282.45,23311.45,23247.3,23281.8,6067733'],
    { 13: '23281.8' },
  ],
  [
    'option-chain',
    [
      CHAIN,
      '2025-08-29T09:22:45+05:30,NIFTY,24545.47,derived,2025-09-02,24550,90.5,90.4,150,90.6,75,8.1,100,10,2000,-5.5,80,79.9,75,80.1,300,8.2,4.67,-1,3,2.25',
    ],
    { 13: '24545.47', 40_000: '90.5', 40_001: '80' },
  ],
])('%s is told by its columns, and by its name', (layout, lines, closes) => {
  const source = written(lines);
  for (const named of [undefined, layout]) {
    const target = join(emptyFolder(), 'imported.mcap');
    const imported = importCsv({ sources: [source], target, layout: named, versions: VERSIONS });
    expect(imported.layouts).toEqual([layout]);
    expect(verifyRecording(target).state).toBe('sound');
    const last = new Map(exportedRows(target).map((row) => [row['security_id']!, row['ltp']!]));
    expect(Object.fromEntries(last)).toEqual(closes);
  }
});

test('chains keep bid, ask, the day before and units; what clients ask at the start is answered', () => {
  const target = importedFrom([
    CHAIN,
    '2025-08-29T09:22:45+05:30,NIFTY,24545.47,derived,2025-09-02,24550,90.5,90.4,150,90.6,75,8.1,100,10,2000,-5.5,80,79.9,75,80.1,300,8.2,4.67,-1,3,2.25',
    '2025-08-29T09:23:45+05:30,NIFTY,24550.1,derived,2025-09-02,24500,120,119,75,121,75,0,1,0,2,0,0,0,0,0,0,0,0,0,0,0',
  ]);
  using wire = openRecordedWire(target);
  const answer = (method: string, at: string, body = '') =>
    new TextDecoder().decode(wire.calls(callKey({ method, target: at, body }))[0]!.read().responseBody);
  expect(parseExpiryList(answer('POST', '/v2/optionchain/expirylist', SCRIP))).toMatchObject({
    value: ['2025-09-02'],
  });
  const chain = parseOptionChain(
    answer('POST', '/v2/optionchain', `${SCRIP.slice(0, -1)},"Expiry":"2025-09-02"}`),
  );
  expect(chain).toMatchObject({
    value: {
      spot: 24_545.47,
      strikes: [
        { strike: 24_500, ce: { securityId: 40_000, ltp: 0 }, pe: undefined },
        {
          strike: 24_550,
          ce: {
            securityId: 40_001,
            ltp: 90.5,
            bid: 90.4,
            ask: 90.6,
            volume: 150_000,
            oi: 7500,
            previousClose: 96,
          },
          pe: { securityId: 40_002, ltp: 80, oi: 350 },
        },
      ],
    },
  });
  const master = parseDetailedMaster(answer('GET', '/api-data/api-scrip-master-detailed.csv'));
  expect(master.rows).toHaveLength(4);
  expect(parseProfile(answer('GET', '/v2/profile'))).toMatchObject({ value: { dataPlan: 'Active' } });
});

test('several tables become one recording, their options listed together', () => {
  const rows = played(
    [INDEX_CANDLES, '2026-02-03T09:15:00+05:30,BANKNIFTY,100,103,99,102,1'],
    [LEG_CANDLES, '2026-02-03T09:15:00+05:30,NIFTY,2026-02-10,25000,PE,5,6,4,5,10'],
  );
  expect(new Set(rows.map((row) => row['security_id']))).toEqual(new Set(['25', '40000']));
  const times = rows.map((row) => Date.parse(row['at']!));
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

test.each([
  [['a,b', '1,2'], /was a table that has no column of any: it has a, b \(line 1 of/],
  [
    [INDEX_CANDLES.replace('close,', ''), '2026-02-04T09:15:00+05:30,NIFTY,1,1,1,1'],
    /nearest index-candles, was a table that lacks close and has ts_iso, underlying, open, high, low, volume/,
  ],
  [
    [INDEX_CANDLES, '2026-02-04T09:15:00+05:30,GOLD,1,1,1,1,1'],
    /expected an index, was "GOLD" \(line 2, column underlying of/,
  ],
  [
    [INDEX_CANDLES, '2026-02-04T09:15:00+05:30,NIFTY,1,,1,1,1'],
    /expected a price, was "" \(line 2, column high of/,
  ],
  [
    [INDEX_CANDLES, 'soon,NIFTY,1,1,1,1,1'],
    /expected an ISO time with its zone, was "soon" \(line 2, column ts_iso/,
  ],
  [
    [LEG_CANDLES, '2026-02-03T09:15:00+05:30,NIFTY,10-02-2026,25000,PE,5,6,4,5,10'],
    /expected a date YYYY-MM-DD, was "10-02-2026"/,
  ],
  [
    [LEG_CANDLES, '2026-02-03T09:15:00+05:30,NIFTY,2026-02-10,25000,FUT,5,6,4,5,10'],
    /expected CE or PE, was "FUT" \(line 2, column type/,
  ],
  [[INDEX_CANDLES], /expected rows of prices, was none/],
])('a table that cannot be read is refused with its place', (lines, reason) => {
  expect(() => importedFrom(lines)).toThrow(reason);
});

test('a layout that is asked for and is not the table’s names the columns that are missing', () => {
  const source = written([INDEX_CANDLES, '2026-02-04T09:15:00+05:30,NIFTY,1,1,1,1,1']);
  const importing = (layout: string) => () =>
    importCsv({ sources: [source], target: join(emptyFolder(), 'x.mcap'), layout, versions: VERSIONS });
  expect(importing('atm-1m')).toThrow(
    /expected the layout atm-1m, was a table that lacks expiry, strike, ce_open/,
  );
  expect(importing('atm')).toThrow(/expected one of exported-ticks, .*, was "atm"/);
});

/** Genuine tables: how many packets they are, and which of their columns is a price so many seconds after a row's time. */
const GENUINE = [
  ['nifty-atm-1m-2026-01-12_2026-03-09.csv.gz', 146_928, ['spot_close', 'ce_ltp', 'pe_ltp'], 59],
  ['sensex-atm-1m-2026-01-12_2026-03-09.csv.gz', 110_340, ['ce_ltp', 'pe_ltp'], 59],
  ['sensex-options-3m-2025-09.csv.gz', 23_000, ['close'], 179],
  ['banknifty-chain-2021-04-16.csv.gz', 16_969, ['spot', 'ce_ltp', 'pe_ltp'], 0],
  ['index-1m-2026-06-04_2026-06-08.csv.gz', 9000, ['close'], 59],
] as const;
const DATA = process.env['PREOPEN_DATA_DIR'] ?? join(import.meta.dirname, '../../../../../shared/data');

for (const [name, packets, columns, afterSeconds] of GENUINE) {
  const source = join(DATA, name);
  const title = existsSync(source)
    ? `${name} is imported whole, and every price of it is exported again at its time`
    : `${name}, skipped: no recorded sessions at ${DATA}`;
  test.skipIf(!existsSync(source))(title, { timeout: 60_000 }, () => {
    const target = join(emptyFolder(), 'imported.mcap');
    expect(importCsv({ sources: [source], target, versions: VERSIONS }).packets).toBe(packets);
    expect(verifyRecording(target).state).toBe('sound');
    const [, ...exported] = exportedLines(target);
    const told = new Set(exported.map(priceOf));
    const rows = rowsOf(gunzipSync(readFileSync(source)).toString('utf8').trimEnd().split('\n'));
    const prices = rows.flatMap((row) =>
      columns
        .filter((column) => Number(row[column]) > 0)
        .map((column) => `${Date.parse(row['ts_iso']!) + afterSeconds * 1000} ${Number(row[column])}`),
    );
    expect(exported).toHaveLength(packets);
    expect(prices.length).toBeGreaterThan(rows.length - 1);
    expect(prices.filter((price) => !told.has(price))).toEqual([]);
  });
}

/** Time and price of a line of the export. */
function priceOf(line: string): string {
  const [at = '', , , , , ltp = ''] = line.split(',');
  return `${Date.parse(at)} ${ltp}`;
}

const VERSIONS = recordingManifest().versions;
const SCRIP = '{"UnderlyingScrip":13,"UnderlyingSeg":"IDX_I"}';

type Row = Readonly<Record<string, string>>;

function written(lines: readonly string[]): string {
  const source = join(emptyFolder(), 'table.csv.gz');
  writeFileSync(source, gzipSync(`${lines.join('\n')}\n`));
  return source;
}

function importedFrom(...tables: readonly (readonly string[])[]): string {
  const target = join(emptyFolder(), 'imported.mcap');
  importCsv({ sources: tables.map(written), target, versions: VERSIONS });
  return target;
}

/** What `recording export csv` tells of the imported tables. */
function played(...tables: readonly (readonly string[])[]): Row[] {
  return exportedRows(importedFrom(...tables));
}

function exportedRows(recording: string): Row[] {
  return rowsOf(exportedLines(recording));
}

function exportedLines(recording: string): string[] {
  const target = join(emptyFolder(), 'export.csv');
  exportRecording(recording, target, 'csv');
  return readFileSync(target, 'utf8').trimEnd().split('\n');
}

function rowsOf([header = '', ...lines]: readonly string[]): Row[] {
  const columns = header.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(columns.map((column, place) => [column, cells[place]!]));
  });
}

/** Times of day and prices of an instrument. */
function pathOf(rows: readonly Row[], securityId: number): (readonly [string, string])[] {
  return rows
    .filter((row) => row['security_id'] === String(securityId))
    .map((row) => [row['at']!.slice(11, 19), row['ltp']!]);
}
