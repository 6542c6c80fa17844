import { expect, test } from 'vitest';
import type { MasterRow } from '#engine/market/instrument-master.ts';
import { symbolForms } from '#engine/market/symbol/format-symbol.ts';
import { readSymbol } from '#engine/market/symbol/read-symbol.ts';
import { indexOfId, resolveSymbol, symbolOfRow } from '#engine/market/symbol/resolve-symbol.ts';
import type { SymbolResolution } from '#engine/market/symbol/resolve-symbol.ts';
import {
  parseCompactMaster,
  parseDetailedMaster,
  renderCompactMaster,
  renderDetailedMaster,
} from '#engine/wire/scrip-master.ts';
import { listUniverse } from '#mock-dhan/world/listing.ts';
import { masterSources } from '#mock-dhan/world/master-sources.ts';
import { loadScenario, scenarioNames } from '#scenarios/catalogue.ts';

/** Rows as published, of other kinds than the mock lists. Source: dhan-v2-wire 5.1. */
const PUBLISHED = parseCompactMaster(
  `SEM_EXM_EXCH_ID,SEM_SEGMENT,SEM_SMST_SECURITY_ID,SEM_INSTRUMENT_NAME,SEM_EXPIRY_CODE,SEM_TRADING_SYMBOL,SEM_LOT_UNITS,SEM_CUSTOM_SYMBOL,SEM_EXPIRY_DATE,SEM_STRIKE_PRICE,SEM_OPTION_TYPE,SEM_TICK_SIZE,SEM_EXPIRY_FLAG,SEM_EXCH_INSTRUMENT_TYPE,SEM_SERIES,SM_SYMBOL_NAME
NSE,I,13,INDEX,0,NIFTY,1.0,Nifty 50,0001-01-01,,XX,0.0500,,INDEX,X,NIFTY
NSE,D,48704,FUTIDX,0,NIFTY-Oct2026-FUT,65.0,NIFTY OCT FUT,2026-10-27 14:30:00,-0.01000,XX,10.0000,M,FUT,,
NSE,D,48699,FUTIDX,0,BANKNIFTY-Oct2026-FUT,30.0,BANKNIFTY OCT FUT,2026-10-27 14:30:00,-0.01000,XX,20.0000,M,FUT,,
NSE,D,61471,FUTIDX,0,NIFTY-Nov2026-FUT,65.0,NIFTY NOV FUT,2026-11-23 14:30:00,-0.01000,XX,10.0000,M,FUT,,
NSE,E,2885,EQUITY,0,RELIANCE,1.0,Reliance Industries,,,,10.0000,NA,ES,EQ,RELIANCE INDUSTRIES LTD
MCX,M,569900,FUTCOM,0,CRUDEOIL-19Oct2026-FUT,1.0,CRUDEOIL OCT FUT,2026-10-19 23:30:00,0.00000,XX,100.0000,M,FUTCOM,2,CRUDEOIL
MCX,M,576398,OPTFUT,0,CRUDEOIL-17Sep2026-9500-CE,1.0,CRUDEOIL 17 SEP 9500 CALL,2026-09-17 23:30:00,9500.00000,CE,10.0000,M,OPTFUT,2,CRUDEOIL
BSE,D,1100470,OPTIDX,0,SENSEX-Sep2026-68000-CE,20.0,SENSEX 24 SEP 68000 CALL,2026-09-24 14:30:00,68000.00000,CE,5.0000,M,OPTIDX,,BSXOPT`,
).rows;
const PUBLISHED_ON = '2026-09-14';

function resolved(text: string, rows: readonly MasterRow[], asOf: string): SymbolResolution {
  const read = readSymbol(text, asOf);
  if (!read.ok) throw new Error(read.error);
  return resolveSymbol(read.readings, rows);
}

test.each([
  'NIFTY26OCTFUT',
  'nifty oct fut',
  'CRUDEOIL26OCTFUT',
  'CRUDEOIL26SEP9500CE',
  'SENSEX26SEP68000CE',
])('%s is found among published rows, and so is every form the file has for it', (text) => {
  const found = resolved(text, PUBLISHED, PUBLISHED_ON);
  if (!found.ok) throw new Error(found.error);
  for (const own of [found.row.tradingSymbol, found.row.displayName])
    expect(resolved(own, PUBLISHED, PUBLISHED_ON)).toMatchObject({ ok: true, row: found.row });
});

test('a share, an index and the day that only the master knows', () => {
  expect(resolved('RELIANCE', PUBLISHED, PUBLISHED_ON)).toMatchObject({ row: { securityId: 2885 } });
  expect(resolved('NIFTY 50', PUBLISHED, PUBLISHED_ON)).toMatchObject({ row: { securityId: 13 } });
  const crude = resolved('CRUDEOIL26OCTFUT', PUBLISHED, PUBLISHED_ON);
  expect(crude).toMatchObject({ row: { securityId: 569_900 }, symbol: { expiry: '2026-10-19' } });
});

test('what the master does not list is told with the nearest that it does', () => {
  const weekly = resolved('SENSEX26SEP68100CE', PUBLISHED, PUBLISHED_ON);
  expect(weekly).toMatchObject({ ok: false, nearest: { securityId: 1_100_470 } });
  expect(weekly).toMatchObject({ error: expect.stringContaining('68000 call, expiry 2026-09-24') });
  const share = resolved('TCS', PUBLISHED, PUBLISHED_ON);
  expect(share).toMatchObject({ ok: false, error: expect.stringContaining('lists none of that name') });
});

test('an index is known by its id in IDX_I alone', () => {
  expect(indexOfId('IDX_I', 25)).toMatchObject({ symbol: 'BANKNIFTY' });
  expect(indexOfId('IDX_I', 26_000)).toBeUndefined();
  expect(indexOfId('NSE_EQ', 25)).toBeUndefined();
});

test('every row of the masters of all scenarios resolves to its own id from every form', () => {
  const wrong: unknown[] = [];
  let texts = 0;
  for (const { asOf, rows } of listedByScenarios()) {
    // Rows of one strike alone could be mistaken for one another; searching all of them for each is a square of thousands.
    const rowsOfStrike = Map.groupBy(rows, ({ strike }) => strike);
    for (const row of rows)
      for (const { form, text } of symbolForms(symbolOfRow(row)!, asOf)) {
        const found = resolved(text, rowsOfStrike.get(row.strike)!, asOf);
        const ids = found.ok ? [found.row, ...found.others].map(({ securityId }) => securityId) : [];
        const isRight =
          form === 'trading' ? ids.includes(row.securityId) : String(ids) === `${row.securityId}`;
        if (!isRight) wrong.push([text, row.securityId, ids]);
        texts += 1;
      }
  }
  expect(wrong).toEqual([]);
  expect(texts).toBeGreaterThan(30_000);
});

/** The masters of the shipped scenarios, each day and listing once; the compact master agrees with the detailed one. */
function listedByScenarios(): { readonly asOf: string; readonly rows: readonly MasterRow[] }[] {
  const listed = new Map<string, { readonly asOf: string; readonly rows: readonly MasterRow[] }>();
  for (const name of scenarioNames()) {
    const { scenario, session } = loadScenario(name);
    const asOf = scenario.clock.date;
    const key = `${asOf} ${JSON.stringify(scenario.world.underlyings)}`;
    if (listed.has(key)) continue;
    const sources = masterSources(listUniverse(scenario, session));
    const { rows } = parseDetailedMaster(renderDetailedMaster(sources));
    const compactRows = parseCompactMaster(renderCompactMaster(sources)).rows;
    expect(compactRows.map((row) => symbolOfRow(row))).toEqual(rows.map((row) => symbolOfRow(row)));
    listed.set(key, { asOf, rows });
  }
  return [...listed.values()];
}
