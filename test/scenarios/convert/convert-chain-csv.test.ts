import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { convertChainDay } from '#scenarios/convert/convert-chain-csv.ts';
import { readRecording, writeRecording } from '#scenarios/recording.ts';

const directory = mkdtempSync(join(tmpdir(), 'preopen-convert-'));
afterAll(() => rmSync(directory, { recursive: true }));

const HEADER =
  'ts_iso,underlying,spot,spot_src,expiry,strike,' +
  ['ce', 'pe']
    .map((side) =>
      ['ltp', 'bid', 'bid_qty', 'ask', 'ask_qty', 'oi', 'oi_chg', 'vol', 'net_chg']
        .map((name) => `${side}_${name}`)
        .join(','),
    )
    .join(',');

function writeDay(name: string, expiry: string, strike: number): void {
  const row = `2025-08-29T09:22:45+05:30,NIFTY,24545.47,derived,${expiry},${strike},90.5,90.4,150,90.6,75,2,1,4,-5.5,80,79.9,75,80.1,300,1,0,3,2`;
  writeFileSync(join(directory, name), gzipSync(`${HEADER}\n${row}\n`));
}

test('a data folder becomes a recording that reads back as it was converted, each index with its own lot', async () => {
  writeDay('nifty-chain-2025-08-29.csv.gz', '2025-09-02', 24_550);
  writeDay('banknifty-chain-2025-08-29.csv.gz', '2025-09-30', 54_000);
  const session = convertChainDay(directory);
  expect(readRecording(await writeRecording(session), 'day.mcap')).toEqual(session);
  expect(
    session.underlyings.map(({ symbol, snapshots }) => [symbol, snapshots[0]!.chains[0]!.volume[0]]),
  ).toEqual([
    ['NIFTY', 300],
    ['BANKNIFTY', 140],
  ]);
  expect(session.provenance?.source).toContain('474f7d8b');
});
